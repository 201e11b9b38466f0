/** Turns processes and services into workloads: what runs, how often, how large, reached where. */
import type { HerokuProcess } from "../../model/heroku-app.js";
import type { Plan, PlannedService } from "../../model/plan.js";
import { upstreamVariable } from "../images/gateway.js";
import { BEHIND } from "../images/site.js";
import { monolithProcesses } from "../monolith/processes.js";
import { describeSettings } from "../services/settings.js";
import { IMAGE_DEFAULTS } from "./config.js";
import type { Workload } from "./deployment.js";
import type { createSlugs } from "./names.js";
import { describeQueueScaling } from "./queue-scaling.js";
import { cpuOf, type DynoMemory, memoryOf } from "./sizes.js";

type Slugs = ReturnType<typeof createSlugs>;

export const WEB_PORT = 8080;
/** deploy/images/site.conf.template listens there. */
const SITE_PORT = 8080;
/** gateway/nginx/gateway.conf listens there. */
export const GATEWAY_PORT = 8080;

const HEALTH =
  /^\/(?:_?health(?:z|[-_]?check)?|up|livez|readyz|ping|status|_status|heartbeat|__heartbeat__|api\/health)$/;

export interface WorkloadNames {
  readonly slugOf: Slugs;
  /** Slug of the image that a process type runs in. */
  readonly imageOf: (type: string) => string;
  readonly sizes: readonly DynoMemory[];
}

export function describeWorkloads(plan: Plan, names: WorkloadNames): readonly Workload[] {
  const split = plan.services.length > 0;
  const processes = plan.monolith.heroku.processes.filter(({ type, role }) => type !== "release" && role !== "release");
  const web = findWeb(processes, plan);
  const monolith = processes.map((process) => describeProcess(process, process === web, split, plan, names));
  const address = monolith.find(({ port }) => port !== null);
  const added = missingProcesses(plan).map((process) => describeProcess(process, false, split, plan, names));
  const services = plan.services.map((service) => describeService(service, plan, names, address));
  const app = split ? [...monolith, ...added, ...services, describeGateway(monolith, services, names)] : monolith;
  return plan.site === undefined ? app : putSiteInFront(plan.site, app, names);
}

/** The site takes the public place of what stood there. An app that answers nothing has nothing to stand in front of. */
function putSiteInFront(
  { path }: NonNullable<Plan["site"]>,
  app: readonly Workload[],
  names: WorkloadNames,
): readonly Workload[] {
  const behind = app.find((workload) => workload.public);
  if (behind === undefined) return app;
  const site: Workload = {
    ...PLAIN,
    slug: names.slugOf("site"),
    type: "site",
    owner: "site",
    image: "site",
    quantity: 2,
    memory: 128,
    cpu: 100,
    port: SITE_PORT,
    public: true,
    literals: { PORT: String(SITE_PORT), [BEHIND]: `${behind.slug}:${behind.port}` },
    evidence: [{ path, note: "its files, in front of everything else" }],
  };
  return [...app.map((workload) => (workload === behind ? { ...workload, public: false } : workload)), site];
}

/** Only `web` receives HTTP on Heroku (devcenter "The Procfile"); without one, what looks like a web server does. */
const findWeb = (processes: readonly HerokuProcess[], plan: Plan): HerokuProcess | null =>
  processes.find(({ type }) => type === "web") ??
  processes.find(({ role }) => role === "web") ??
  processes.find((process) => servesItself(process, plan)) ??
  null;

/** A program of the app's own that answers routes, or asks for the port, where it starts. */
function servesItself({ entryFile, singleton }: HerokuProcess, { gateway, monolith }: Plan): boolean {
  if (singleton || entryFile === undefined || entryFile === null) return false;
  const port = monolith.heroku.configVars.find(({ name }) => name === "PORT");
  const places = [...gateway.flatMap(({ route }) => route.evidence), ...(port?.readAt ?? [])];
  return places.some(({ path }) => path === entryFile);
}

function describeProcess(
  process: HerokuProcess,
  isWeb: boolean,
  split: boolean,
  plan: Plan,
  names: WorkloadNames,
): Workload {
  const memory = process.memory ?? memoryOf(process.size, names.sizes);
  // "Heroku runs one web dyno and no other on the first deploy"; a repo without a formation means what it lists.
  const quantity = process.quantity ?? 1;
  return {
    slug: names.slugOf(process.type),
    type: process.type,
    owner: "monolith",
    image: names.imageOf(process.type),
    role: process.role,
    command: process.command,
    quantity: process.singleton ? Math.min(1, quantity) : quantity,
    quantityKnown: process.quantity !== null,
    singleton: process.singleton,
    memory,
    cpu: cpuOf(process.size, memory),
    size: process.size,
    port: isWeb ? WEB_PORT : null,
    public: isWeb && !split,
    healthPath: isWeb ? healthPathOf(plan) : null,
    literals: { ...imageDefaults(plan), ...(isWeb ? { PORT: String(WEB_PORT) } : {}) },
    autoscaling: isWeb ? (process.autoscaling ?? null) : null,
    queueScaling: isWeb ? null : describeQueueScaling(process, plan),
    process,
    service: null,
    settings: null,
    aliases: {},
    scratch: null,
    evidence: process.evidence,
  };
}

