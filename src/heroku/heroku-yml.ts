/** Turns heroku.yml into what it declares. https://devcenter.heroku.com/articles/build-docker-images-heroku-yml */
import type { Diagnostic } from "../model/evidence.js";
import { type DataNode, field, parseYaml, textOf } from "../text/data-node.js";
import { emptyManifest, type Manifest, readAddons, toVar } from "./app-json.js";

export interface DockerBuild {
  readonly type: string;
  readonly dockerfile: string;
  readonly line: number;
}

export interface RunEntry {
  readonly type: string;
  /** null: the image's CMD. */
  readonly command: string | null;
  readonly line: number;
}

export interface HerokuYml extends Manifest {
  readonly docker: readonly DockerBuild[];
  readonly languages: readonly string[];
  readonly release: RunEntry | null;
  readonly run: readonly RunEntry[];
  /** It has a `run` section, which overrides the Procfile. */
  readonly hasRun: boolean;
}

export function parseHerokuYml(path: string, text: string): HerokuYml {
  const { root, errors } = parseYaml(text);
  const diagnostics: Diagnostic[] = errors.slice(0, 1).map(({ line, column, message }) => ({
    code: "heroku-yml-syntax",
    path,
    line,
    message: `not YAML at line ${line}, column ${column}: ${message}`,
  }));
  const setup = field(root, "setup");
  const build = field(root, "build");
  const run = field(root, "run");
  const release = field(root, "release");
  return {
    ...emptyManifest,
    diagnostics,
    vars: (field(setup, "config")?.entries ?? []).map((entry) => toVar(path, entry, null)),
    addons: readAddons(path, field(setup, "addons"), null),
    buildpacks: (field(build, "buildpacks")?.items ?? []).flatMap((item) => {
      const url = textOf(item) ?? textOf(field(item, "url"));
      return url === null ? [] : [{ url, path, line: item.line, scope: null }];
    }),
    docker: (field(build, "docker")?.entries ?? []).map(({ key, line, value }) => ({
      type: key,
      line,
      dockerfile: textOf(value) ?? textOf(field(value, "dockerfile")) ?? "Dockerfile",
    })),
    languages: (field(build, "languages")?.items ?? []).flatMap((item) => textOf(item) ?? []),
    release: release === null ? null : { type: "release", command: commandOf(release), line: release.line },
    run: (run?.entries ?? []).map(({ key, line, value }) => ({ type: key, command: commandOf(value), line })),
    hasRun: run !== null,
  };
}

/** `web: cmd`, or the long form `{command: [a, b], image: web}`; lines of the list run one after the other. */
function commandOf(node: DataNode): string | null {
  const short = textOf(node);
  if (short !== null) return short.trim().replace(/\s*\n\s*/g, " && ");
  const command = field(node, "command");
  const lines = command?.items.flatMap((item) => textOf(item)?.trim() ?? []) ?? [];
  return lines.length > 0 ? lines.join(" && ") : textOf(command);
}
