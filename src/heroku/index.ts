/** Turns the repo's Heroku files and an optional capture into a HerokuApp. */
import type { Catalogues } from "../model/catalogue.js";
import type { Diagnostic } from "../model/evidence.js";
import type { HerokuApp } from "../model/heroku-app.js";
import type { SourceReader } from "../model/ports.js";
import type { Workspace } from "../model/workspace.js";
import { byKeys } from "../text/order.js";
import { joinAddons } from "./addons.js";
import { emptyManifest, type Manifest, parseAppJson } from "./app-json.js";
import { type BuildpackList, chooseBuildpacks, readBuildpackFiles } from "./buildpacks.js";
import { type Capture, readCapture } from "./capture.js";
import { estimateCost } from "./cost.js";
import { joinDeclaredVars } from "./declared-vars.js";
import { type HerokuYml, parseHerokuYml } from "./heroku-yml.js";
import { findPlaces } from "./places.js";
import { findProcesses } from "./process-sources.js";
import { buildProcesses } from "./processes.js";
import { redactCommand } from "./redact-command.js";
import { createRepo, type Repo } from "./repo.js";
import { collectSchedules } from "./schedules.js";

/** `capture`: text of saved `heroku … --json` output and of `migration/capture.json`, by file name. */
export function readHeroku(
  workspace: Workspace,
  reader: SourceReader,
  catalogues: Catalogues,
  capture: ReadonlyMap<string, string>,
): HerokuApp {
  const repo = createRepo(workspace, reader);
  const live = readCapture(capture);
  const appText = repo.read("app.json");
  const app = appText === null ? emptyManifest : parseAppJson("app.json", appText);
  const ymlPath = ["heroku.yml", "heroku.yaml"].find((path) => repo.has(path)) ?? null;
  const yml = ymlPath === null ? null : parseHerokuYml(ymlPath, repo.read(ymlPath) ?? "");
  return compose({ repo, catalogues, live, app, yml, ymlPath, hasAppJson: appText !== null && !app.foreign });
}

interface Read {
  readonly repo: Repo;
  readonly catalogues: Catalogues;
  readonly live: Capture;
  readonly app: Manifest;
  readonly yml: HerokuYml | null;
  readonly ymlPath: string | null;
  readonly hasAppJson: boolean;
}

function compose(read: Read): HerokuApp {
  const { repo, catalogues, live, app, yml } = read;
  const lists = buildpackLists(read);
  const buildpacks = chooseBuildpacks(lists, repo, catalogues);
  const declaredVars = [...app.vars, ...(yml?.vars ?? [])];
  const raw = findProcesses({
    repo,
    yml,
    ymlPath: read.ymlPath ?? "heroku.yml",
    vars: declaredVars,
    buildpacks: buildpacks.entries,
  });
  const formation = [...app.formation, ...(yml?.formation ?? [])];
  const built = buildProcesses(raw.processes, formation, live, repo);
  const addons = joinAddons([...app.addons, ...(yml?.addons ?? [])], live.addons, catalogues);
  const runtime = catalogues.buildpacks.filter(({ id }) => id === "heroku");
  return {
    name: app.name,
    sources: listSources(read, raw.sources),
    stack: live.stack ?? app.stack ?? (yml !== null && yml.docker.length > 0 ? "container" : null),
    buildpacks: buildpacks.urls,
    processes: built.processes,
    addons: addons.addons,
    configVars: joinDeclaredVars(declaredVars, live.configVars ?? [], addons.addons, [
      ...buildpacks.entries,
      ...runtime,
    ]),
    environments: app.environments.map(({ name }) => name).sort(),
    domains: [...new Set(live.domains)].sort(),
    places: findPlaces(read, buildpacks.stated, hookScripts(repo)),
    ...(live.drains === null ? {} : { drains: live.drains }),
    scripts: collectScripts(read),
    cost: estimateCost(built.processes, addons.addons, catalogues),
    schedules: collectSchedules(built.processes, addons.addons, live.scheduled, repo),
    diagnostics: sortDiagnostics([
      app.diagnostics,
      yml?.diagnostics ?? [],
      raw.diagnostics,
      built.diagnostics,
      buildpacks.diagnostics,
      addons.diagnostics,
    ]),
  };
}

function buildpackLists({ repo, live, app, yml, ymlPath }: Read): readonly BuildpackList[] {
  const stated = (source: string, entries: Manifest["buildpacks"]): BuildpackList => ({
    source,
    urls: entries.map(({ url }) => url),
    line: entries[0]?.line ?? 1,
    lines: entries.map(({ line }) => line),
  });
  return [
    { source: "capture", urls: live.buildpacks, line: 1 },
    stated("app.json", app.buildpacks),
    stated(ymlPath ?? "heroku.yml", yml?.buildpacks ?? []),
    ...readBuildpackFiles(repo),
  ];
}

const HEROKU_FILES = [".buildpacks", ".slugignore", "Aptfile", "runtime.txt"];

function listSources({ repo, live, ymlPath, hasAppJson }: Read, processSources: readonly string[]): readonly string[] {
  const project = readBuildpackFiles(repo).some(({ source, urls }) => source === "project.toml" && urls.length > 0);
  const sources = [
    ...processSources,
    ...(hasAppJson ? ["app.json"] : []),
    ...(ymlPath === null ? [] : [ymlPath]),
    ...HEROKU_FILES.filter((path) => repo.has(path)),
    ...(project ? ["project.toml"] : []),
    ...(hookScripts(repo).length > 0 ? ["package.json"] : []),
    ...(live.present ? ["capture"] : []),
  ];
  return [...new Set(sources)].sort();
}

/** https://devcenter.heroku.com/articles/nodejs-support#heroku-specific-build-steps */
const hookScripts = (repo: Repo) => repo.scripts("").filter(({ name }) => name.startsWith("heroku-"));

function collectScripts({ repo, app }: Read): HerokuApp["scripts"] {
  const all = [...app.scripts, ...hookScripts(repo)];
  return all
    .map(({ name, command }) => ({ name, command: redactCommand(command) }))
    .sort(
      byKeys(
        ({ name }) => name,
        ({ command }) => command,
      ),
    );
}

const sortDiagnostics = (lists: readonly (readonly Diagnostic[])[]): readonly Diagnostic[] =>
  lists.flat().sort(
    byKeys(
      ({ path }) => path,
      ({ line }) => line ?? 0,
      ({ code }) => code,
    ),
  );
