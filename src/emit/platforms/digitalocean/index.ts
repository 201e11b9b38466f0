/** DigitalOcean App Platform: one app spec with services, workers, a pre-deploy job and managed databases. */
import type { Plan } from "../../../model/plan.js";
import { commented, printYaml } from "../../../text/yaml.js";
import { answerWith, at, type Words } from "../answers.js";
import { type Binding, bindWorkload } from "../bindings.js";
import type { Backing, Cron, Deployment, Workload } from "../deployment.js";
import { showEvidence } from "../env-example.js";
import { type Answer, approximated, kept, lost } from "../fidelity.js";
import { definePlatform, file, type PlatformInput } from "../platform.js";
import { digitaloceanReview } from "../reviews.js";
import { answerSignals, runLine } from "../run-words.js";
import { appPaths, siteBuild } from "../sites.js";
import { pickSize, type VendorSize } from "../sizes.js";
import { origins } from "./origins.js";

/** doctl apps tier instance-size list, read 2025-06. */
const SIZES: readonly VendorSize[] = [
  { id: "apps-s-1vcpu-0.5gb", memory: 512, cpu: 1000 },
  { id: "apps-s-1vcpu-1gb", memory: 1024, cpu: 1000 },
  { id: "apps-s-1vcpu-2gb", memory: 2048, cpu: 1000 },
  { id: "apps-s-2vcpu-4gb", memory: 4096, cpu: 2000 },
  { id: "apps-d-2vcpu-8gb", memory: 8192, cpu: 2000 },
  { id: "apps-d-4vcpu-16gb", memory: 16_384, cpu: 4000 },
  { id: "apps-d-8vcpu-32gb", memory: 32_768, cpu: 8000 },
];

const ENGINES: Readonly<Record<string, { readonly engine: string; readonly version: string }>> = {
  postgres: { engine: "PG", version: "16" },
  mysql: { engine: "MYSQL", version: "8" },
  redis: { engine: "REDIS", version: "7" },
  mongodb: { engine: "MONGODB", version: "7" },
  kafka: { engine: "KAFKA", version: "3.7" },
  search: { engine: "OPENSEARCH", version: "2" },
};

const runsAs = (backing: Backing): "managed" | "external" =>
  backing.run !== "external" && ENGINES[backing.need ?? ""] !== undefined ? "managed" : "external";

export const digitalocean = definePlatform({
  id: "digitalocean",
  site: "native",
  head: ({ deployment }) => ({
    title: "DigitalOcean App Platform",
    judge:
      "Judged by `doctl apps spec validate --schema-only`; what a region sells and what a size costs only the vendor's API can judge.",
    steps: [
      "Name your repository under `github` in `deploy/digitalocean/app.yaml`.",
      "`doctl apps create --spec deploy/digitalocean/app.yaml`; then set each SECRET variable in the control panel or a private copy of the spec.",
      ...(asleep(deployment).length > 0
        ? ["`suspended.yaml` holds the processes scaled to zero: the platform cannot keep a component at zero."]
        : []),
    ],
  }),
  emit: ({ deployment, plan }) => [
    file("deploy/digitalocean/app.yaml", printYaml(spec(deployment, plan)), "the app's spec"),
    ...digitaloceanReview(deployment),
    ...(asleep(deployment).length === 0
      ? []
      : [
          file(
            "deploy/digitalocean/suspended.yaml",
            printYaml(
              { workers: asleep(deployment).map((workload) => component(deployment, { ...workload, quantity: 1 })) },
              "Scaled to zero at the source. Move an entry into app.yaml to wake it.",
            ),
            "processes scaled to zero",
          ),
        ]),
  ],
  origins,
  answer: (fact, input) => answerWith(words(input), fact, input),
});

const SITE = "site";

const asleep = ({ workloads }: Deployment): readonly Workload[] => workloads.filter(({ quantity }) => quantity === 0);

function spec(deployment: Deployment, plan: Plan): object {
  const awake = deployment.workloads.filter(({ quantity }) => quantity > 0);
  const services = awake.filter(({ port }) => port !== null);
  const workers = awake.filter(({ port }) => port === null);
  const open = services.find((workload) => workload.public);
  const databases = deployment.backings.filter((backing) => runsAs(backing) === "managed");
  return {
    name: deployment.slug,
    services: some(services.map((workload) => service(deployment, workload))),
    static_sites:
      plan.site === undefined ? undefined : [staticSite(plan.site, plan.site.pages || appPaths(plan).catchesAll)],
    workers: some(workers.map((workload) => component(deployment, workload))),
    jobs: some([
      ...(deployment.release === null ? [] : [releaseJob(deployment)]),
      ...awake.flatMap((workload) => migrationJob(deployment, workload)),
      ...deployment.crons.map((cron) => scheduledJob(deployment, cron)),
    ]),
    databases: some(databases.map(database)),
    domains: some(deployment.domains.map((domain, index) => ({ domain, type: index === 0 ? "PRIMARY" : "ALIAS" }))),
    ingress:
      open === undefined
        ? undefined
        : { rules: plan.site === undefined ? [rule("/", open.slug)] : sharedRules(open.slug, plan) },
  };
}

