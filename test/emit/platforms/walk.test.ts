/** Every noun that an app brings, on every target: the field that carries it, or the row that says what became of it. */
import { describe, expect, it } from "vitest";
import { emitManifests, platforms } from "../../../src/emit/platforms/index.js";
import { SIZES } from "./awkward-plan.js";
import { walkPlan } from "./walk-plan.js";

const plan = walkPlan();
const made = new Map(platforms.map((platform) => [platform.id, emitManifests(plan, platform, SIZES)]));

/** All that a target is given to run, without what is said about it. */
const textOf = (target: string): string =>
  made
    .get(target)!
    .artifacts.filter(({ path }) => !path.endsWith("FIDELITY.md"))
    .map(({ path, content }) => `=== ${path}\n${content}`)
    .join("\n");

/** `=== file`, then all of the patterns in that file, in any order. */
type Field = readonly [file: RegExp, ...patterns: readonly RegExp[]];
/** Nothing can be written: the outcome that its row must state, and the word that shows why. */
type Row = readonly [outcome: "approximated" | "lost" | "kept", fact: string, how: RegExp];
type Expectation = { readonly field: Field } | { readonly row: Row };

const field = (...it: Field): Expectation => ({ field: it });
const row = (...it: Row): Expectation => ({ row: it });

const NOUNS: Readonly<Record<string, Readonly<Record<string, Expectation>>>> = {
  "number of a process": {
    compose: field(/compose\.yaml/, /scale: 1/),
    digitalocean: field(/app\.yaml/, /instance_count: 3|min_instance_count: 2/),
    fly: field(/fly\/deploy\.sh/, /scale count app-server=\d/),
    heroku: field(/app\.json/, /"app_Server": \{\s+"quantity": 3/),
    kubernetes: field(/base\/clock\.yaml/, /replicas: 1/),
    micro: field(/\.target$/, /app-server@1\.service/),
    render: field(/render\.yaml/, /numInstances: 1/),
  },
  "a worker at zero": {
    compose: field(/compose\.yaml/, /scale: 0/),
    digitalocean: field(/suspended\.yaml/, /sidekiq-critical-2/),
    fly: field(/fly\/deploy\.sh/, /sidekiq-critical-2=0/),
    heroku: field(/app\.json/, /"sidekiq-critical": \{\s+"quantity": 0/),
    kubernetes: field(/base\/sidekiq-critical-2\.yaml/, /replicas: 0/),
    micro: field(/sidekiq-critical-2@\.service/, /ExecStart=/),
    render: field(/suspended\.yaml/, /sidekiq-critical-2/),
  },
  memory: {
    compose: field(/compose\.yaml/, /mem_limit: 1024m/),
    digitalocean: field(/app\.yaml/, /instance_size_slug: \S+1gb/),
    fly: field(/fly\.toml/, /memory = "1024mb"/),
    heroku: field(/app\.json/, /"size": "standard-2x"/),
    kubernetes: field(/base\/app-server\.yaml/, /memory: 1024Mi/, /limits:/),
    micro: field(/app-server@\.service/, /MemoryMax=1024M/),
    render: field(/render\.yaml/, /plan: standard/),
  },
  "memory that shrinks": {
    compose: field(/compose\.yaml/, /mem_limit: 129024m/),
    digitalocean: row("lost", "process clock: size", /shrinks/),
    fly: field(/fly\.toml/, /memory = "129024mb"/),
    heroku: field(/app\.json/, /"size": "performance-2xl"/),
    kubernetes: field(/base\/clock\.yaml/, /memory: 129024Mi/),
    micro: field(/clock\.service/, /MemoryMax=129024M/),
    render: row("lost", "process clock: size", /shrinks/),
  },
  "a singleton during a rollout": {
    compose: row("kept", "process clock: singleton", /stops a container before/),
    digitalocean: row("approximated", "process clock: singleton", /\w/),
    fly: field(/fly\/fly\.toml|clock\.toml/, /clock/),
    heroku: row("approximated", "process clock: singleton", /\w/),
    kubernetes: field(/base\/clock\.yaml/, /type: Recreate/),
    micro: row("kept", "process clock: singleton", /\w/),
    render: row("approximated", "process clock: singleton", /\w/),
  },
  "the web's port": {
    compose: field(/compose\.yaml/, /PORT: '8080'/),
    digitalocean: field(/app\.yaml/, /http_port|internal_ports/),
    fly: field(/fly\.toml/, /internal_port = 8080/),
    heroku: field(/Procfile/, /\$PORT/),
    kubernetes: field(/base\/app-server\.yaml/, /containerPort: 8080/, /kind: Service/),
    micro: field(/app-server@\.service/, /PORT=/),
    render: field(/render\.yaml/, /key: PORT\s+value: '8080'/),
  },
  "health of what is public": {
    compose: field(/compose\.yaml/, /healthcheck:/),
    digitalocean: field(/app\.yaml/, /health_check:/),
    fly: field(/authorizations\/?.*toml|fly.*toml/, /checks/),
    heroku: row("kept", "rolling restarts", /\w/),
    kubernetes: field(/base\/app-server\.yaml/, /readinessProbe/, /startupProbe/, /livenessProbe/),
    micro: field(/\.service/, /Restart=always/),
    render: field(/render\.yaml/, /healthCheckPath|type: pserv/),
  },
  "the router's 30 s": {
    compose: field(/gateway\.Dockerfile/, /gateway\.conf/),
    digitalocean: row("approximated", "router timeout of 30 s", /100 s/),
    fly: row("lost", "router timeout of 30 s", /30 s/),
    heroku: row("kept", "router timeout of 30 s", /30 s/),
    kubernetes: field(/ingress\.yaml/, /proxy-read-timeout: '55'/),
    micro: row("approximated", "router timeout of 30 s", /proxy_read_timeout/),
    render: row("approximated", "router timeout of 30 s", /30 s/),
  },
  "30 s from SIGTERM to SIGKILL": {
    compose: field(/compose\.yaml/, /stop_grace_period: 30s/),
    digitalocean: field(/app\.yaml/, /grace_period_seconds: 30/),
    fly: field(/fly\.toml/, /kill_timeout = "30s"/),
    heroku: row("kept", "SIGTERM, then SIGKILL after 30 s", /unchanged/),
    kubernetes: field(/base\/clock\.yaml/, /terminationGracePeriodSeconds: 30/),
    micro: field(/clock\.service/, /TimeoutStopSec=30/),
    render: field(/render\.yaml/, /maxShutdownDelaySeconds: 30/),
  },
  REMAP_SIGTERM: {
    ...Object.fromEntries(
      ["compose", "digitalocean", "fly", "kubernetes", "render"].map((target) => [
        target,
        row("kept", "SIGTERM, then SIGKILL after 30 s", /honours REMAP_SIGTERM/),
      ]),
    ),
    heroku: row("kept", "SIGTERM, then SIGKILL after 30 s", /unchanged/),
    micro: row("approximated", "SIGTERM, then SIGKILL after 30 s", /KillSignal=/),
  },
  "the release phase": {
    compose: field(/compose\.yaml/, /release:/, /service_completed_successfully/),
    digitalocean: field(/app\.yaml/, /kind: PRE_DEPLOY/),
    fly: field(/fly\.toml/, /release_command = .*rake db:migrate/),
    heroku: field(/Procfile/, /^release: rake db:migrate/m),
    kubernetes: field(/release\/job\.yaml/, /backoffLimit: 0/, /rake db:migrate/),
    micro: field(/release\.service/, /Type=oneshot/),
    render: field(/render\.yaml/, /preDeployCommand: .*rake db:migrate/),
  },
  "a schedule with its zone": {
    compose: field(/crontab/, /CRON_TZ=Europe\/Berlin\n30 3 \* \* 1-5 /, /COMPOSE_FILE=\//),
    digitalocean: field(/app\.yaml/, /cron: 30 3 \* \* 1-5/, /time_zone: Europe\/Berlin/),
    fly: row("lost", "schedule nightly: report", /Europe\/Berlin/),
    heroku: row("approximated", "schedule nightly: report", /\w/),
    kubernetes: field(/cron-nightly-report\.yaml/, /timeZone: Europe\/Berlin/),
    micro: field(/\.timer/, /OnCalendar=.*Europe\/Berlin/),
    render: field(/render\.yaml/, /schedule: 30 3 \* \* 1-5/),
  },
  "one-off commands": {
    compose: row("kept", "one-off commands", /docker compose run --rm/),
    digitalocean: row("approximated", "one-off commands", /doctl/),
    fly: row("kept", "one-off commands", /fly console/),
    heroku: row("kept", "one-off commands", /\w/),
    kubernetes: field(/run\.sh/, /--from=cronjob\/run/),
    micro: row("kept", "one-off commands", /systemd-run/),
    render: row("approximated", "one-off commands", /render jobs create/),
  },
  "a store by the team's choice": {
    compose: field(/compose\.yaml/, /image: postgres:16/),
    digitalocean: field(/app\.yaml/, /engine: PG/),
    fly: row("approximated", "addon heroku-postgresql:standard-0", /\w/),
    heroku: field(/app\.json/, /heroku-postgresql:standard-0/),
    kubernetes: field(/data\/postgres\.yaml/, /kind: StatefulSet/),
    micro: row("approximated", "addon heroku-postgresql:standard-0", /\w/),
    render: field(/render\.yaml/, /databases:/),
  },
  "a secret by reference": {
    compose: field(/compose\.yaml/, /env_file:\s+- path: config\.env/),
    digitalocean: field(/app\.yaml/, /key: 'NO'\s+scope: RUN_TIME\s+type: SECRET/),
    fly: field(/deploy\.sh/, /secrets list/),
    heroku: field(/config\.env\.example/, /NO=\n/),
    kubernetes: field(/base\/clock\.yaml/, /secretKeyRef/),
    micro: field(/clock\.service/, /EnvironmentFile=/),
    render: field(/render\.yaml/, /key: 'NO'\s+sync: false/),
  },
  "a domain": {
    compose: row("approximated", "domain shop.example.com", /proxy/),
    digitalocean: field(/app\.yaml/, /domain: shop\.example\.com/),
    fly: row("kept", "domain shop.example.com", /fly certs add/),
    heroku: row("kept", "domain shop.example.com", /\w/),
    kubernetes: field(/production\/ingress\.yaml/, /host: shop\.example\.com/),
    micro: row("approximated", "domain shop.example.com", /\w/),
    render: field(/render\.yaml/, /domains:\s+- shop\.example\.com/),
  },
  TLS: {
    compose: row("lost", "TLS certificates", /proxy/),
    digitalocean: row("kept", "TLS certificates", /platform/),
    fly: row("kept", "TLS certificates", /platform/),
    heroku: row("kept", "TLS certificates", /\w/),
    kubernetes: field(/production\/ingress\.yaml/, /cert-manager\.io\/cluster-issuer/, /tls:/),
    micro: row("approximated", "TLS certificates", /Caddy/),
    render: row("kept", "TLS certificates", /platform/),
  },
  "web by response time": {
    compose: row("lost", "autoscaling of app_Server", /does not scale/),
    digitalocean: field(/app\.yaml/, /autoscaling:/, /max_instance_count: 5/),
    fly: row("approximated", "autoscaling of app_Server", /\w/),
    heroku: row("kept", "autoscaling of app_Server", /\w/),
    kubernetes: field(/base\/app-server\.yaml/, /HorizontalPodAutoscaler/, /minReplicas: 2/, /maxReplicas: 5/),
    micro: row("lost", "autoscaling of app_Server", /\w/),
    render: field(/render\.yaml/, /minInstances: 2\s+maxInstances: 5/),
  },
  "a worker by its queue": {
    kubernetes: field(/components\/keda\/n1e3\.yaml/, /kind: ScaledObject/),
    ...Object.fromEntries(
      ["compose", "digitalocean", "fly", "micro", "render"].map((target) => [
        target,
        row("lost", "autoscaling of 1e3", /\w/),
      ]),
    ),
    heroku: row("kept", "autoscaling of 1e3", /\w/),
  },
  "only the gateway is public": {
    compose: field(/compose\.yaml/, /GATEWAY_PORT:-8080/),
    digitalocean: field(/app\.yaml/, /component:\s+name: gateway/),
    fly: field(/gateway.*toml/, /http_service|services/),
    heroku: row("approximated", "network isolation", /\w/),
    kubernetes: field(/network\.yaml/, /deny-ingress/, /allow-public-gateway/),
    micro: row("approximated", "network isolation", /127\.0\.0\.1/),
    render: field(/render\.yaml/, /type: pserv/),
  },
  "review apps": {
    compose: field(/compose\/review\.sh/, /--project-name/),
    digitalocean: field(/review-apps\.yml/, /deploy_pr_preview/),
    fly: field(/fly\/review\.sh/, /apps create/),
    heroku: row("approximated", "review apps", /\w/),
    kubernetes: field(/kubernetes\/review\.sh/, /review-\$number/),
    micro: row("lost", "review apps", /compose/),
    render: field(/render\.yaml/, /previews:/),
  },
  "the disk of what is generated": {
    compose: field(/compose\.yaml/, /read_only: true/, /no-new-privileges/, /tmpfs:/),
    kubernetes: field(
      /base\/gateway\.yaml/,
      /readOnlyRootFilesystem: true/,
      /emptyDir:/,
      /mountPath: \/var\/cache\/nginx/,
    ),
  },
};

/** Answered by the platform alone: a row everywhere, with words of its own. */
const SAID = ["websockets", "log stream and drains", "metrics", "rolling restarts", "ephemeral disk"];

const TARGETS = platforms.map(({ id }) => id);

describe.each(TARGETS)("%s", (target) => {
  const files = textOf(target).split(/^(?==== )/m);
  const { rows } = made.get(target)!;

  it.each(Object.keys(NOUNS).filter((noun) => target in NOUNS[noun]!))("%s", (noun) => {
    const expected = NOUNS[noun]![target]!;
    if ("row" in expected) {
      const [outcome, fact, how] = expected.row;
      const found = rows.find((one) => one.fact === fact);
      expect([found?.outcome, found?.how]).toEqual([outcome, expect.stringMatching(how)]);
      return;
    }
    const [name, ...patterns] = expected.field;
    const named = files.filter((text) => name.test(text.slice(4, text.indexOf("\n"))));
    expect(named, `files of ${target} named ${name}`).not.toEqual([]);
    for (const pattern of patterns) expect(named.join("\n")).toMatch(pattern);
  });

  it.each(SAID)("%s", (fact) => expect(rows.filter((one) => one.fact === fact)).toHaveLength(1));
});

it("leaves no target out of any noun but one, which two targets alone can say", () => {
  const short = Object.entries(NOUNS).filter(([, answers]) => TARGETS.some((target) => !(target in answers)));
  expect(short.map(([noun]) => noun)).toEqual(["the disk of what is generated"]);
});
