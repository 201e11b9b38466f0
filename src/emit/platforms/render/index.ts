/** Render: one Blueprint with web service, private services, workers, cron jobs and managed stores. */
import type { Plan } from "../../../model/plan.js";
import { commented, printYaml } from "../../../text/yaml.js";
import { answerWith, at, type Words } from "../answers.js";
import { type Binding, bindWorkload } from "../bindings.js";
import type { Backing, Cron, Deployment, Workload } from "../deployment.js";
import { showEvidence } from "../env-example.js";
import { approximated, kept, lost } from "../fidelity.js";
import { definePlatform, file } from "../platform.js";
import { answerSignals, runLine } from "../run-words.js";
import { siteBuild } from "../sites.js";
import { pickSize, type VendorSize } from "../sizes.js";
import { origins } from "./origins.js";

/** render.com/docs/blueprint-spec and /pricing, read 2025-06. */
const SIZES: readonly VendorSize[] = [
  { id: "starter", memory: 512, cpu: 500 },
  { id: "standard", memory: 2048, cpu: 1000 },
  { id: "pro", memory: 4096, cpu: 2000 },
  { id: "pro plus", memory: 8192, cpu: 4000 },
  { id: "pro max", memory: 16_384, cpu: 4000 },
  { id: "pro ultra", memory: 32_768, cpu: 8000 },
];

const OWN = ["postgres", "redis"];

const runsAs = (backing: Backing): "managed" | "external" =>
  backing.run !== "external" && OWN.includes(backing.need ?? "") ? "managed" : "external";

export const render = definePlatform({
  id: "render",
  site: "native",
  head: () => ({
    title: "Render",
    judge:
      "Not judged by a program of Render's: no registry carries its JSON Schema, and the full judge is the vendor's API (`render blueprints validate`).",
    steps: [
      "Create a Blueprint from this repository with the path `deploy/render/render.yaml`.",
      "Render asks for every variable with `sync: false` when the Blueprint is first synced.",
      "Processes scaled to zero stand in `suspended.yaml`; suspend them in the dashboard after adding them.",
    ],
  }),
  emit: ({ deployment, plan }) => {
    const asleep = deployment.workloads.filter(({ quantity }) => quantity === 0);
    return [
      file("deploy/render/render.yaml", printYaml(blueprint(deployment, plan.site)), "the Blueprint"),
      ...(asleep.length === 0
        ? []
        : [
            file(
              "deploy/render/suspended.yaml",
              printYaml(
                { services: asleep.map((workload) => service(deployment, { ...workload, quantity: 1 })) },
                "Scaled to zero at the source; move an entry into render.yaml to wake it.",
              ),
              "processes scaled to zero",
            ),
          ]),
    ];
  },
  origins,
  answer: (fact, input) => answerWith(words(input.deployment), fact, input),
});

function blueprint(deployment: Deployment, site: Plan["site"]): object {
  const stores = deployment.backings.filter((backing) => runsAs(backing) === "managed");
  const databases = stores.filter(({ need }) => need === "postgres");
  return {
    // Heroku deletes a stale review app after five days unless told otherwise.
    previews: deployment.reviewApps ? { generation: "automatic", expireAfterDays: 5 } : undefined,
    services: [
      ...(site === undefined ? [] : [staticSite(deployment, site)]),
      ...deployment.workloads
        .filter(({ quantity }) => quantity > 0)
        .map((workload) => service(deployment, workload, site !== undefined)),
      ...deployment.crons.map((cron) => cronService(deployment, cron)),
      ...stores.filter(({ need }) => need === "redis").map(keyValue),
    ],
    databases:
      databases.length === 0
        ? undefined
        : databases.map((backing) => ({
            name: commented(showEvidence(backing.evidence), backing.slug),
            plan: "basic-1gb",
            postgresMajorVersion: "16",
            ipAllowList: [],
          })),
  };
}

/** A rule holds where no file does (render.com/docs/redirects-rewrites): everything else is the app's, under the address Render gives it. */
function staticSite(deployment: Deployment, site: NonNullable<Plan["site"]>): object {
  const open = deployment.workloads.find((workload) => workload.public);
  return {
    type: commented(site.path, "web"),
    runtime: "static",
    name: "site",
    buildCommand: siteBuild(site) ?? "true",
    staticPublishPath: `./${site.output}`,
    headers: [{ path: "/*", name: "Cache-Control", value: "no-cache" }],
    routes:
      open === undefined
        ? undefined
        : [{ type: "rewrite", source: "/*", destination: `https://${open.slug}.onrender.com/*` }],
    domains: deployment.domains.length > 0 ? deployment.domains : undefined,
  };
}

