/** Turns workloads, release phase and backings into Compose services. */
import { commented } from "../../../text/yaml.js";
import { type Binding, bindConfig, bindWorkload, passwordName } from "../bindings.js";
import { answersHttp, type Backing, behindSite, type Deployment, type Workload } from "../deployment.js";
import { showEvidence, storedNames } from "../env-example.js";
import { fill, type Recipe, recipeOf } from "../needs.js";
import { runWords } from "../run-words.js";

/** Compose sells no managed stores: what has a container runs here, also where production buys it. */
export const runsAs = (backing: Backing): "self" | "external" =>
  backing.addon !== null && backing.addon.sharedWith.length > 0
    ? "external"
    : recipeOf(backing.need) === null
      ? "external"
      : "self";

/** Compose replaces $NAME by its own environment; "$$" is a dollar for the container's shell. */
const literal = (text: string): string => text.replaceAll("$", "$$$$");

export function workloadService(deployment: Deployment, workload: Workload): object {
  const { slug, port, quantity, memory, cpu } = workload;
  return inOrder({
    build: buildOf(deployment, workload.image),
    depends_on: dependsOn(deployment, workload),
    environment: environmentOf(bindWorkload(deployment, workload, runsAs)),
    env_file: envFile(deployment, workload),
    ports:
      workload.public && port !== null
        ? [`127.0.0.1:\${${slug.toUpperCase().replaceAll("-", "_")}_PORT:-${port}}:${port}`]
        : undefined,
    networks: workload.public ? ["inside", "outside"] : ["inside"],
    healthcheck: healthcheck(workload, deployment.language),
    ...(workload.command === null ? {} : commandOf(deployment, workload.image, workload.command)),
    stop_grace_period: "30s",
    restart: "unless-stopped",
    // A number above one needs no fixed host port, so only what is not public is repeated.
    scale: commented(showEvidence(workload.evidence), workload.public ? Math.min(1, quantity) : quantity),
    mem_limit: `${memory}m`,
    cpus: (cpu * 4) / 1000,
    ...hardening(workload),
  });
}

/** What is generated needs no privilege and writes nowhere else; of the app's own code nobody can tell. */
const hardening = ({ scratch }: Workload) =>
  scratch === null
    ? {}
    : {
        cap_drop: ["ALL"],
        read_only: true,
        security_opt: ["no-new-privileges:true"],
        tmpfs: scratch.map((folder) => `${folder}:mode=1777`),
      };

function commandOf(deployment: Deployment, image: string, line: string) {
  const { entrypoint, args } = runWords(deployment, image, line);
  return { command: args.map(literal), entrypoint: entrypoint ?? undefined };
}

function envFile(deployment: Deployment, workload: Workload): readonly object[] | undefined {
  if (workload.owner === "monolith") return [{ path: "config.env", required: true }];
  const names = storedNames(deployment, workload, runsAs);
  return names.length === 0 ? undefined : [{ path: `${workload.slug}.env`, required: true }];
}

/** A service's tables are made by its own image, after the monolith's release phase. */
export function migrationService(deployment: Deployment, workload: Workload): object {
  return inOrder({
    ...workloadService(deployment, { ...workload, port: null }),
    depends_on: waitsFor(deployment, deployment.release === null ? [] : ["release"]),
    entrypoint: undefined,
    command: workload.settings!.migrate!.args.map(literal),
    scale: undefined,
    restart: "no",
  });
}

export const migrationName = ({ slug }: Workload): string => `${slug}-release`;

/** dclint's order of a service's keys. */
const KEYS = [
  ...["image", "build", "depends_on", "volumes", "environment", "env_file", "ports", "networks", "command"],
  ...["entrypoint", "restart"],
  ...[
    "healthcheck",
    "cap_drop",
    "cpus",
    "mem_limit",
    "read_only",
    "scale",
    "security_opt",
    "stop_grace_period",
    "tmpfs",
  ],
] as const;

const inOrder = (service: Partial<Record<(typeof KEYS)[number], unknown>>): object =>
  Object.fromEntries(KEYS.map((key) => [key, service[key]]));

function buildOf(deployment: Deployment, slug: string): object | undefined {
  const image = deployment.images.find((entry) => entry.slug === slug);
  if (image === undefined) return undefined;
  const context = image.context === "." ? "../.." : `../../${image.context}`;
  const dockerfile = image.context === "." ? image.dockerfile : image.dockerfile.slice(image.context.length + 1);
  return { context, dockerfile, target: image.target };
}