/** The relay and the consumer that migration/monolith.patch adds to the Procfile, where the patch is not applied yet. */
const missingProcesses = (plan: Plan): readonly HerokuProcess[] =>
  monolithProcesses(plan)
    .filter((added) => !plan.monolith.heroku.processes.some(({ type }) => type === added.type))
    .map(({ type, command, about }) => ({
      type,
      command,
      entrypoint: null,
      role: "worker",
      origin: "declared",
      env: [],
      queues: [],
      quantity: 1,
      size: null,
      singleton: false,
      evidence: [{ path: "migration/monolith.patch", note: about }],
    }));

/** Only what the app's language means something by. */
function imageDefaults(plan: Plan): Readonly<Record<string, string>> {
  const wanted: Readonly<Record<string, readonly string[]>> = {
    ruby: ["LANG", "RACK_ENV", "RAILS_ENV", "RAILS_LOG_TO_STDOUT", "RAILS_SERVE_STATIC_FILES"],
    node: ["NODE_ENV"],
    python: ["LANG", "PYTHONUNBUFFERED"],
  };
  const declared = new Set(
    plan.monolith.heroku.configVars
      .filter((entry) => entry.declared && entry.injectedBy === null)
      .map(({ name }) => name),
  );
  const names = (wanted[plan.monolith.runtime ?? ""] ?? []).filter((name) => !declared.has(name));
  return Object.fromEntries(names.map((name) => [name, IMAGE_DEFAULTS[name]!]));
}

function healthPathOf(plan: Plan): string | null {
  const paths = plan.gateway
    .filter(({ route, to }) => to === "monolith" && ["GET", "ANY"].includes(route.method) && route.host === null)
    .map(({ route }) => route.path)
    .filter((path) => HEALTH.test(path));
  return [...paths].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? null;
}

function describeService(
  service: PlannedService,
  plan: Plan,
  names: WorkloadNames,
  web: Workload | undefined,
): Workload {
  const slug = names.slugOf(service.name);
  const settings = describeSettings(plan, service);
  return {
    ...PLAIN,
    slug,
    type: service.name,
    owner: "service",
    image: slug,
    quantity: 1,
    port: service.port,
    healthPath: "/readyz",
    literals: {
      PORT: String(service.port),
      ...(web !== undefined && settings.required.includes("MONOLITH_URL")
        ? { MONOLITH_URL: `http://${web.slug}:${web.port}` }
        : {}),
      ...(service.language === "typescript" ? { NODE_ENV: "production" } : {}),
    },
    service,
    settings,
    scratch: ["/tmp"],
    evidence: [{ path: "migration/decisions.yaml", note: `service ${service.id} of ${plan.app}` }],
  };
}

function describeGateway(monolith: readonly Workload[], services: readonly Workload[], names: WorkloadNames): Workload {
  const web = monolith.find(({ port }) => port !== null);
  const upstreams = [
    ...(web === undefined ? [] : [["MONOLITH", web] as const]),
    ...services.map((service) => [service.type, service] as const),
  ];
  return {
    ...PLAIN,
    slug: names.slugOf("gateway"),
    type: "gateway",
    owner: "gateway",
    image: "gateway",
    role: "web",
    quantity: 2,
    memory: 128,
    cpu: 100,
    port: GATEWAY_PORT,
    public: true,
    literals: Object.fromEntries([
      ["PORT", String(GATEWAY_PORT)],
      ...upstreams.map(([name, { slug, port }]) => [upstreamVariable(name), `${slug}:${port}`]),
    ]),
    evidence: [{ path: "migration/decisions.yaml", note: "one public API in front of monolith and services" }],
  };
}

const PLAIN = {
  role: "web",
  command: null,
  quantityKnown: true,
  singleton: false,
  memory: 256,
  cpu: 250,
  size: null,
  public: false,
  healthPath: null,
  autoscaling: null,
  queueScaling: null,
  process: null,
  service: null,
  settings: null,
  aliases: {},
  scratch: ["/tmp", "/var/cache/nginx"],
} as const;