const rule = (prefix: string, name: string): object => ({
  match: { path: { prefix } },
  component: { name, preserve_path_prefix: true },
});

/** Only prefixes tell the app's answers from files; the longest one that matches wins. */
const sharedRules = (app: string, plan: Plan): readonly object[] => [
  ...appPaths(plan).prefixes.map((prefix) => rule(prefix, app)),
  rule("/", SITE),
];

/** Deep links of the pages are answered with the page where the app's catch-all did so, or the browser's router wants it. */
const staticSite = (site: NonNullable<Plan["site"]>, catchesAll: boolean): object => ({
  name: commented(site.path, SITE),
  github: { repo: "OWNER/REPOSITORY", branch: "main", deploy_on_push: false },
  source_dir: "/",
  environment_slug: site.part === null ? "html" : "node-js",
  build_command: siteBuild(site) ?? undefined,
  output_dir: site.output,
  index_document: "index.html",
  catchall_document: catchesAll ? "index.html" : undefined,
});

const some = <T>(items: readonly T[]): readonly T[] | undefined => (items.length === 0 ? undefined : items);

function component(deployment: Deployment, workload: Workload): Readonly<Record<string, unknown>> {
  const image = deployment.images.find(({ slug }) => slug === workload.image)!;
  return {
    name: commented(showEvidence(workload.evidence), workload.slug),
    github: { repo: "OWNER/REPOSITORY", branch: "main", deploy_on_push: false },
    source_dir: image.context === "." ? "/" : image.context,
    dockerfile_path: image.dockerfile,
    run_command: workload.command === null ? undefined : runLine(deployment, workload.image, workload.command),
    envs: some(bindWorkload(deployment, workload, runsAs).map(variable)),
    instance_size_slug: pickSize(workload.memory, SIZES).size.id,
    instance_count: workload.autoscaling === null ? workload.quantity : undefined,
    autoscaling:
      workload.autoscaling === null
        ? undefined
        : {
            min_instance_count: workload.autoscaling.min,
            max_instance_count: workload.autoscaling.max,
            metrics: { cpu: { percent: 70 } },
          },
    termination: { grace_period_seconds: 30 },
  };
}

function service(deployment: Deployment, workload: Workload): object {
  return {
    ...component(deployment, workload),
    ...(workload.public ? { http_port: workload.port } : { internal_ports: [workload.port] }),
    health_check:
      workload.healthPath === null
        ? undefined
        : {
            http_path: workload.healthPath,
            port: workload.port,
            period_seconds: 10,
            timeout_seconds: 5,
            failure_threshold: 3,
            initial_delay_seconds: 10,
          },
    termination: { drain_seconds: 15, grace_period_seconds: 30 },
  };
}

const releaseJob = (deployment: Deployment): object => ({
  ...jobOf(deployment, {
    slug: "release",
    command: deployment.release!.command,
    image: deployment.release!.image,
    evidence: deployment.release!.evidence,
  }),
  kind: "PRE_DEPLOY",
});

/** docs.digitalocean.com/products/app-platform/reference/app-spec: kind SCHEDULED, five fields and a zone. */
const scheduledJob = (deployment: Deployment, { slug, command, when, timezone, schedule }: Cron): object => ({
  ...jobOf(deployment, { slug, command, image: deployment.image, evidence: schedule.evidence }),
  kind: "SCHEDULED",
  schedule: { cron: when, time_zone: timezone ?? "UTC" },
});

function jobOf(deployment: Deployment, job: Pick<Workload, "slug" | "command" | "image" | "evidence">): object {
  const like = deployment.workloads.find(({ owner }) => owner === "monolith")!;
  const literals = Object.fromEntries(Object.entries(like.literals).filter(([name]) => name !== "PORT"));
  return component(deployment, { ...like, ...job, literals, port: null, quantity: 1, autoscaling: null });
}

function migrationJob(deployment: Deployment, workload: Workload): readonly object[] {
  const command = workload.settings?.migrate ?? null;
  if (command === null) return [];
  const slug = `${workload.slug.slice(0, 24)}-release`;
  const job = component(deployment, { ...workload, slug, port: null, quantity: 1 });
  return [{ ...job, run_command: command.whole.join(" "), kind: "PRE_DEPLOY" }];
}

function variable(binding: Binding): object {
  const { name: key } = binding;
  // The Dockerfile needs none of them: what a build sees stays in its layers.
  const scope = "RUN_TIME";
  if (binding.from === "literal") return { key, scope, value: binding.value };
  if (binding.from === "alias") return { key, scope, value: `\${${binding.to}}` };
  if (binding.from === "managed") return { key, scope, value: `\${${binding.backing.slug}.${PARTS[binding.holds]}}` };
  return { key, scope, type: "SECRET" };
}

const PARTS = {
  url: "DATABASE_URL",
  host: "HOSTNAME",
  port: "PORT",
  user: "USERNAME",
  password: "PASSWORD",
  database: "DATABASE",
  servers: "HOSTNAME",
} as const;

