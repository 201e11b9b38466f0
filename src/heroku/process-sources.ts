/** Finds the file that decides which processes run: heroku.yml's run, a Procfile, or the language's default. */
import type { BuildpackEntry } from "../model/catalogue.js";
import type { Diagnostic } from "../model/evidence.js";
import type { DeclaredVar } from "./app-json.js";
import { findDefaultWeb } from "./default-web.js";
import { readImageCommand } from "./dockerfile.js";
import type { HerokuYml, RunEntry } from "./heroku-yml.js";
import type { RawProcess } from "./processes.js";
import { parseProcfile } from "./procfile.js";
import { joinPath, type Repo } from "./repo.js";

export interface ProcessSourceInput {
  readonly repo: Repo;
  readonly yml: HerokuYml | null;
  readonly ymlPath: string;
  readonly vars: readonly DeclaredVar[];
  readonly buildpacks: readonly BuildpackEntry[];
}

export interface ProcessSources {
  readonly processes: readonly RawProcess[];
  readonly sources: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export function findProcesses(input: ProcessSourceInput): ProcessSources {
  const procfile = readProcfile(input);
  const { yml } = input;
  const release = yml?.release ? [toRaw(yml.release, input)] : [];
  // A `run` section overrides the Procfile; so does an image, whose CMD then runs.
  if (yml && (yml.hasRun || yml.docker.length > 0)) {
    const run = yml.hasRun
      ? yml.run
      : yml.docker.filter(({ type }) => type !== "release").map(({ type, line }) => ({ type, command: null, line }));
    const overridden = procfile.processes.length > 0 ? [overriddenDiagnostic(procfile, input.ymlPath)] : [];
    const processes = [...run.map((entry) => toRaw(entry, input)), ...release];
    return { processes, sources: procfile.sources, diagnostics: [...procfile.diagnostics, ...overridden] };
  }
  if (procfile.processes.length > 0) return { ...procfile, processes: [...procfile.processes, ...release] };
  const implied = findDefaultWeb(input.buildpacks, input.repo);
  const processes = implied === null ? [] : [{ ...implied, origin: "implied" as const }];
  return { ...procfile, processes: [...processes, ...release] };
}

function readProcfile({ repo, vars }: ProcessSourceInput): ProcessSources {
  const named = vars.find(({ procfilePath }) => procfilePath !== undefined);
  const path = named?.procfilePath === undefined ? "Procfile" : joinPath("", named.procfilePath);
  const diagnostics: Diagnostic[] = [];
  const text = repo.read(path);
  if (named && text !== null && path !== "Procfile" && repo.has("Procfile")) {
    const message = `PROCFILE_PATH names ${path}: the Procfile at the root is not used`;
    diagnostics.push({ code: "procfile-path", path: named.path, line: named.line, message });
  }
  if (named && text === null) {
    const message = `PROCFILE_PATH names ${path}, which is not there`;
    diagnostics.push({ code: "procfile-path", path: named.path, line: named.line, message });
  }
  const used = text === null ? "Procfile" : path;
  const found = text ?? repo.read("Procfile");
  if (found === null) return { processes: [], sources: [], diagnostics: [...diagnostics, ...nestedProcfiles(repo)] };
  const parsed = parseProcfile(used, found);
  const processes = parsed.entries.map(({ type, command, line }) => ({
    type,
    command,
    origin: "declared" as const,
    evidence: { path: used, line },
  }));
  return { processes, sources: [used], diagnostics: [...diagnostics, ...parsed.diagnostics] };
}

/** Heroku reads the root's Procfile only; one below it needs a buildpack that moves it there. */
const nestedProcfiles = (repo: Repo): readonly Diagnostic[] =>
  repo.paths
    .filter((path) => path.endsWith("/Procfile"))
    .map((path) => ({
      code: "procfile-not-at-root",
      path,
      line: null,
      message: "Heroku reads a Procfile at the root only: this one is not used",
    }));

const overriddenDiagnostic = (procfile: ProcessSources, ymlPath: string): Diagnostic => ({
  code: "procfile-overridden",
  path: procfile.sources[0] ?? "Procfile",
  line: null,
  message: `${ymlPath} says what runs: the Procfile is not used`,
});

function toRaw(entry: RunEntry, { yml, ymlPath, repo }: ProcessSourceInput): RawProcess {
  const written = { path: ymlPath, line: entry.line };
  if (entry.command !== null)
    return { type: entry.type, command: entry.command, origin: "declared", evidence: written };
  const build = yml?.docker.find(({ type }) => type === entry.type) ?? yml?.docker[0];
  const dockerfile = build?.dockerfile ?? "Dockerfile";
  const image = readImageCommand(repo.read(joinPath("", dockerfile)) ?? "");
  const evidence =
    image === null ? written : { path: dockerfile, line: image.line, note: `the image's command, by ${ymlPath}` };
  return { type: entry.type, command: image?.command ?? "", origin: "declared", evidence };
}
