/** Tells whether a frontend tells its pages apart in the browser, so that index.html answers for all of them. */
import type { RepoFiles } from "./build-parts.js";

/** Packages that read the address bar. */
const ROUTERS: ReadonlySet<string> = new Set([
  ...["@angular/router", "@reach/router", "@solidjs/router", "@tanstack/react-router", "ember-source", "preact-router"],
  ...["react-router", "react-router-dom", "svelte-routing", "vue-router", "wouter", "wouter-preact"],
]);

export function tellsPagesApart(repo: RepoFiles, folder: string): boolean {
  const at = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
  return (
    rewritesAll(repo, at("static.json")) || rewritesAll(repo, "static.json") || hasRouter(repo, at("package.json"))
  );
}

/** heroku-buildpack-static: `"routes": {"/**": "index.html"}`. https://github.com/heroku/heroku-buildpack-static#custom-routes */
function rewritesAll(repo: RepoFiles, path: string): boolean {
  const routes = fieldOf(readJson(repo, path), "routes");
  return fieldOf(routes, "/**") === "index.html";
}

function hasRouter(repo: RepoFiles, path: string): boolean {
  const manifest = readJson(repo, path);
  return ["dependencies", "devDependencies"].some((name) =>
    Object.keys(fieldOf(manifest, name) ?? {}).some((dependency) => ROUTERS.has(dependency)),
  );
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

function readJson(repo: RepoFiles, path: string): unknown {
  try {
    return JSON.parse(repo.read(path) ?? "null");
  } catch {
    return null;
  }
}
