/** Turns a Deployment into what `verify` builds and boots: stores, release phase, processes, services, gateway. */
import type { Plan, PlannedService } from "../../model/plan.js";
import { bindConfig, bindWorkload } from "./bindings.js";
import type { Backing, Deployment, ImageRef, Workload } from "./deployment.js";
import { fill, type Recipe, recipeOf } from "./needs.js";
import { runWords } from "./run-words.js";
import { describeMessages, type VerifiedMessage } from "./verification-messages.js";

export interface VerifiedContainer {
  readonly name: string;
  readonly kind: "store" | "release" | "process" | "service" | "gateway" | "site";
  /** Slug of an image to build, or the name of an official one. */
  readonly image: string;
  readonly command: readonly string[] | null;
  /** Null: the image's own. */
  readonly entrypoint: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly port: number | null;
  readonly public: boolean;
  readonly healthPath: string | null;
  /** Shell command that succeeds inside when it serves. */
  readonly probe: string | null;
  /** Megabytes; null without a limit. */
  readonly memory: number | null;
  /** The only folders it may write to; null: everywhere. */
  readonly scratch: readonly string[] | null;
}

export interface Verification {
  readonly images: readonly ImageRef[];
  readonly containers: readonly VerifiedContainer[];
  /** Processes scaled to zero: built, not started. */
  readonly asleep: readonly string[];
  /** Variables that the app needs and nobody gave: filled with stand-ins. */
  readonly standIns: readonly string[];
  readonly requests: readonly VerifiedRequest[];
  readonly messages: readonly VerifiedMessage[];
}

/** A GET through the public entry. */
export interface VerifiedRequest {
  /** What should answer: a process of the monolith, or a service. */
  readonly to: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface VerificationInput {
  /** Of every store, for this run only. */
  readonly password: string;
  /** Values from a file the user named. */
  readonly values: Readonly<Record<string, string>>;
}

const runsAs = (backing: Backing): "self" | "external" => (recipeOf(backing.need) === null ? "external" : "self");

export function describeVerification(plan: Plan, deployment: Deployment, input: VerificationInput): Verification {
  const stores = deployment.backings.filter((backing) => runsAs(backing) === "self");
  const awake = deployment.workloads.filter(({ quantity }) => quantity > 0);
  const standIns = bindConfig(deployment, runsAs).flatMap((binding) =>
    binding.from === "store" && binding.required && input.values[binding.name] === undefined ? [binding.name] : [],
  );
  return {
    images: deployment.images,
    containers: [
      ...stores.map((backing) => storeContainer(backing, input)),
      ...releaseContainer(deployment, input),
      ...awake.flatMap((workload) => migration(deployment, workload, input)),
      ...awake.map((workload) => workloadContainer(deployment, workload, input)),
    ],
    asleep: deployment.workloads.filter(({ quantity }) => quantity === 0).map(({ slug }) => slug),
    standIns,
    requests: describeRequests(deployment),
    messages: describeMessages(plan, deployment, stores),
  };
}

function storeContainer(backing: Backing, { password }: VerificationInput): VerifiedContainer {
  const recipe = recipeOf(backing.need)!;
  const values = { host: backing.slug, password };
  return {
    name: backing.slug,
    kind: "store",
    image: recipe.image,
    entrypoint: null,
    command: recipe.args.length === 0 ? null : recipe.args.map((text) => fill(text, values)),
    env: Object.fromEntries(Object.entries(recipe.env).map(([name, value]) => [name, fill(value, values)])),
    port: null,
    public: false,
    healthPath: null,
    probe: probeOf(recipe),
    memory: null,
    scratch: null,
  };
}

const probeOf = ({ probe, port }: Recipe): string =>
  probe === "" ? `bash -c '</dev/tcp/127.0.0.1/${port}' 2>/dev/null || nc -z 127.0.0.1 ${port}` : probe;

function releaseContainer(deployment: Deployment, input: VerificationInput): readonly VerifiedContainer[] {
  const first = deployment.workloads.find(({ owner }) => owner === "monolith");
  if (deployment.release === null || first === undefined) return [];
  const { command, image } = deployment.release;
  const like = { ...first, slug: "release", command, image, port: null };
  return [{ ...workloadContainer(deployment, like, input), kind: "release" }];
}

/** A service's own tables, before it starts. */
function migration(deployment: Deployment, workload: Workload, input: VerificationInput): readonly VerifiedContainer[] {
  const command = workload.settings?.migrate ?? null;
  if (command === null) return [];
  const like = workloadContainer(deployment, { ...workload, slug: `${workload.slug}-release`, port: null }, input);
  return [{ ...like, kind: "release", entrypoint: null, command: command.args }];
}

const KINDS = { monolith: "process", service: "service", gateway: "gateway", site: "site" } as const;

function workloadContainer(deployment: Deployment, workload: Workload, input: VerificationInput): VerifiedContainer {
  const run = workload.command === null ? null : runWords(deployment, workload.image, workload.command);
  return {
    name: workload.slug,
    kind: KINDS[workload.owner],
    image: workload.image,
    command: run?.args ?? null,
    entrypoint: run?.entrypoint ?? null,
    env: environmentOf(deployment, workload, input),
    port: workload.port,
    public: workload.public,
    healthPath: workload.healthPath,
    probe: null,
    memory: workload.memory,
    scratch: workload.scratch,
  };
}

function environmentOf(
  deployment: Deployment,
  workload: Workload,
  { password, values }: VerificationInput,
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const binding of bindWorkload(deployment, workload, runsAs)) {
    const given = values[binding.name];
    if (given !== undefined) env[binding.name] = given;
    else if (binding.from === "literal") env[binding.name] = binding.value;
    else if (binding.from === "self")
      env[binding.name] = fill(binding.template, { host: binding.backing.slug, password });
    else if (binding.from === "alias") env[binding.name] = env[binding.to] ?? standIn(binding.name, password);
    else if (binding.from === "store" && binding.required) env[binding.name] = standIn(binding.name, password);
  }
  return env;
}