function environmentOf(bindings: readonly Binding[]): Readonly<Record<string, string>> | undefined {
  const entries = bindings.flatMap((binding): [string, string][] => {
    if (binding.from === "literal") return [[binding.name, literal(binding.value)]];
    if (binding.from === "self") return [[binding.name, fillFor(binding.template, binding.backing)]];
    return [];
  });
  const known = new Map(entries);
  const aliases = bindings.flatMap((binding): [string, string][] => {
    const value = binding.from === "alias" ? known.get(binding.to) : undefined;
    return value === undefined ? [] : [[binding.name, value]];
  });
  const all = [...entries, ...aliases].sort(([a], [b]) => (a < b ? -1 : 1));
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

/** Aliases of names that only config.env knows: Compose reads them from there. */
export const aliasLines = (deployment: Deployment): readonly string[] => {
  const bindings = bindConfig(deployment, runsAs);
  const stored = new Set(bindings.filter(({ from }) => from === "store").map(({ name }) => name));
  return bindings.flatMap((binding) =>
    binding.from === "alias" && stored.has(binding.to) ? [`${binding.name}=\${${binding.to}}`] : [],
  );
};

const fillFor = (template: string, backing: Backing): string =>
  fill(literal(template), { host: backing.slug, password: `\${${passwordName(backing)}:?set it in .env}` });

function dependsOn(deployment: Deployment, workload: Workload): object | undefined {
  if (workload.owner === "gateway") {
    return sortWaits(
      deployment.workloads.filter(answersHttp).map(({ slug }) => [slug, { condition: "service_started" }]),
    );
  }
  if (workload.owner === "site") return sortWaits([[behindSite(deployment)!.slug, { condition: "service_started" }]]);
  const first = workload.owner === "monolith" && workload.slug !== "release" && deployment.release !== null;
  const own = workload.settings !== null && workload.settings.migrate !== null ? [migrationName(workload)] : [];
  return waitsFor(deployment, first ? ["release"] : own);
}

/** Stores that are healthy, and steps that have ended well. */
function waitsFor(deployment: Deployment, steps: readonly string[]): object | undefined {
  const data = deployment.backings.filter((backing) => runsAs(backing) === "self");
  return sortWaits([
    ...data.map(({ slug }): [string, object] => [slug, { condition: "service_healthy" }]),
    ...steps.map((slug): [string, object] => [slug, { condition: "service_completed_successfully" }]),
  ]);
}

function sortWaits(waits: [string, object][]): object | undefined {
  waits.sort(([a], [b]) => (a < b ? -1 : 1));
  return waits.length === 0 ? undefined : Object.fromEntries(waits);
}

const PROBES: Readonly<Record<string, (url: string) => string>> = {
  ruby: (url) => `ruby -rnet/http -e 'exit(Net::HTTP.get_response(URI("${url}")).code.to_i < 500)'`,
  node: (url) => `node -e 'fetch("${url}").then(r => process.exit(r.status < 500 ? 0 : 1), () => process.exit(1))'`,
  python: (url) => `python -c 'import urllib.request; urllib.request.urlopen("${url}", timeout=5)'`,
};

/** Through the language the image has anyway: slim images hold no curl. Bash opens the port where that is not known. */
function healthcheck(workload: Workload, language: string | null): object | undefined {
  if (workload.port === null || workload.owner !== "monolith") return undefined;
  const probe = workload.healthPath === null ? undefined : PROBES[language ?? ""];
  const test =
    probe?.(`http://127.0.0.1:${workload.port}${workload.healthPath}`) ??
    `bash -c '</dev/tcp/127.0.0.1/${workload.port}'`;
  return { test: ["CMD-SHELL", literal(test)], interval: "5s", timeout: "5s", retries: 12, start_period: "60s" };
}

export function releaseService(deployment: Deployment): object {
  const first = deployment.workloads.find(({ owner }) => owner === "monolith");
  const like = {
    ...(first ?? EMPTY),
    slug: "release",
    image: deployment.release!.image,
    owner: "monolith",
    public: false,
  } as Workload;
  const literals = Object.fromEntries(Object.entries(like.literals).filter(([name]) => name !== "PORT"));
  return inOrder({
    ...workloadService(deployment, { ...like, literals, port: null, command: deployment.release!.command }),
    scale: undefined,
    restart: "no",
  });
}

const EMPTY = { literals: {}, quantity: 1, memory: 512, cpu: 250, evidence: [] } as const;

export function dataService(backing: Backing): object {
  const recipe = recipeOf(backing.need)!;
  const environment = Object.fromEntries(
    Object.entries(recipe.env).map(([name, value]) => [name, fillFor(value, backing)]),
  );
  return inOrder({
    image: recipe.image,
    volumes: recipe.data === null ? undefined : [`${backing.slug}:${recipe.data}`],
    environment: Object.keys(environment).length === 0 ? undefined : environment,
    networks: ["inside"],
    healthcheck: dataHealth(recipe),
    command: recipe.args.length === 0 ? undefined : recipe.args.map((text) => fillFor(text, backing)),
    stop_grace_period: "1m",
    restart: "unless-stopped",
  });
}

function dataHealth({ probe, port }: Recipe): object {
  const test = probe === "" ? `bash -c '</dev/tcp/127.0.0.1/${port}' || nc -z 127.0.0.1 ${port}` : probe;
  return { test: ["CMD-SHELL", literal(test)], interval: "5s", timeout: "5s", retries: 20 };
}
