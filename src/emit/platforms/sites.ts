/** What platforms that host files themselves must be told of a site: how it is built, and which requests are the app's. */
import type { SiteBuild } from "../../model/build.js";
import type { Plan } from "../../model/plan.js";
import { byText } from "../../text/order.js";
import { approximated } from "./fidelity.js";

/** Where nothing but a container hands files out. */
export const SITE_IN_FRONT = approximated(
  "a container of its own in front: nginx with the built files; everything that is no file is passed on to the app, and an opened page that the app does not know is index.html where a router in the browser tells pages apart",
);

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
  /** "/api", "/users": first segments of the app's routes, and of what its framework answers besides. */
  readonly prefixes: readonly string[];
  /** Routes that begin with a parameter, and so with anything. */
  readonly open: readonly string[];
  /** The app answers whatever nothing else does: deep links of the pages. */
  readonly catchesAll: boolean;
}

/** Answered by the framework, told by no route of the app: uploads and mail, sockets. */
const BESIDES: Readonly<Record<string, readonly string[]>> = { rails: ["/cable", "/rails"] };

export function appPaths({ gateway, monolith }: Plan): AppPaths {
  const prefixes = new Set<string>(BESIDES[monolith.framework ?? ""]);
  const open = new Set<string>();
  let catchesAll = false;
  for (const { route } of gateway) {
    const [first = ""] = route.path.split("/").slice(1);
    const literal = /^[\w.~-]+/.exec(first)?.[0];
    if (literal !== undefined && literal === first.replace(/\([^)]*\)$/, "")) prefixes.add(`/${literal}`);
    else if (first.startsWith("*")) catchesAll = true;
    // The page at "/" is the site's own.
    else if (first !== "") open.add(route.path);
  }
  return { prefixes: [...prefixes].sort(byText), open: [...open].sort(byText), catchesAll };
}
