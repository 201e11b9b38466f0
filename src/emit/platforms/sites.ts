/** What platforms that host files themselves must be told of a site: how it is built, and which requests are the app's. */
import type { SiteBuild } from "../../model/build.js";
import type { Plan } from "../../model/plan.js";
import { byText } from "../../text/order.js";

const INSTALLS = { npm: "npm ci", yarn: "yarn install --frozen-lockfile", pnpm: "pnpm install --frozen-lockfile" };

/** One shell line from the repo's root; null where nothing is built. */
export function siteBuild({ part, home, folder, command }: SiteBuild): string | null {
  if (part === null || command === null) return null;
  const manager = part.manager === "yarn" || part.manager === "pnpm" ? part.manager : "npm";
  const install = manager === "npm" && !part.locked ? "npm install" : INSTALLS[manager];
  const enter = home === "" ? "" : `cd ${home} && `;
  const descend = folder === home || folder === null ? "" : ` && cd ${folder}`;
  return `${enter}${install}${descend} && ${command}`;
}

/** Where only a path's beginning tells files from the app's answers. */
export interface AppPaths {
  /** "/api", "/users": first segments of the app's routes. */
  readonly prefixes: readonly string[];
  /** Routes that begin with a parameter, and so with anything. */
  readonly open: readonly string[];
}

export function appPaths({ gateway }: Plan): AppPaths {
  const prefixes = new Set<string>();
  const open = new Set<string>();
  for (const { route } of gateway) {
    const [first = ""] = route.path.split("/").slice(1);
    const literal = /^[\w.~-]+/.exec(first)?.[0];
    if (literal !== undefined && literal === first.replace(/\([^)]*\)$/, "")) prefixes.add(`/${literal}`);
    // The page at "/", and the catch-all that answers deep links with it, are the site's own.
    else if (first !== "" && first !== "*" && !first.startsWith("*")) open.add(route.path);
  }
  return { prefixes: [...prefixes].sort(byText), open: [...open].sort(byText) };
}
