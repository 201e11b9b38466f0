/** Turns a target's files back into what each process runs and how often, by the parser or shell that the target itself uses. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";

export interface ReadBack {
  readonly command: string;
  readonly quantity: number;
}

type Processes = Readonly<Record<string, ReadBack>>;
type Read = (root: string) => Processes;

/** The last word of a line, as bash splits it. */
const lastWord = (line: string): string =>
  execFileSync("bash", ["-c", `set -- ${line}\nprintf %s "\${!#}"`], { encoding: "utf8" });

const text = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");

function readCompose(root: string): Processes {
  const { services } = parse(text(root, "compose.yaml")) as {
    services: Readonly<Record<string, { command?: readonly string[]; scale?: number; build?: object }>>;
  };
  const own = Object.entries(services).filter(([, { build }]) => build !== undefined);
  return Object.fromEntries(
    own.map(([name, { command, scale }]) => [
      name,
      { command: command!.join(" ").replaceAll("$$", "$"), quantity: scale ?? 1 },
    ]),
  );
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } };
  };
}

const readKubernetes: Read = (root) =>
  Object.fromEntries(
    ["base", "release"].flatMap((folder) =>
      !existsSync(join(root, folder))
        ? []
        : readdirSync(join(root, folder)).flatMap((path) =>
            parseAllDocuments(text(root, folder, path))
              .map((document) => document.toJS() as KubernetesObject)
              .filter(({ kind }) => kind === "Deployment" || kind === "Job")
              .map(({ metadata, spec }) => [
                metadata.name,
                {
                  command: spec.template.spec.containers[0]!.args.join(" ").replaceAll("$$(", "$("),
                  quantity: spec.replicas ?? 1,
                },
              ]),
          ),
    ),
  );

interface Component {
  readonly name: string;
  readonly run_command: string;
  readonly instance_count?: number;
}

function readDigitalocean(root: string): Processes {
  type Spec = Readonly<Record<"services" | "workers" | "jobs", readonly Component[] | undefined>>;
  const awake = parse(text(root, "app.yaml")) as Spec;
  const asleep = existsSync(join(root, "suspended.yaml")) ? (parse(text(root, "suspended.yaml")) as Spec) : undefined;
  const all = (spec: Spec | undefined) => [...(spec?.services ?? []), ...(spec?.workers ?? []), ...(spec?.jobs ?? [])];
  return Object.fromEntries([
    ...all(awake).map((one) => [one.name, { command: lastWord(one.run_command), quantity: one.instance_count ?? 1 }]),
    ...all(asleep).map((one) => [one.name, { command: lastWord(one.run_command), quantity: 0 }]),
  ]) as Processes;
}

interface RenderService {
  readonly name: string;
  readonly dockerCommand?: string;
  readonly preDeployCommand?: string;
  readonly numInstances?: number;
}

function readRender(root: string): Processes {
  const read = (name: string): readonly RenderService[] =>
    existsSync(join(root, name)) ? (parse(text(root, name)) as { services: readonly RenderService[] }).services : [];
  const entry = (one: RenderService, quantity: number): readonly [string, ReadBack][] => [
    ...(one.dockerCommand === undefined
      ? []
      : ([[one.name, { command: lastWord(one.dockerCommand), quantity }]] as [string, ReadBack][])),
    ...(one.preDeployCommand === undefined
      ? []
      : ([["release", { command: lastWord(one.preDeployCommand), quantity: 1 }]] as [string, ReadBack][])),
  ];
  return Object.fromEntries([
    ...read("render.yaml").flatMap((one) => entry(one, one.numInstances ?? 1)),
    ...read("suspended.yaml").flatMap((one) => entry(one, 0)),
  ]);
}

interface FlyFile {
  readonly deploy?: { readonly release_command: string };
  readonly processes: Readonly<Record<string, string>>;
}

function readFly(root: string): Processes {
  const script = "import json, sys, tomllib; print(json.dumps(tomllib.load(open(sys.argv[1], 'rb'))))";
  const file = JSON.parse(
    execFileSync("python3", ["-c", script, join(root, "fly.toml")], { encoding: "utf8" }),
  ) as FlyFile;
  const counts = new Map(
    [...text(root, "deploy.sh").matchAll(/scale count (.*) --app/g)].flatMap(([, words]) =>
      words!.split(" ").map((word): [string, number] => [word.split("=")[0]!, Number(word.split("=")[1])]),
    ),
  );
  const release = file.deploy === undefined ? {} : { release: file.deploy.release_command };
  return Object.fromEntries(
    Object.entries({ ...file.processes, ...release }).map(([name, line]) => [
      name,
      { command: lastWord(line), quantity: counts.get(name) ?? 1 },
    ]),
  );
}

/** Process types keep their names here. */
function readHeroku(root: string): Processes {
  const { formation } = JSON.parse(text(root, "monolith/app.json")) as {
    formation: Readonly<Record<string, { quantity: number }>>;
  };
  const lines = text(root, "monolith/Procfile").trimEnd().split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const [, type = "", command = ""] = /^([A-Za-z0-9_-]+): (.*)$/.exec(line) ?? [];
      return [type, { command, quantity: formation[type]?.quantity ?? 1 }];
    }),
  );
}

/** systemd.service(5): quotes, then "$$" and "%%". */
function readMicro(root: string): Processes {
  const folder = join(root, "systemd");
  const units = readdirSync(folder).filter((unit) => unit.endsWith(".service"));
  const target = readdirSync(folder).find((unit) => unit.endsWith(".target"))!;
  const app = target.replace(".target", "");
  const wanted = (/^Wants=(.*)$/m.exec(text(folder, target))?.[1] ?? "").split(" ");
  return Object.fromEntries(
    units.map((unit) => {
      const name = unit.slice(app.length + 1).replace(/@?\.service$/, "");
      const quoted = /^ExecStart=\/bin\/bash -c "(.*)"$/m.exec(text(folder, unit))?.[1] ?? "";
      const command = quoted
        .replace(/\\(["\\])/g, "$1")
        .replaceAll("$$", "$")
        .replaceAll("%%", "%")
        .replace(/^export PORT=\$\(\(8080 \+ %i\)\); /, "");
      const instances = wanted.filter((one) => one.replace(/@\d+/, "@") === unit).length;
      return [name, { command, quantity: name === "release" ? 1 : instances }];
    }),
  );
}

export const READ_BACK: Readonly<Record<string, Read>> = {
  compose: readCompose,
  digitalocean: readDigitalocean,
  fly: readFly,
  heroku: readHeroku,
  kubernetes: readKubernetes,
  micro: readMicro,
  render: readRender,
};