const typeOf = (workload: Workload): string => (workload.public ? "web" : workload.port === null ? "worker" : "pserv");

function service(deployment: Deployment, workload: Workload, fronted = false): object {
  const release = workload.owner === "monolith" && firstAwake(deployment) === workload.slug ? deployment.release : null;
  return {
    type: commented(showEvidence(workload.evidence), typeOf(workload)),
    name: workload.slug,
    ...runtime(deployment, workload.image),
    plan: pickSize(workload.memory, SIZES).size.id,
    numInstances: workload.autoscaling === null ? workload.quantity : undefined,
    scaling:
      workload.autoscaling === null
        ? undefined
        : { minInstances: workload.autoscaling.min, maxInstances: workload.autoscaling.max, targetCPUPercent: 70 },
    dockerCommand: workload.command === null ? undefined : runLine(deployment, workload.image, workload.command),
    preDeployCommand:
      release === null
        ? workload.settings?.migrate?.whole.join(" ")
        : runLine(deployment, deployment.image, release.command),
    healthCheckPath: workload.public ? (workload.healthPath ?? undefined) : undefined,
    domains: workload.public && !fronted && deployment.domains.length > 0 ? deployment.domains : undefined,
    maxShutdownDelaySeconds: 30,
    envVars: variables(deployment, workload),
  };
}

/** The release phase belongs to the web service where there is one. */
const firstAwake = ({ workloads }: Deployment): string | undefined => {
  const own = workloads.filter(({ owner, quantity }) => owner === "monolith" && quantity > 0);
  return (own.find(({ port }) => port !== null) ?? own[0])?.slug;
};

function runtime(deployment: Deployment, slug: string): object {
  const image = deployment.images.find((entry) => entry.slug === slug)!;
  return {
    runtime: "docker",
    dockerfilePath: `./${image.dockerfile}`,
    dockerContext: image.context === "." ? "." : `./${image.context}`,
  };
}

function cronService(deployment: Deployment, cron: Cron): object {
  const like = deployment.workloads.find(({ owner }) => owner === "monolith");
  return {
    type: commented(showEvidence(cron.schedule.evidence), "cron"),
    name: cron.slug,
    ...runtime(deployment, deployment.image),
    plan: "starter",
    schedule: cron.when,
    dockerCommand: runLine(deployment, deployment.image, cron.command),
    envVars: like === undefined ? [] : variables(deployment, like).filter(({ key }) => key !== "PORT"),
  };
}

const keyValue = (backing: Backing): object => ({
  type: commented(showEvidence(backing.evidence), "keyvalue"),
  name: backing.slug,
  plan: "starter",
  // Queues must not be evicted.
  maxmemoryPolicy: "noeviction",
  ipAllowList: [],
});

const PARTS = {
  url: "connectionString",
  host: "host",
  port: "port",
  user: "user",
  password: "password",
  database: "database",
  servers: "host",
} as const;

type Variable = Readonly<Record<string, unknown>> & { readonly key: string };

function variables(deployment: Deployment, workload: Workload): readonly Variable[] {
  const bindings = bindWorkload(deployment, workload, runsAs);
  const aliased = new Set(Object.values(workload.aliases));
  return bindings
    .filter(({ name }) => !aliased.has(name))
    .map((binding) => {
      // A Blueprint has no variable that repeats another: what the other stands for is named again.
      const target = binding.from === "alias" ? bindings.find(({ name }) => name === binding.to) : undefined;
      return variable(deployment, target?.from === "managed" ? { ...target, name: binding.name } : binding);
    });
}

function variable(deployment: Deployment, binding: Binding): Variable {
  const { name: key } = binding;
  if (binding.from === "literal") return { key, ...addressOf(deployment, binding.value) };
  if (binding.from !== "managed") return { key, sync: false };
  const { slug: name, need } = binding.backing;
  return need === "postgres"
    ? { key, fromDatabase: { name, property: PARTS[binding.holds] } }
    : {
        key,
        fromService: {
          type: "keyvalue",
          name,
          property: binding.holds === "url" ? "connectionString" : PARTS[binding.holds],
        },
      };
}

/** A service's internal host name has a suffix that only Render knows (render.com/docs/private-network). */
function addressOf({ workloads }: Deployment, value: string): object {
  const found = workloads.find(({ slug, port }) => value.replace("http://", "") === `${slug}:${port}`);
  if (found === undefined) return { value };
  if (value.startsWith("http://")) return { sync: false };
  return { fromService: { type: typeOf(found), name: found.slug, property: "hostport" } };
}

