/** Turns files that answer for several things at once into the advice to part them first: no service can take half a file. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { Reason } from "../model/proposal.js";
import { byText } from "../text/order.js";
import { resourceOf } from "./resource.js";

/** Two may be one thing under two names ("login", "logout"). */
const LEAST_THINGS = 3;
const SHOWN = 6;

/** The file that holds more than a third of the app's routes, of three things or more. */
export function explainSeams(graph: CodeGraph, app: AppModel): Reason | null {
  const routes = new Map(app.routes.map((route) => [route.id, route]));
  const [fullest] = [...graph.nodes].sort((a, b) => b.routes.length - a.routes.length || byText(a.path, b.path));
  if (fullest === undefined || fullest.routes.length * 3 <= app.routes.length) return null;
  const things = new Map<string, string[]>();
  for (const id of fullest.routes) {
    const resource = resourceOf(routes.get(id)?.path ?? "");
    if (resource !== "") things.set(resource, [...(things.get(resource) ?? []), id]);
  }
  if (things.size < LEAST_THINGS) return null;
  const ranked = [...things].sort((a, b) => b[1].length - a[1].length || byText(a[0], b[0]));
  const named = ranked.slice(0, SHOWN).map(([thing, ids]) => `\`${thing}\` (${ids.length})`);
  const rest = ranked.length > SHOWN ? ` and ${ranked.length - SHOWN} more` : "";
  return {
    text: `One file, \`${fullest.path}\`, answers ${fullest.routes.length} of the ${app.routes.length} routes, for ${things.size} things at once: ${named.join(", ")}${rest}. A person would part the app along these; the file has to be parted first`,
    evidence: ranked.slice(0, SHOWN).flatMap(([, [first]]) => routes.get(first ?? "")?.evidence.slice(0, 1) ?? []),
  };
}
