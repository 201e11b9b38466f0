/** Turns what the world outside knows of an app into the steps that come before any traffic moves: secrets, keys, callers, addresses, DNS. */
import type { PlannedStep } from "../../model/plan.js";
import { asksMonolith, type StepInput, step, usesEndpoint } from "./step.js";

export const prepareSteps = (input: StepInput): readonly PlannedStep[] =>
  [secretsStep, keysStep, webhookStep, egressStep, dnsStep].flatMap((make) => make(input) ?? []);

function secretsStep({ services }: StepInput): PlannedStep {
  const made = [
    ...(asksMonolith(services) ? ["VALUELINE_IDENTITY_SECRET"] : []),
    ...(usesEndpoint(services) ? ["VALUELINE_ENQUEUE_TOKEN"] : []),
  ];
  const read = services.map(
    ({ name, env }) => `${name} reads ${env.length === 0 ? "no config var of the monolith" : env.join(", ")}`,
  );
  return step("prepare", "Give both sides their secrets", {
    commands: [
      ...made.flatMap((name) => [
        `heroku config:set ${name}=$(openssl rand -hex 32)`,
        `heroku config:get ${name}   # the same value for every service`,
      ]),
      ...services.flatMap(({ env }) => env.map((name) => `heroku config:get ${name}`)),
    ].filter((command, i, all) => all.indexOf(command) === i),
    watch: ["the monolith restarts on config:set: its error rate stays as it was"],
    rollback: made.map((name) => `heroku config:unset ${name}`),
    because: read,
  });
}

/** Values that make stored data or cookies readable. */
const KEYS =
  /(ENCRYPT|CIPHER|LOCKBOX|SECRET_KEY_BASE|RAILS_MASTER_KEY|SESSION_SECRET|SESSION_KEY|COOKIE_SECRET|JWT_SECRET|JWT_PRIVATE|KMS|SALT|PEPPER)/;
const LIBRARIES = [
  "attr_encrypted",
  "lockbox",
  "crypt_keeper",
  "symmetric-encryption",
  "sequelize-encrypted",
  "typeorm-encrypted",
  "mongoose-encryption",
];

/** Devise and Clearance call a hash `encrypted_password`; attr_encrypted keeps an initialisation vector beside what it encrypts. */
const holdsCiphertext = (column: string, beside: ReadonlySet<string>): boolean =>
  column === "encrypted_password"
    ? beside.has("encrypted_password_iv")
    : /^encrypted_(?!.*_(?:iv|salt)$)|_ciphertext$|_encrypted$/.test(column);

function keysStep({ app, services }: StepInput): PlannedStep | null {
  const names = app.configVars.map(({ name }) => name).filter((name) => KEYS.test(name));
  const libraries = LIBRARIES.filter((name) => name in app.locked);
  const columns = app.tables.flatMap(({ name, columns: all }) =>
    all
      .filter((column) => holdsCiphertext(column.name, new Set(all.map((one) => one.name))))
      .map((column) => `${name}.${column.name}`),
  );
  if (names.length === 0 && libraries.length === 0 && columns.length === 0) return null;
  const taken = new Set(services.flatMap(({ tables }) => tables.map(({ name }) => name)));
  const moved = columns.filter((column) => taken.has(column.split(".")[0]!));
  return step("prepare", "Keep the keys that make data and cookies readable", {
    needs: ["nobody rotates one of these keys until the last step is done"],
    commands: names.map(
      (name) => `heroku config:get ${name} | sha256sum   # compare with the service's, never print the value`,
    ),
    watch: moved.map((column) => `decrypt one row of ${column} in the service before it serves any`),
    rollback: ["nothing to undo: no key changes here"],
    because: [
      ...names.map(
        (name) => `${name} signs or encrypts; a service with another value reads nothing of what was written before`,
      ),
      ...libraries.map((name) => `${name} is in the lockfile: rows are encrypted by the app, not by the database`),
      ...columns.map((column) => `${column} holds ciphertext`),
    ],
  });
}

