/** Turns the repo's own build files into what an image of the monolith is built from. */
import type { AppModel } from "../model/app-model.js";
import type { BuildPart, MonolithBuild } from "../model/build.js";
import type { SourceReader } from "../model/ports.js";
import type { Workspace } from "../model/workspace.js";
import { findOwnImages } from "./build-images.js";
import { findParts, type RepoFiles, readPackageJson } from "./build-parts.js";
import { planSites } from "./build-sites.js";
import { aptPackages, findSystemPackages } from "./build-system.js";
import { findStaticSite } from "./static-site.js";

export function planBuild(app: AppModel, workspace: Workspace, reader: SourceReader): MonolithBuild {
  const paths = workspace.files.map(({ path }) => path);
  const known = new Set(paths);
  const repo: RepoFiles = {
    has: (path) => known.has(path),
    read: (path) => (known.has(path) ? reader.read(path) : null),
    paths,
  };
  const parts = orderParts(findParts(repo), app);
  const staticSite = servesFiles(app) ? findStaticSite(repo, app.heroku.buildpacks) : null;
  return {
    parts,
    assets: findAssets(app, repo, parts),
    aptPackages: aptPackages(repo),
    ...ownImages(app, repo),
    commands: findCommands(repo),
    ...findSystemPackages(repo),
    sites: planSites(app.frontends, repo),
    ...(staticSite === null ? {} : { staticSite }),
  };
}

/** Another process than the buildpack's own runs code: the buildpack only lies beside it. */
const servesFiles = (app: AppModel): boolean =>
  app.heroku.processes.every(({ type, command }) => type === "release" || command === "bin/boot");

/** Buildpacks run in order and the last one decides the default process; without them, the server's language leads. */
function orderParts(parts: readonly BuildPart[], app: AppModel): readonly BuildPart[] {
  const last = [...app.heroku.buildpacks]
    .reverse()
    .map(runtimeOf)
    .find((runtime) => parts.some((part) => part.runtime === runtime));
  const commands = app.heroku.processes.map(({ command }) => command).join("\n");
  const started = parts.find(({ runtime }) => STARTS[runtime]?.test(commands))?.runtime;
  const main = started ?? last ?? parts[0]?.runtime;
  return [...parts.filter(({ runtime }) => runtime === main), ...parts.filter(({ runtime }) => runtime !== main)];
}

const STARTS: Readonly<Record<string, RegExp>> = {
  ruby: /\b(?:bundle exec|rails|puma|rackup|sidekiq|rake)\b/,
  python: /\b(?:gunicorn|python3?|celery|uvicorn|daphne|waitress-serve|hypercorn)\b/,
  node: /\b(?:node|npm|yarn|pnpm|npx)\b/,
};

function runtimeOf(buildpack: string): string | null {
  const found = /(ruby|node(?:js)?|python|golang|go)(?:[^a-z]|$)/.exec(buildpack.toLowerCase())?.[1];
  return found === undefined ? null : found.startsWith("node") ? "node" : found === "golang" ? "go" : found;
}

function findAssets(app: AppModel, repo: RepoFiles, parts: readonly BuildPart[]): MonolithBuild["assets"] {
  return [...nodeAssets(repo, parts), ...railsAssets(app, repo), ...djangoAssets(app, repo)];
}

/** devcenter "Node.js build": heroku-postbuild replaces build. */
function nodeAssets(repo: RepoFiles, parts: readonly BuildPart[]): MonolithBuild["assets"] {
  const node = parts.find(({ runtime }) => runtime === "node");
  const scripts = readPackageJson(repo)?.scripts ?? {};
  const name = ["heroku-postbuild", "build"].find((script) => scripts[script] !== undefined);
  // jsbundling and webpacker build within assets:precompile.
  if (node === undefined || name === undefined || (parts[0]?.runtime === "ruby" && name === "build")) return [];
  const cleanup =
    scripts["heroku-cleanup"] === undefined
      ? []
      : [{ command: `${node.manager} run heroku-cleanup`, because: "package.json: heroku-cleanup" }];
  return [{ command: `${node.manager} run ${name}`, because: `package.json: ${name}` }, ...cleanup];
}

/** devcenter "Rails asset pipeline": runs where the task exists, unless assets are committed. */
function railsAssets(app: AppModel, repo: RepoFiles): MonolithBuild["assets"] {
  const pipeline = /^ {4}(?:sprockets-rails|propshaft|webpacker|shakapacker|vite_rails|sprockets) \(/m.test(
    repo.read("Gemfile.lock") ?? "",
  );
  const committed = repo.paths.some((path) =>
    /^public\/assets\/(?:\.sprockets-manifest.*|manifest.*\.json|\.manifest\.json)$/.test(path),
  );
  const rails = app.frameworks.some(({ id }) => id === "rails");
  if (!rails || !pipeline || committed) return [];
  return [{ command: "bundle exec rake assets:precompile", because: "Gemfile.lock holds an asset pipeline" }];
}

/** devcenter "Django static files": collectstatic runs unless DISABLE_COLLECTSTATIC is set. */
function djangoAssets(app: AppModel, repo: RepoFiles): MonolithBuild["assets"] {
  const disabled = app.heroku.configVars.some(({ name }) => name === "DISABLE_COLLECTSTATIC");
  const django = app.frameworks.some(({ id }) => id === "django");
  if (!django || disabled || !repo.has("manage.py")) return [];
  return [{ command: "python manage.py collectstatic --noinput", because: "manage.py of a Django app" }];
}

/** heroku.yml's `build.docker` names them; a Dockerfile that nothing on Heroku builds stays out. */
function ownImages(app: AppModel, repo: RepoFiles): Pick<MonolithBuild, "dockerfile" | "images"> {
  const [main, ...others] = app.heroku.sources.includes("heroku.yml") ? findOwnImages(repo) : [];
  const apart = others.filter(({ types }) => types.length > 0);
  if (main === undefined) return { dockerfile: null };
  // A stage that is named is a fact of its own, also where the image is the only one.
  const images = main.target === null ? apart : [main, ...apart];
  return { dockerfile: main.dockerfile, ...(images.length === 0 ? {} : { images }) };
}

function findCommands(repo: RepoFiles): MonolithBuild["commands"] {
  if (!repo.has("go.mod")) return [];
  const folders = new Set<string>();
  for (const path of repo.paths) {
    if (!path.endsWith(".go") || path.endsWith("_test.go") || /(?:^|\/)(?:vendor|testdata)\//.test(path)) continue;
    if (/^package main\b/m.test(repo.read(path) ?? ""))
      folders.add(path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".");
  }
  const module = /^module\s+(\S+)/m.exec(repo.read("go.mod") ?? "")?.[1] ?? "app";
  return [...folders].sort().map((path) => ({ name: (path === "." ? module : path).split("/").at(-1)!, path }));
}
