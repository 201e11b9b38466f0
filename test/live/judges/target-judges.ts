/** Turns one target's files into what its judge says: "" when it is content. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { judges, output, verdict } from "./judge.js";
import { refuseMu, unreadVariables } from "./micro-mu.js";

/** `deploy`: the folder that holds all targets and the images. */
export type TargetJudge = (deploy: string) => string;

const OVERLAYS = ["overlays/staging", "overlays/production"];

/** By the definitions that KEDA's own module ships: kubernetes-validate knows the core alone. */
const judgeKeda = (objects: string, root: string): string =>
  verdict(
    "venv/bin/python",
    [join(import.meta.dirname, "custom-resources.py"), objects, ...KEDA.map((name) => join(judges(), "keda", name))],
    root,
  );

const KEDA = ["keda.sh_scaledobjects.yaml", "keda.sh_triggerauthentications.yaml"];

function judgeKubernetes(deploy: string): string {
  const root = join(deploy, "kubernetes");
  const parts = existsSync(join(root, "release")) ? [...OVERLAYS, "release"] : OVERLAYS;
  return parts
    .map((part) => {
      const documents = output("bin/kustomize", ["build", part], root).split(/^---$/m);
      const ofKeda = (document: string): boolean => /^apiVersion: keda\.sh\//m.test(document);
      const write = (name: string, wanted: readonly string[]): string => {
        const path = join(root, `${part.replace("/", "-")}.${name}.yaml`);
        writeFileSync(path, wanted.join("---"));
        return path;
      };
      const built = write(
        "built",
        documents.filter((document) => !ofKeda(document)),
      );
      const core = verdict("venv/bin/kubernetes-validate", ["--strict", "--quiet", built], root);
      const scaled = documents.filter(ofKeda);
      return scaled.length === 0 ? core : core + judgeKeda(write("keda", scaled), root);
    })
    .join("");
}

function judgeCompose(deploy: string): string {
  const root = join(deploy, "compose");
  for (const example of readdirSync(root).filter(
    (name) => /[^.].*\.env\.example$/.test(name) && name !== ".env.example",
  ))
    copyFileSync(join(root, example), join(root, example.replace(/\.example$/, "")));
  writeFileSync(join(root, ".env"), readFileSync(join(root, ".env.example"), "utf8").replace(/=$/gm, "=secret"));
  return (
    verdict("bin/compose-load", ["compose.yaml"], root) +
    verdict("npm/node_modules/.bin/dclint", ["--max-warnings", "0", "compose.yaml"], root)
  );
}

const judgeDigitalocean = (deploy: string): string =>
  verdict("bin/doctl", ["apps", "spec", "validate", "--schema-only", "app.yaml"], join(deploy, "digitalocean"));

function judgeFly(deploy: string): string {
  const files = readdirSync(join(deploy, "fly")).filter((path) => path.endsWith(".toml"));
  const script = "import tomllib, sys; [tomllib.load(open(path, 'rb')) for path in sys.argv[1:]]";
  return verdict("venv/bin/python", ["-c", script, ...files], join(deploy, "fly"));
}

/** devcenter "The Procfile", "app.json Schema" and "Building Docker Images with heroku.yml": no program of theirs is at hand. */
function judgeHeroku(deploy: string): string {
  const root = join(deploy, "heroku");
  const apps = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return apps
    .flatMap(({ name }) => {
      const file = (path: string): string | null =>
        existsSync(join(root, name, path)) ? readFileSync(join(root, name, path), "utf8") : null;
      return [
        ...refuseProcfile(file("Procfile")),
        ...refuseManifest(JSON.parse(file("app.json") ?? "{}") as Manifest),
        ...refuseHerokuYml(file("heroku.yml")),
      ].map((problem) => `${name}: ${problem}`);
    })
    .join("\n");
}

function refuseProcfile(text: string | null): readonly string[] {
  const lines = (text ?? "").split("\n").filter((line) => line !== "");
  const types = lines.map((line) => /^([A-Za-z0-9_-]{1,63}): \S/.exec(line)?.[1] ?? null);
  return [
    ...lines.filter((_, index) => types[index] === null).map((line) => `no Procfile line: ${line}`),
    ...(new Set(types).size === types.length ? [] : ["a process type stands twice"]),
  ];
}

interface Manifest {
  readonly [key: string]: unknown;
  readonly name?: string;
  readonly env?: Readonly<Record<string, Readonly<Record<string, unknown>> | string>>;
  readonly formation?: Readonly<Record<string, { readonly quantity: number; readonly size?: string }>>;
  readonly addons?: readonly (string | { readonly plan: string })[];
  readonly buildpacks?: readonly { readonly url: string }[];
}

const TOP = ["name", "description", "keywords", "website", "repository", "logo", "success_url", "scripts", "env"];
const MORE = ["formation", "image", "addons", "buildpacks", "environments", "stack"];
const STACKS = /^(?:heroku-\d\d|container|cnb)$/;

function refuseManifest(manifest: Manifest): readonly string[] {
  const unknown = Object.keys(manifest).filter((key) => ![...TOP, ...MORE].includes(key));
  const variables = Object.entries(manifest.env ?? {}).flatMap(([name, value]) =>
    typeof value === "string"
      ? []
      : Object.keys(value)
          .filter((key) => !["description", "value", "required", "generator"].includes(key))
          .map((key) => `env ${name} has ${key}`),
  );
  const formation = Object.entries(manifest.formation ?? {}).flatMap(([type, { quantity }]) =>
    Number.isInteger(quantity) && quantity >= 0 ? [] : [`formation ${type}: quantity ${quantity}`],
  );
  return [
    ...unknown.map((key) => `app.json has no ${key}`),
    ...((manifest.name?.length ?? 0) > 300 ? ["the name is longer than 300"] : []),
    ...(STACKS.test(String(manifest["stack"] ?? "heroku-24")) ? [] : [`no stack ${String(manifest["stack"])}`]),
    ...variables,
    ...formation,
  ];
}