function webhookStep({ app, services }: StepInput): PlannedStep | null {
  const hooks = app.routes.filter(({ path }) =>
    /(^|[/_-])(web)?hooks?([/_-]|$)|callback|\/ipn\b|\/events\/stripe/i.test(path),
  );
  if (hooks.length === 0) return null;
  const owner = new Map(services.flatMap(({ name, routes }) => routes.map(({ route }) => [route.id, name] as const)));
  return step("prepare", "List who calls in: webhooks and callbacks", {
    needs: ["the gateway passes bodies byte for byte: a signature is made over the raw body"],
    commands: [
      ...hooks
        .slice(0, 8)
        .map(
          ({ method, path }) =>
            `curl -sS -o /dev/null -w '%{http_code}\\n' -X ${method} https://$HOST${path.replace(/[:*]\w+/g, "1")}   # note today's answer to an unsigned call`,
        ),
    ],
    watch: ["the sender's own delivery log (Stripe: Developers > Webhooks): no failed delivery after a switch"],
    rollback: ["the URLs do not change, so there is nothing to undo at the sender's"],
    because: hooks.map(
      ({ id }) =>
        `${id} is answered by ${owner.get(id) ?? "the monolith"}${owner.has(id) ? ": port its signature check first, and let senders retry (they do for days)" : ", before and after"}`,
    ),
  });
}

const PROXIES = /fixie|quotaguard|proximo|static.?ip/i;

function egressStep({ app, services }: StepInput): PlannedStep | null {
  const addons = app.heroku.addons.filter(({ plan, service }) => PROXIES.test(`${plan} ${service}`));
  const names = app.configVars.map(({ name }) => name).filter((name) => PROXIES.test(name));
  const called = app.integrations.map(({ id }) => id);
  const theirs = services.flatMap(({ files, name }) =>
    app.integrations
      .filter(({ evidence }) => evidence.some(({ path }) => files.includes(path)))
      .map(({ id }) => `${name} calls ${id}`),
  );
  if (addons.length === 0 && names.length === 0 && called.length === 0) return null;
  return step("prepare", "List whom you call: egress addresses and allow-lists", {
    needs:
      addons.length + names.length > 0
        ? ["each service that calls out does so through the same proxy, or its new address is on the partner's list"]
        : ["each partner was asked whether it keeps an allow-list of addresses"],
    commands: [
      ...names.map((name) => `heroku config:get ${name}   # set it on the services that call out`),
      "curl -sS https://checkip.amazonaws.com   # from the new platform: the address that partners will see",
    ],
    watch: ["connection refused, 403 and time-outs of calls out, per partner"],
    rollback: ["send the calls through the monolith's proxy again"],
    because: [
      ...addons.map(({ plan }) => `${plan} gives the app fixed addresses that partners have allowed`),
      ...(addons.length === 0
        ? ["Heroku's addresses change: a partner with an allow-list is reached by a proxy, or has none"]
        : []),
      ...(theirs.length > 0 ? theirs : called.map((id) => `the monolith calls ${id}`)),
    ],
  });
}

function dnsStep({ monolith }: StepInput): PlannedStep {
  const { domains } = monolith.heroku;
  const hosts = domains.length === 0 ? ["$HOST"] : domains;
  return step("prepare", "Put the gateway in front of the monolith, all traffic to it", {
    needs: [
      "the TTL of the public name was 60 s for longer than the old TTL",
      "certificates for the public names are on the gateway",
      "gateway/nginx/upstreams.conf names the monolith, and every share in switches.conf is 0",
      "the monolith trusts one proxy more (client addresses, https redirects)",
    ],
    commands: [
      ...hosts.map((host) => `dig +noall +answer ${host}   # TTL and target today: note both`),
      "nginx -t && nginx -s reload",
      ...hosts.map(
        (host) =>
          `curl -sS --resolve ${host}:443:$GATEWAY_IP https://${host}/ -o /dev/null -w '%{http_code}\\n'   # before the name moves`,
      ),
      ...hosts.map((host) => `dig +short ${host}   # after it moved`),
    ],
    watch: [
      "5xx and p95 at the gateway against the day before, for one day",
      "WebSockets, uploads and downloads of files: try one of each",
    ],
    rollback: ["point the name back at Heroku's DNS target; with the low TTL that takes a minute"],
    because: [
      domains.length === 0
        ? "no public name is in the repo: `heroku domains` lists them"
        : `public names: ${domains.join(", ")}`,
      "whatever goes wrong later is undone at the gateway, not in DNS",
    ],
  });
}
