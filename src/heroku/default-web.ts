/** Says which `web` process Heroku starts when no file declares one. */
import type { BuildpackEntry } from "../model/catalogue.js";
import type { Evidence } from "../model/evidence.js";
import type { Repo } from "./repo.js";

export interface ImpliedProcess {
  readonly type: string;
  readonly command: string;
  readonly evidence: Evidence;
}

/** The last buildpack with a default decides, as the last one is the app's own language on Heroku. */
export function findDefaultWeb(entries: readonly BuildpackEntry[], repo: Repo): ImpliedProcess | null {
  for (const entry of [...entries].reverse()) {
    const find = finders[entry.language ?? ""];
    const found = find?.(repo, entry.defaultWeb);
    if (found)
      return { type: "web", command: found.command, evidence: { ...found.evidence, note: `default of ${entry.id}` } };
  }
  return null;
}

interface Found {
  readonly command: string;
  readonly evidence: Evidence;
}
type Finder = (repo: Repo, defaultWeb: string | null) => Found | null;

/** https://devcenter.heroku.com/articles/nodejs-support: `npm start`, which itself falls back to server.js. */
const node: Finder = (repo, defaultWeb) => {
  const start = repo.scripts("").find(({ name }) => name === "start");
  if (start) return { command: defaultWeb ?? "npm start", evidence: { path: "package.json", line: start.line } };
  return repo.has("server.js") ? { command: defaultWeb ?? "npm start", evidence: { path: "server.js" } } : null;
};

/** https://devcenter.heroku.com/articles/ruby-support: `rails server` for Rails, `rackup` for any config.ru. */
const ruby: Finder = (repo, defaultWeb) => {
  const lock = repo.read("Gemfile.lock") ?? "";
  const rails = repo.has("config/application.rb") && (repo.has("bin/rails") || / railties \(/.test(lock));
  if (rails)
    return {
      command: defaultWeb ?? "bin/rails server",
      evidence: { path: repo.has("Gemfile.lock") ? "Gemfile.lock" : "bin/rails" },
    };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's default value, as the buildpack writes it.
  const rackup = "bundle exec rackup config.ru -p ${PORT:-5000}";
  return repo.has("config.ru") ? { command: rackup, evidence: { path: "config.ru" } } : null;
};

/** The Go buildpack starts the binary named after the module. https://devcenter.heroku.com/articles/go-support */
const go: Finder = (repo) => {
  const text = repo.read("go.mod");
  if (text === null || !repo.has("main.go")) return null;
  const index = text.split("\n").findIndex((line) => line.startsWith("module "));
  const module = (text.split("\n")[index] ?? "").replace(/\/v\d+\s*$/, "").trim();
  const name = module.slice(module.search(/[^/\s]+$/));
  return name === "" ? null : { command: name, evidence: { path: "go.mod", line: index + 1 } };
};

const always =
  (...files: readonly string[]): Finder =>
  (repo, defaultWeb) => {
    const file = files.find((path) => repo.has(path));
    return file === undefined || defaultWeb === null ? null : { command: defaultWeb, evidence: { path: file } };
  };

const finders: Readonly<Record<string, Finder>> = {
  javascript: node,
  ruby,
  go,
  php: always("composer.json", "index.php"),
  java: always("pom.xml"),
  // The buildpack starts nginx whatever the repo holds.
  static: always("static.json", "app.json", ".buildpacks", "index.html"),
};
