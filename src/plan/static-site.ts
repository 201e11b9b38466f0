/** Reads static.json, by which heroku-buildpack-static serves a site. https://github.com/heroku/heroku-buildpack-static#configuration */
import type { StaticSite } from "../model/build.js";
import type { DataNode } from "../text/data-node.js";
import { parseJson } from "../text/json.js";
import type { RepoFiles } from "./build-parts.js";

/** Null where the buildpack is not among the app's. */
export function findStaticSite(repo: RepoFiles, buildpacks: readonly string[]): StaticSite | null {
  if (!buildpacks.some((url) => /(?:^|[/-])static(?:\.git)?(?:#.*)?$/.test(url))) return null;
  const root = parseJson(repo.read("static.json") ?? "{}").root;
  const field = (name: string): DataNode | undefined => fieldOf(root, name);
  return {
    root: textOf(field("root"))?.replace(/\/$/, "") ?? "public_html",
    cleanUrls: field("clean_urls")?.scalar === true,
    httpsOnly: field("https_only")?.scalar === true,
    canonicalHost: textOf(field("canonical_host")) ?? null,
    errorPage: textOf(field("error_page")) ?? null,
    routes: pairs(field("routes")).map(([pattern, node]) => ({ pattern, target: textOf(node) ?? "" })),
    redirects: pairs(field("redirects")).map(([path, node]) => ({
      path,
      url: textOf(fieldOf(node, "url")) ?? "/",
      status: Number(fieldOf(node, "status")?.scalar ?? 301),
    })),
    proxies: pairs(field("proxies")).map(([path, node]) => ({ path, origin: textOf(fieldOf(node, "origin")) ?? "" })),
    headers: pairs(field("headers")).map(([pattern, node]) => ({
      pattern,
      values: pairs(node).map(([name, value]) => [name, String(value.scalar ?? "")] as const),
    })),
  };
}

const fieldOf = (node: DataNode | null | undefined, name: string): DataNode | undefined =>
  node?.entries.find(({ key }) => key === name)?.value;

const textOf = (node: DataNode | undefined): string | undefined =>
  typeof node?.scalar === "string" && node.scalar !== "" ? node.scalar : undefined;

const pairs = (node: DataNode | undefined): readonly (readonly [string, DataNode])[] =>
  (node?.entries ?? []).map(({ key, value }) => [key, value] as const);
