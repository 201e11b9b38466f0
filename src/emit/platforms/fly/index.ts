/** Fly: one fly.toml with a process group a process; services of their own apps; counts and stores by a script. */
import type { Artifact } from "../../../model/artifact.js";
import { printToml } from "../../../text/toml.js";
import { answerWith, at, type Words } from "../answers.js";
import { bindConfig, bindWorkload, storeNames } from "../bindings.js";
import type { Deployment, Workload } from "../deployment.js";
import { printEnvExample, printServiceExample } from "../env-example.js";
import { approximated, kept, lost } from "../fidelity.js";
import { definePlatform, file } from "../platform.js";
import { flyReview } from "../reviews.js";
import { answerSignals, quoteWord, runWords } from "../run-words.js";
import { SITE_IN_FRONT } from "../sites.js";
import { pickSize, type VendorSize } from "../sizes.js";
import { origins } from "./origins.js";

/** fly.io/docs/about/pricing, presets, read 2025-06; memory of a preset can be raised to the next step. */
const SIZES: readonly VendorSize[] = [
  { id: "shared-cpu-1x", memory: 2048, cpu: 1000 },
  { id: "shared-cpu-2x", memory: 4096, cpu: 2000 },
  { id: "shared-cpu-4x", memory: 8192, cpu: 4000 },
  { id: "performance-2x", memory: 16_384, cpu: 2000 },
  { id: "performance-4x", memory: 32_768, cpu: 4000 },
  { id: "performance-8x", memory: 65_536, cpu: 8000 },
  { id: "performance-16x", memory: 131_072, cpu: 16_000 },
];

const OWN = ["postgres", "redis"];

/** Fly's stores hand their address to an app as a secret: the store of secrets knows it. */
const runsAs = (): "external" => "external";

export const fly = definePlatform({
  id: "fly",
  site: "container",
  head: ({ deployment }) => ({
    title: "Fly",
    judge:
      "Judged by a TOML parser only; keys, sizes and regions are judged by the vendor's API (`fly config validate`).",
    steps: [
      `\`fly apps create ${deployment.slug}\`; create the stores and attach them: \`fly mpg create\`, \`fly redis create\`.`,
      "Copy `secrets.env.example` to `secrets.env` (never into git), fill it in, and `fly secrets import < secrets.env`.",
      "From the repo's root: `deploy/fly/deploy.sh`: it deploys and sets how many of each process run, zero included.",
    ],
  }),
  emit: ({ deployment }) => emitFly(deployment),
  origins,
  answer: (fact, input) => answerWith(words(input.deployment), fact, input),
});

function emitFly(deployment: Deployment): readonly Artifact[] {
  const own = deployment.workloads.filter(({ owner }) => owner === "monolith");
  const others = deployment.workloads.filter(({ owner }) => owner !== "monolith");
  return [
    file("deploy/fly/fly.toml", printToml(monolithApp(deployment, own)), "the monolith: one process group a process"),
    ...others.map((workload) =>
      file(
        `deploy/fly/${workload.slug}.toml`,
        printToml(singleApp(deployment, workload)),
        `${workload.owner} ${workload.type}: an app of its own`,
      ),
    ),
    ...others.flatMap((workload) => serviceSecrets(deployment, workload)),
    ...flyReview(deployment, [deployment.slug, ...others.map((workload) => appOf(deployment, workload))]),
    file("deploy/fly/deploy.sh", deployScript(deployment, own, others), "deploys, then sets the counts", true),
    file(
      "deploy/fly/secrets.env.example",
      printEnvExample(
        deployment,
        bindConfig(deployment, runsAs),
        "Secrets of the app. Copy to secrets.env, fill in, keep out of git.",
      ),
      "names of the config vars",
    ),
  ];
}

const serviceSecrets = (deployment: Deployment, workload: Workload): readonly Artifact[] =>
  workload.service === null
    ? []
    : [
        file(
          `deploy/fly/${workload.slug}.env.example`,
          printServiceExample(
            deployment,
            workload,
            runsAs,
            `Secrets of the app ${appOf(deployment, workload)}: \`fly secrets import\` takes the filled copy; keep it out of git.`,
          ),
          `variables of ${workload.type}`,
        ),
      ];

const COMMON = { primary_region: "iad", kill_signal: "SIGTERM", kill_timeout: "30s" } as const;

