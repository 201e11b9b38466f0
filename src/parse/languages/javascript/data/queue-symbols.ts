/** Says what a symbol is to a queue library: a queue, its name, the name of a job, the library itself. */
import type { Origin } from "../../../../model/file-facts.js";
import type { JobFragment } from "../../../../model/fragments.js";
import { isClass, isMember, memberName, type Node } from "../ast.js";
import type { FrameworkContext } from "../framework.js";
import { lastName } from "./chains.js";
import { elsewhere } from "./objects.js";

export const SYSTEMS: Readonly<Record<string, string>> = {
  bull: "bull",
  bullmq: "bullmq",
  "@taskforcesh/bullmq-pro": "bullmq",
  "bee-queue": "bee-queue",
};

/** System of a constructor or function that comes from a queue library. */
export function systemOf(callee: Node, context: FrameworkContext, ...names: string[]): string | null {
  const origin = context.value(callee);
  if (origin.kind !== "import" || SYSTEMS[origin.source] === undefined) return null;
  const member = origin.members?.at(-1) ?? origin.name;
  const isDefault = member === "default" || member === "*";
  return names.includes(member) || (isDefault && names.includes("default")) ? SYSTEMS[origin.source]! : null;
}

/** The name given, or where it comes from. */
export function nameAt(
  node: Node | undefined,
  context: FrameworkContext,
): { name: string | null; nameOrigin?: Origin } {
  if (node === undefined) return { name: null };
  const name = context.string(node);
  return name === null ? { name: null, nameOrigin: context.origin(node) } : { name };
}

/** A name written here, or where another file says it. */
export type JobName = Pick<JobFragment, "name" | "nameOrigin">;

export function jobNameAt(node: Node | null | undefined, context: FrameworkContext): JobName | null {
  const name = context.string(node);
  if (name !== null) return { name };
  const { nameOrigin } = elsewhere("nameOrigin", node, context);
  return nameOrigin === undefined ? null : { name: null, nameOrigin };
}

/** By library, or by name where another file made it; `detect/` drops what is no queue there. */
export function isQueue(node: Node, context: FrameworkContext): boolean {
  const value = context.value(node);
  const type = context.declared(node);
  if ([value, type].some((one) => one?.kind === "import" && SYSTEMS[one.source] !== undefined)) return true;
  if (node.type === "ThisExpression" && baseSystem(context, "Queue", "QueuePro", "default") !== null) return true;
  if (value.kind === "global") return false;
  const name = lastName(context.origin(node)) ?? (node.type === "Identifier" ? node.name : "");
  const own = isMember(node) ? (memberName(node) ?? "") : "";
  return /queue|jobs?$|tasks?$|bull|worker|producer/i.test(`${name} ${own}`);
}

/** The queue as a symbol: `taskQueue().add` -> taskQueue; `this.mail.add` -> the field. */
export function queueOrigin(node: Node, context: FrameworkContext): Origin {
  const origin = context.origin(node);
  return origin.kind === "unknown" && node.type === "Identifier" ? { kind: "unknown", name: node.name } : origin;
}

/** Queue or worker that a class of the app is by its base. */
export function baseSystem(context: FrameworkContext, ...names: string[]): string | null {
  const around = context.ancestors.findLast(isClass);
  return isClass(around) && around.superClass ? systemOf(around.superClass, context, ...names) : null;
}
