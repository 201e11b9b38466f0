/** Says which buildpacks build the app, from the file that wins, and where files contradict each other. */
import type { BuildpackEntry, Catalogues } from "../model/catalogue.js";
import type { Diagnostic } from "../model/evidence.js";
import { parseProjectToml } from "./project-toml.js";
import type { Repo } from "./repo.js";

export interface BuildpackList {
  readonly source: string;
  readonly urls: readonly string[];
  readonly line: number;
  /** Of each URL; missing where the source has no lines. */
  readonly lines?: readonly number[];
}

export interface Buildpacks {
  readonly urls: readonly string[];
  /** The list that won. */
  readonly stated: BuildpackList | null;
  /** Catalogue entries behind them, or behind the files that make Heroku detect a language. */
  readonly entries: readonly BuildpackEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `lists` in order of authority: capture, app.json, heroku.yml, project.toml, .buildpacks. */
export function chooseBuildpacks(lists: readonly BuildpackList[], repo: Repo, catalogues: Catalogues): Buildpacks {
  const stated = lists.filter((list) => list.urls.length > 0);
  const [first, ...others] = stated;
  const known = (url: string) => catalogues.buildpacks.find((entry) => matchesBuildpack(entry, url));
  const name = (url: string): string => known(url)?.id ?? normalizeUrl(url);
  const diagnostics = others
    .filter((other) => first !== undefined && other.urls.map(name).join() !== first.urls.map(name).join())
    .map((other) => ({
      code: "buildpacks-contradict",
      path: other.source,
      line: other.line,
      message: `${other.source} lists ${shown(other)}; ${first!.source} lists ${shown(first!)} and wins`,
    }));
  const urls = first?.urls ?? [];
  const detected = urls.length > 0 ? [] : detectLanguages(repo, catalogues);
  const entries = urls.length > 0 ? urls.flatMap((url) => known(url) ?? []) : detected;
  return { urls, stated: first ?? null, entries, diagnostics };
}

const shown = (list: BuildpackList): string => list.urls.map(normalizeUrl).join(", ");

const normalizeUrl = (url: string): string =>
  url
    .replace(/^urn:buildpack:/, "")
    .replace(/^https?:\/\//, "")
    .replace(/[#@].*$/, "")
    .replace(/\.git$/, "")
    .toLowerCase();

const matchesBuildpack = (entry: BuildpackEntry, url: string): boolean =>
  entry.id === normalizeUrl(url) || entry.urls.some((own) => normalizeUrl(own) === normalizeUrl(url));

/** Files by which Heroku's own buildpacks detect an app, in Heroku's order. https://devcenter.heroku.com/articles/buildpacks */
const DETECTION: readonly (readonly [string, readonly string[]])[] = [
  ["heroku/ruby", ["Gemfile"]],
  ["heroku/nodejs", ["package.json"]],
  ["heroku/clojure", ["project.clj"]],
  ["heroku/python", ["requirements.txt", "Pipfile", "Pipfile.lock", "poetry.lock", "uv.lock", "setup.py"]],
  ["heroku/java", ["pom.xml"]],
  ["heroku/gradle", ["build.gradle", "build.gradle.kts", "gradlew"]],
  ["heroku/scala", ["build.sbt"]],
  ["heroku/php", ["composer.json", "index.php"]],
  ["heroku/go", ["go.mod"]],
];

function detectLanguages(repo: Repo, catalogues: Catalogues): readonly BuildpackEntry[] {
  const found = DETECTION.find(([, files]) => files.some((file) => repo.has(file)));
  return catalogues.buildpacks.filter((entry) => entry.id === found?.[0]);
}

export function readBuildpackFiles(repo: Repo): readonly BuildpackList[] {
  const lists: BuildpackList[] = [];
  const project = repo.read("project.toml");
  if (project !== null) lists.push({ source: "project.toml", ...parseProjectToml(project) });
  const multi = repo.read(".buildpacks");
  const stated = (multi ?? "")
    .split(/\r?\n/)
    .map((line, index) => ({ url: line.trim(), line: index + 1 }))
    .filter(({ url }) => url !== "" && !url.startsWith("#"));
  const lines = stated.map(({ line }) => line);
  lists.push({ source: ".buildpacks", urls: stated.map(({ url }) => url), line: lines[0] ?? 1, lines });
  return lists;
}