function monolithApp(deployment: Deployment, own: readonly Workload[]): Readonly<Record<string, unknown>> {
  const web = own.find(({ port }) => port !== null);
  const image = deployment.images.find(({ slug }) => slug === deployment.image)!;
  const literals = own[0] === undefined ? {} : Object.assign({}, ...own.map((workload) => workload.literals));
  return {
    app: deployment.slug,
    ...COMMON,
    build: {
      dockerfile: `../../${image.dockerfile}`,
      "build-target": image.target,
      ignorefile: "../../.dockerignore",
    },
    deploy:
      deployment.release === null
        ? undefined
        : { release_command: shellLine(deployment, deployment.release.command), strategy: "rolling" },
    // fly.io/docs/reference/configuration: replaces the image's ENTRYPOINT for every process group.
    experimental: deployment.ownImage ? { entrypoint: ["/bin/sh", "-c"] } : undefined,
    env: Object.keys(literals).length === 0 ? undefined : literals,
    processes:
      own.length === 0
        ? undefined
        : Object.fromEntries(own.map(({ slug, command }) => [slug, shellLine(deployment, command!)])),
    http_service: web === undefined ? undefined : httpService(web, [web.slug]),
    vm: own.map((workload) => machine(workload, [workload.slug])),
  };
}

function singleApp(deployment: Deployment, workload: Workload): Readonly<Record<string, unknown>> {
  const image = deployment.images.find(({ slug }) => slug === workload.image)!;
  return {
    app: `${deployment.slug}-${workload.slug}`,
    ...COMMON,
    build: { dockerfile: `../../${image.dockerfile}` },
    env: Object.fromEntries(
      Object.entries(workload.literals).map(([name, value]) => [name, inside(deployment, value)]),
    ),
    deploy: releaseOf(workload),
    http_service: workload.port === null ? undefined : httpService(workload, undefined),
    vm: [machine(workload, undefined)],
  };
}

const releaseOf = ({ settings }: Workload): object | undefined =>
  settings === null || settings.migrate === null
    ? undefined
    : { release_command: settings.migrate.args.join(" "), strategy: "rolling" };

/**
 * Flycast: a private address in front of an app's http_service (fly.io/docs/networking/flycast). Unlike APP.internal it
 * reaches servers that listen on IPv4 only, spreads requests, and stays the same when machines are replaced.
 */
function inside(deployment: Deployment, value: string): string {
  const found = deployment.workloads.find(({ slug, port }) => value.replace("http://", "") === `${slug}:${port}`);
  if (found === undefined) return value;
  const host = `${appOf(deployment, found)}.flycast`;
  return value.startsWith("http://") ? `http://${host}` : `${host}:80`;
}

const appOf = ({ slug }: Deployment, workload: Workload): string =>
  workload.owner === "monolith" ? slug : `${slug}-${workload.slug}`;

const httpService = (workload: Workload, processes: readonly string[] | undefined): object => ({
  internal_port: workload.port,
  force_https: false,
  auto_stop_machines: workload.autoscaling === null ? "off" : "stop",
  auto_start_machines: true,
  min_machines_running: workload.autoscaling?.min ?? workload.quantity,
  processes,
  checks:
    workload.healthPath === null
      ? undefined
      : [{ method: "GET", path: workload.healthPath, interval: "10s", timeout: "5s", grace_period: "60s" }],
});

const machine = (workload: Workload, processes: readonly string[] | undefined): object => ({
  size: pickSize(workload.memory, SIZES).size.id,
  memory: `${Math.max(256, Math.min(workload.memory, pickSize(workload.memory, SIZES).size.memory))}mb`,
  processes,
});

/** fly.toml splits a command into words by shell rules, and gives them to the image's entrypoint: one word is one command line. */
const shellLine = (deployment: Deployment, command: string): string =>
  quoteWord(runWords(deployment, deployment.image, command).args[0]!);

function deployScript(deployment: Deployment, own: readonly Workload[], others: readonly Workload[]): string {
  const counts = own.map(({ slug, quantity, autoscaling }) => `${slug}=${autoscaling?.max ?? quantity}`).join(" ");
  return `#!/usr/bin/env bash
# Deploys and then sets how many machines each process has. Run from the repo's root.
set -euo pipefail
fly=\${FLY:-fly}
${missingSecrets(deployment.slug, storeNames(bindConfig(deployment, runsAs)))}"$fly" deploy . --config deploy/fly/fly.toml --ha=false${own.some((workload) => workload.public) ? "" : PRIVATE}
${counts === "" ? "" : `"$fly" scale count ${counts} --app ${deployment.slug} --yes\n`}${others.map((workload) => deployOther(deployment, workload)).join("")}`;
}

/** No address on the internet, and one inside: nothing but the gateway is public. */
const PRIVATE = " --no-public-ips --flycast";

function deployOther(deployment: Deployment, workload: Workload): string {
  const { slug, image, quantity } = workload;
  const app = appOf(deployment, workload);
  const { context } = deployment.images.find((entry) => entry.slug === image)!;
  const check =
    workload.service === null
      ? ""
      : missingSecrets(app, storeNames(bindWorkload(deployment, workload, runsAs)), workload.aliases);
  return `${check}"$fly" deploy ${context} --config deploy/fly/${slug}.toml --ha=false${workload.public ? "" : PRIVATE}
"$fly" scale count ${quantity} --app ${app} --yes
`;
}