const words = (deployment: Deployment): Words => ({
  runsAs,
  workload: (workload) => `${typeOf(workload)} service ${workload.slug} of render.yaml`,
  quantity: ({ slug, quantity, autoscaling }) =>
    quantity === 0
      ? approximated(`suspended: ${slug} stands in suspended.yaml, since a Blueprint cannot keep a service at zero`)
      : autoscaling === null
        ? kept(`numInstances: ${quantity}`)
        : approximated(`${autoscaling.min} to ${autoscaling.max} instances; see the row of its autoscaling`),
  size: ({ size, memory }) => {
    const { size: found, shrinks } = pickSize(memory, SIZES);
    return shrinks
      ? lost(`memory shrinks from ${memory} to ${found.memory} MB, the largest plan`)
      : approximated(
          `${size ?? "no size stated, standard-1x assumed"} (${memory} MB) -> plan ${found.id} (${found.memory} MB)`,
        );
  },
  singleton: () =>
    approximated(
      "numInstances: 1, yet a deploy overlaps old and new for some seconds: make its work safe to run twice",
    ),
  autoscaling: ({ autoscaling, quantity }) =>
    autoscaling === null
      ? lost(
          `numInstances stays at ${quantity}: Render scales by CPU and memory, never by a queue's length; a vendor that scaled the dynos may support Render`,
        )
      : approximated(
          `scaling: ${autoscaling.min} to ${autoscaling.max} instances by CPU at 70%, not by p95${at(autoscaling.p95)}`,
        ),
  drains: {
    logs: approximated(
      "a log stream (syslog over TLS), one per workspace, set in the dashboard; `heroku drains` lists the addresses",
    ),
    telemetry: approximated("a metrics stream (OpenTelemetry), one per workspace, set in the dashboard"),
  },
  release: kept("preDeployCommand of the web service: its failure stops the deploy"),
  managed: (need) =>
    OWN.includes(need)
      ? approximated(
          need === "postgres"
            ? "a managed Postgres of the Blueprint; move the data"
            : "a Key Value store with noeviction; move the data",
        )
      : null,
  selfRun: (need) => (OWN.includes(need) ? approximated(`the managed ${need} of the Blueprint takes its place`) : null),
  store: "variables with sync: false, asked for at the first sync",
  images: { own: "apart", stages: "last", releases: false },
  cron: ({ timezone }) =>
    timezone === null || /^(?:Etc\/)?UTC$/.test(timezone)
      ? kept("a cron service, in UTC")
      : approximated(
          `a cron service: Render keeps UTC, the source says ${timezone}; shift the hours, and again at each change of the clock`,
        ),
  task: approximated("a one-off job or the dashboard's shell"),
  domain: (domain) => kept(`domains: ${domain}; point its DNS there`),
  environment: (name) => approximated(`${name}: a project environment of its own`),
  frontend: approximated("built into the image and served by the web process; a static site can take it over"),
  site: approximated(
    "static site `site` of render.yaml: what is no file is rewritten to the web service by its onrender.com address, pages that a router in the browser tells apart among it: the app has to answer them with index.html; where Render gave that a suffix, mend `destination`, and try a POST through it before the domain moves",
  ),
  features: {
    "router timeout of 30 s": approximated(
      "the router waits 100 minutes: set 30 s in the web server if callers rely on it",
    ),
    "SIGTERM, then SIGKILL after 30 s": answerSignals(deployment, "maxShutdownDelaySeconds: 30"),
    websockets: kept("the router upgrades connections"),
    "one-off commands": approximated("one-off jobs (`render jobs create`)"),
    "TLS certificates": kept("got and renewed by the platform"),
    "log stream and drains": approximated("`render logs --tail`; log streams are set in the dashboard"),
    metrics: approximated("CPU, memory and response times in the dashboard"),
    "review apps": approximated(
      "preview environments (`previews` of the Blueprint): a whole copy with stores of its own per pull request, on a plan that has them",
    ),
    "rolling restarts": kept("a new instance takes over when healthy"),
    "ephemeral disk": kept("no disk is attached"),
    "network isolation": kept(
      `only ${deployment.workloads.find((workload) => workload.public)?.slug ?? "nothing"} is a web service; the rest is private, and stores take no outside address`,
    ),
    autoscaling: approximated("by CPU and memory"),
  },
});