const database = (backing: Backing): object => ({
  name: commented(showEvidence(backing.evidence), backing.slug),
  ...ENGINES[backing.need!]!,
  production: true,
  cluster_name: backing.slug,
});

function siteAnswer(plan: Plan): Answer {
  const { prefixes, open } = appPaths(plan);
  const how =
    "static site of app.yaml: paths of the app's routes go to the app by their first segment, all others are files; what the app answers without a route (/socket.io, uploads) needs a rule of its own under ingress";
  const instead = "leave the frontend with the monolith (frontends in decisions.yaml)";
  if (prefixes.length === 0 && open.length === 0)
    return lost(`${how}; no route of the app is known, so nothing would reach it: ${instead}`);
  const more = open.length > 3 ? ` and ${open.length - 3} more` : "";
  return open.length === 0
    ? approximated(how)
    : lost(
        `${how}; ${open.slice(0, 3).join(", ")}${more} begin with a parameter and can no longer be told apart: ${instead}`,
      );
}

const words = ({ deployment, plan }: PlatformInput): Words => ({
  runsAs,
  workload: ({ slug, port }) => `${port === null ? "worker" : "service"} ${slug} of app.yaml`,
  quantity: ({ slug, quantity, autoscaling }) =>
    quantity === 0
      ? approximated(`suspended: ${slug} stands in suspended.yaml, since a component cannot stay at zero`)
      : autoscaling === null
        ? kept(`instance_count: ${quantity}`)
        : approximated(`${autoscaling.min} to ${autoscaling.max} instances; see the row of its autoscaling`),
  size: ({ size, memory }) => {
    const { size: found, shrinks } = pickSize(memory, SIZES);
    return shrinks
      ? lost(
          `memory shrinks from ${memory} to ${found.memory} MB, the largest size: split the process or choose another target`,
        )
      : approximated(
          `${size ?? "no size stated, standard-1x assumed"} (${memory} MB) -> ${found.id} (${found.memory} MB)`,
        );
  },
  singleton: () =>
    approximated(
      "instance_count: 1, yet a deploy starts the new one before the old one ends: make its work safe to run twice for some seconds",
    ),
  autoscaling: ({ autoscaling, quantity }) =>
    autoscaling === null
      ? lost(
          `instance_count stays at ${quantity}: the platform scales by CPU on dedicated sizes, never by a queue's length; size for the peak or scale through its API`,
        )
      : approximated(
          `${autoscaling.min} to ${autoscaling.max} instances by CPU at 70%, not by p95${at(autoscaling.p95)}; needs a dedicated size`,
        ),
  drains: {
    logs: approximated(
      "`log_destinations` of each component, added with your account's token; `heroku drains` lists the addresses",
    ),
    telemetry: approximated("no drain of metrics: the app itself exports, told in OTEL_EXPORTER_OTLP_ENDPOINT"),
  },
  release: kept("job release, PRE_DEPLOY: its failure stops the deploy"),
  managed: (need) =>
    ENGINES[need] === undefined
      ? null
      : approximated(`a managed database of engine ${ENGINES[need].engine}; move the data, and compare versions`),
  selfRun: (need) =>
    ENGINES[need] === undefined
      ? null
      : approximated(
          `a managed database of engine ${ENGINES[need].engine}: components have no lasting disk, so stores cannot be run there`,
        ),
  store: "the app's SECRET variables",
  images: { own: "apart", stages: "last", releases: true },
  cron: ({ slug, timezone }) => kept(`job ${slug}, SCHEDULED, time zone ${timezone ?? "UTC"}`),
  task: approximated("`doctl apps console` runs it in a running component"),
  domain: (domain) => kept(`domains: ${domain}; point its DNS there`),
  environment: (name) => approximated(`${name}: an app of its own from the same spec`),
  frontend: approximated(
    "built into the image and served by the web process, as on Heroku; a static_sites component can take it over",
  ),
  site: siteAnswer(plan),
  features: {
    "router timeout of 30 s": approximated(
      "the platform's router waits 100 s; set 30 s in the web server if callers rely on it",
    ),
    "SIGTERM, then SIGKILL after 30 s": answerSignals(deployment, "termination: grace_period_seconds 30, drain 15"),
    websockets: kept("the router upgrades connections"),
    "one-off commands": approximated("`doctl apps console`: inside a running component, not beside it"),
    "TLS certificates": kept("got and renewed by the platform"),
    "log stream and drains": approximated(
      "`doctl apps logs --follow`; log_destinations is the drain, added with your account's token",
    ),
    metrics: approximated("Insights shows CPU and memory, and no response times"),
    "review apps": approximated(
      "`review-apps.yml`: a workflow with the vendor's action, one app per pull request, deleted when it is closed",
    ),
    "rolling restarts": kept("a new deployment takes over when healthy"),
    "ephemeral disk": kept("the container's own file system, 2 GB"),
    "network isolation": kept(
      `only ${deployment.workloads.find((workload) => workload.public)?.slug ?? "nothing"} is routed; the rest has internal ports or none`,
    ),
    autoscaling: approximated("by CPU on dedicated sizes"),
  },
});