function refuseHerokuYml(text: string | null): readonly string[] {
  if (text === null) return [];
  const file = parse(text) as Readonly<Record<string, unknown>>;
  return Object.keys(file)
    .filter((key) => !["setup", "build", "release", "run"].includes(key))
    .map((key) => `heroku.yml has no ${key}`);
}

/** render.com/docs/blueprint-spec: no registry carries the schema, so these are the names that the page lists. */
const RENDER_SERVICE = [
  ...[
    "type",
    "name",
    "runtime",
    "plan",
    "region",
    "dockerfilePath",
    "dockerContext",
    "dockerCommand",
    "preDeployCommand",
  ],
  ...["numInstances", "scaling", "healthCheckPath", "domains", "maxShutdownDelaySeconds", "envVars", "schedule"],
  ...["maxmemoryPolicy", "ipAllowList", "autoDeploy", "branch", "repo"],
  // Of static sites. https://render.com/docs/blueprint-spec#static-sites
  ...["buildCommand", "staticPublishPath", "headers", "routes"],
];

function judgeRender(deploy: string): string {
  const file = parse(readFileSync(join(deploy, "render/render.yaml"), "utf8")) as {
    readonly services: readonly Readonly<Record<string, unknown>>[];
    readonly databases?: readonly Readonly<Record<string, unknown>>[];
  };
  const names = [...file.services, ...(file.databases ?? [])].map(({ name }) => String(name));
  const known = new Set(names);
  const references = [
    ...JSON.stringify(file).matchAll(/"from(?:Service|Database)":\{(?:"type":"[a-z]+",)?"name":"([^"]+)"/g),
  ];
  return [
    ...(known.size === names.length ? [] : ["a name stands twice"]),
    ...file.services.flatMap((service) =>
      Object.keys(service)
        .filter((key) => !RENDER_SERVICE.includes(key))
        .map((key) => `service ${String(service["name"])} has ${key}`),
    ),
    ...file.services
      .filter(({ type }) => !["web", "pserv", "worker", "cron", "keyvalue"].includes(String(type)))
      .map(({ name }) => `service ${String(name)} has no known type`),
    ...references.filter(([, name]) => !known.has(name!)).map(([, name]) => `nothing is named ${name}`),
  ].join("\n");
}

function judgeMicro(deploy: string): string {
  const root = join(deploy, "micro");
  const units = readdirSync(join(root, "systemd"));
  const config = join(root, "config");
  const lines = readdirSync(config).flatMap((name) => readFileSync(join(config, name), "utf8").split("\n"));
  const unread = unreadVariables(lines.map((line) => line.split("=", 1)[0]!));
  return `${refuseMu(readFileSync(join(root, "micro.mu"), "utf8"))}${unread.join("\n")}${judgeUnits(join(root, "systemd"), units)}`;
}

/** Unknown keys and lines that systemd cannot read; that users and folders are absent here is not the units' fault. */
function judgeUnits(folder: string, units: readonly string[]): string {
  const names = units.map((unit) => unit.replace("@.", "@1."));
  for (const [index, unit] of units.entries())
    if (names[index] !== unit) copyFileSync(join(folder, unit), join(folder, names[index]!));
  const said = names.map((unit) => {
    const result = spawnSync("systemd-analyze", ["verify", `./${unit}`], { cwd: folder, encoding: "utf8" });
    if (result.error !== undefined) throw new Error("the judge systemd-analyze is missing", { cause: result.error });
    return result.stderr;
  });
  const refused = /Unknown (?:key|section|lvalue)|Failed to parse|Invalid|Missing '='|ignoring/i;
  return said
    .join("\n")
    .split("\n")
    .filter((line) => line.includes(folder.split("/").pop()!) || names.some((name) => line.includes(name)))
    .filter((line) => refused.test(line))
    .join("\n");
}

const OF_ONE_TARGET: Readonly<Record<string, TargetJudge>> = {
  compose: judgeCompose,
  digitalocean: judgeDigitalocean,
  fly: judgeFly,
  heroku: judgeHeroku,
  kubernetes: judgeKubernetes,
  micro: judgeMicro,
  render: judgeRender,
};

/** Of every target: its scripts by Debian's shellcheck, its workflows of GitHub's by actionlint. */
function judgeScripts(folder: string): string {
  // An app that brings its own Dockerfiles has no images of ours.
  if (!existsSync(folder)) return "";
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const scripts = all.filter((path) => path.endsWith(".sh"));
  const workflows = all.filter((path) => path.endsWith("review-apps.yml"));
  if (scripts.length === 0 && workflows.length === 0) return "";
  const shell = spawnSync("shellcheck", ["--severity=style", ...scripts], { cwd: folder, encoding: "utf8" });
  if (shell.error !== undefined) throw new Error("the judge shellcheck is missing", { cause: shell.error });
  return `${scripts.length === 0 ? "" : shell.stdout}${workflows.map((path) => verdict("bin/actionlint", [path], folder)).join("")}`;
}

export const TARGET_JUDGES: Readonly<Record<string, TargetJudge>> = Object.fromEntries(
  Object.entries(OF_ONE_TARGET).map(([target, judge]) => [
    target,
    (deploy: string) =>
      [judge(deploy), judgeScripts(join(deploy, target)), judgeScripts(join(deploy, "images"))].join(""),
  ]),
);