function missingSecrets(app: string, names: ReturnType<typeof storeNames>, aliases: Workload["aliases"] = {}): string {
  const own = new Map(Object.entries(aliases).map(([name, to]) => [to, name]));
  const required = names.filter((entry) => entry.required).map(({ name }) => own.get(name) ?? name);
  if (required.length === 0) return "";
  return `secrets=$("$fly" secrets list --app ${app})
required=(${required.join(" ")})
for name in "\${required[@]}"; do
  grep -qw "$name" <<<"$secrets" || { echo "secret $name is missing: fly secrets set $name=... --app ${app}" >&2; exit 1; }
done
`;
}

const words = (deployment: Deployment): Words => ({
  runsAs,
  workload: ({ slug, owner }) =>
    owner === "monolith" ? `process group ${slug} of fly.toml` : `app ${deployment.slug}-${slug} (${slug}.toml)`,
  quantity: ({ slug, quantity, autoscaling }) =>
    autoscaling === null
      ? kept(`deploy.sh: fly scale count ${slug}=${quantity}`)
      : approximated(`fly scale count ${slug}=${autoscaling.max}; see the row of its autoscaling`),
  size: ({ size, memory }) => {
    const { size: found, shrinks } = pickSize(memory, SIZES);
    return shrinks
      ? lost(`memory shrinks from ${memory} to ${found.memory} MB`)
      : approximated(
          `${size ?? "no size stated, standard-1x assumed"} -> ${found.id} with ${Math.max(256, memory)} MB`,
        );
  },
  singleton: () =>
    approximated(
      "one machine; a rolling deploy replaces it in place, so it never runs twice, but volumes of work in flight end with it",
    ),
  autoscaling: ({ autoscaling, quantity }) =>
    autoscaling === null
      ? lost(
          `${quantity} machines run all the time: the vendor's fly-autoscaler app scales by a Prometheus query, so the queue's length must be exported first`,
        )
      : approximated(
          `${autoscaling.max} machines, of which the proxy keeps ${autoscaling.min} running and starts others by concurrent requests, not by p95${at(autoscaling.p95)}`,
        ),
  drains: {
    logs: approximated(
      "the vendor's fly-log-shipper app with one sink a receiver; `heroku drains` lists the addresses",
    ),
    telemetry: approximated("the platform's Prometheus can be read from outside; traces the app itself exports"),
  },
  release: kept("release_command on a machine of its own: its failure stops the deploy"),
  managed: (need) =>
    OWN.includes(need)
      ? approximated(
          need === "postgres"
            ? "fly mpg create, attached as a secret; move the data"
            : "fly redis create (Upstash), its URL as a secret; move the data",
        )
      : null,
  selfRun: (need) =>
    OWN.includes(need)
      ? approximated(`take the managed ${need}: a machine with a volume is one host without a spare`)
      : null,
  store: "`fly secrets`",
  images: { own: "shared", stages: "stated", releases: false },
  cron: ({ timezone, when }) =>
    lost(
      `nothing runs it yet: fly machine run --schedule knows hourly, daily, weekly, monthly only: for "${when}" (${timezone ?? "UTC"}) run a process with supercronic, or a cron manager app`,
    ),
  task: approximated("`fly console` or `fly machine run`"),
  domain: (domain) => kept(`fly certs add ${domain}; point its DNS there`),
  environment: (name) => approximated(`${name}: another app with the same fly.toml (\`--app\`)`),
  frontend: approximated("built into the image and served by the web process; [[statics]] can take it over"),
  site: SITE_IN_FRONT,
  features: {
    "router timeout of 30 s": lost("the proxy closes idle connections only: set 30 s in the web server"),
    "SIGTERM, then SIGKILL after 30 s": answerSignals(deployment, "kill_signal SIGTERM, kill_timeout 30s"),
    websockets: kept("the proxy upgrades connections"),
    "one-off commands": kept("fly console starts a machine of its own"),
    "TLS certificates": kept("got and renewed by the platform"),
    "log stream and drains": approximated("fly logs; the log shipper app is the drain"),
    metrics: kept("Prometheus and Grafana come with the platform"),
    "review apps": approximated(
      "`review.sh NUMBER ORGANIZATION`: apps of its own, called by CI; stores are shared by all reviews unless review.env differs",
    ),
    "rolling restarts": kept("strategy rolling"),
    "ephemeral disk": kept("the machine's own file system"),
    "network isolation": kept(
      `only ${deployment.workloads.find((workload) => workload.public)?.slug ?? "nothing"} has a public address; the rest answers in the private network (Flycast)`,
    ),
    autoscaling: approximated("auto_stop_machines by load, or the metrics-based autoscaler app"),
  },
});