/** Of the right kind, and leading nowhere: .invalid never resolves (RFC 2606). */
const standIn = (name: string, password: string): string =>
  /(?:^|_)(?:THREADS|CONCURRENCY|WORKERS|PROCESSES|POOL|SIZE|LIMIT|COUNT|MAX|MIN|TIMEOUT|SECONDS|MINUTES|TTL|PORT)$/.test(
    name,
  )
    ? "2"
    : /(?:_URL|_URI|_ENDPOINT)$/.test(name)
      ? "https://verify.invalid"
      : /(?:_HOST)$/.test(name)
        ? "verify.invalid"
        : `${password}${password}`;

/** One to the monolith, and one to each service, with the header that the gateway switches on. */
function describeRequests({ workloads }: Deployment): readonly VerifiedRequest[] {
  const web = workloads.find(({ owner, port }) => owner === "monolith" && port !== null);
  const services = workloads.flatMap(({ service, slug }): VerifiedRequest[] => {
    const path = service === null ? null : askablePath(service);
    return path === null ? [] : [{ to: slug, path, headers: { "X-Valueline-Canary": service!.name } }];
  });
  return web === undefined ? services : [{ to: web.slug, path: web.healthPath ?? "/", headers: {} }, ...services];
}

/** A read, with as few parameters as the service has. */
function askablePath({ routes }: PlannedService): string | null {
  const paths = routes
    .filter(({ route }) => route.method === "GET")
    .map(({ route }) => route.path.replace(/\([^)]*\)/g, ""))
    .sort((a, b) => a.split(/[:*]/).length - b.split(/[:*]/).length || (a < b ? -1 : 1));
  return paths[0]?.replace(/[:*][A-Za-z_]\w*/g, "1") ?? null;
}
