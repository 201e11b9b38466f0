/** Tells which methods of a class only pass on what they are told to the router that the class keeps: `get(path, handler) { this.app.get(path, handler); }`. */
import type { Origin } from "../../../../../model/file-facts.js";
import type { FrameworkContext, Parts } from "../../framework.js";
import { noteRouter } from "./state.js";

const METHODS = /^(get|post|put|patch|delete|del|options|head|all|use)$/;

/**
 * True where a registration stands for those of the method's callers. These call it as they would call a router's
 * own, so that the instance is one more name of the router: that is noted.
 */
export function isPassedOn(router: Origin, parts: Parts | null, line: number, context: FrameworkContext): boolean {
  if (router.kind !== "local" || context.className === "" || router.name !== context.className) return false;
  const [instance, ...field] = router.members ?? [];
  if (instance !== "()" || parts?.length !== 1 || !isGivenPath(parts[0]!, context)) return false;
  const from: Origin = { kind: "local", name: router.name, members: ["()"] };
  if (field.length > 0) {
    noteRouter(context, router);
    context.emit({ kind: "alias", from, to: router, line });
  }
  return true;
}

/** The first parameter of `get(path, …)`, or the path in that of `route({ method, path, … })`. */
function isGivenPath(part: string | Origin, context: FrameworkContext): boolean {
  if (typeof part === "string" || part.kind !== "param" || part.index !== 0) return false;
  const [owner, method = ""] = part.function.split("#");
  if (owner !== context.className) return false;
  const [member, ...more] = part.members ?? [];
  return member === undefined
    ? METHODS.test(method)
    : method === "route" && more.length === 0 && /^(path|url)$/.test(member);
}
