/** Reads Bull, BullMQ and Bee-Queue: queues, what processes them, what is put on them. https://docs.bullmq.io https://optimalbits.github.io/bull/ */

import type * as t from "@babel/types";
import type { Origin } from "../../../../model/file-facts.js";
import {
  type CallNode,
  calleeName,
  isCall,
  isFunction,
  isMember,
  lineOf,
  type Node,
  receiverOf,
  unwrap,
} from "../ast.js";
import { elsewhere, keptAs } from "../data/objects.js";
import {
  baseSystem,
  isQueue,
  type JobName,
  jobNameAt,
  nameAt,
  queueOrigin,
  SYSTEMS,
  systemOf,
} from "../data/queue-symbols.js";
import { defineFramework, type FrameworkContext } from "../framework.js";
import { readAdd, readFlow, readScheduler } from "./queues/enqueues.js";

const PERFORMS = /^(perform|process|handle|handler|execute|run|call|work|default)$/i;

/** The function around is what others call to get the queue. */
function aroundOf(context: FrameworkContext): Origin | null {
  return context.owner === "" ? null : { kind: "local", name: context.owner };
}

function emitQueue(
  system: string,
  node: t.NewExpression | CallNode,
  context: FrameworkContext,
  factory?: Origin,
): void {
  const named = nameAt(node.arguments[0] as Node | undefined, context);
  const base = { kind: "queue", system, ...named, ...(factory ? { factory } : {}), line: lineOf(node) } as const;
  const around = aroundOf(context);
  context.emit({ ...base, origin: keptAs(context, around === null ? (named.name ?? "") : context.owner) });
  if (around !== null) context.emit({ ...base, origin: around });
}

/** `createQueue("mail")`: a function of the app whose name says that it makes or finds a queue. */
function readFactory(node: CallNode, context: FrameworkContext): void {
  const name = calleeName(node) ?? "";
  const first = node.arguments[0] as Node | undefined;
  if (!/queue$/i.test(name) || first === undefined) return;
  if (context.string(first) === null && elsewhere("nameOrigin", first, context).nameOrigin === undefined) return;
  const origin = context.origin(node.callee);
  if (origin.kind === "import" && SYSTEMS[origin.source] !== undefined) return;
  if (origin.kind === "import" || origin.kind === "local") emitQueue("", node, context, origin);
}

interface Handling {
  readonly node: Node;
  readonly names: JobName[];
  registry: { origin: Origin; method: string | null } | null;
}

/** Handlers being read, innermost last. */
const handlings = new WeakMap<FrameworkContext, Handling[]>();
const handlingsOf = (context: FrameworkContext): Handling[] => {
  const known = handlings.get(context) ?? [];
  handlings.set(context, known);
  return known;
};

/** Is the call a `process` of a queue: Bull's and Bee-Queue's way to consume. */
function isProcess(node: CallNode, context: FrameworkContext): boolean {
  const receiver = receiverOf(node);
  const last = node.arguments.at(-1);
  if (calleeName(node) !== "process" || receiver === null || last === undefined) return false;
  return isQueue(receiver, context) && last.type !== "ObjectExpression";
}

function finishHandling(handling: Handling, node: CallNode | t.NewExpression, context: FrameworkContext): void {
  const isWorker = node.type === "NewExpression" || node.callee.type === "Super";
  const system = isWorker ? "bullmq" : "bull";
  const [first] = node.arguments;
  const last = isWorker ? node.arguments[1] : node.arguments.at(-1);
  const own = !isWorker && node.arguments.length > 1 && !isFunction(first) ? jobNameAt(first, context) : null;
  const queue = isWorker ? context.string(first) : null;
  const queueFrom = isWorker
    ? first === undefined
      ? null
      : context.origin(first)
    : queueOrigin(receiverOf(node as CallNode)!, context);
  const names = own !== null ? (own.name === "*" ? [{ name: null }] : [own]) : handling.names;
  for (const name of names.length === 0 ? [{ name: null }] : names) {
    context.emit({
      kind: "job",
      system,
      ...name,
      queue,
      ...(queue === null && queueFrom !== null ? { queueOrigin: queueFrom } : {}),
      handlerOrigin: last === undefined ? null : handlerOf(last as Node, context),
      ...(handling.registry === null ? {} : { registry: handling.registry }),
      line: lineOf(node),
    });
  }
}

/** A function, or the file that a sandboxed processor lives in: `path.join(__dirname, "resize.js")`. */
function handlerOf(node: Node, context: FrameworkContext): Origin | null {
  const file = isFunction(node) ? null : processorFile(node, context);
  if (file !== null) return { kind: "import", source: file, name: "*" };
  const origin = context.origin(node);
  return origin.kind === "unknown" || origin.kind === "global" ? null : origin;
}

function processorFile(node: Node, context: FrameworkContext): string | null {
  const url = node.type === "NewExpression" && node.callee.type === "Identifier" && node.callee.name === "URL";
  const path = url ? context.string(node.arguments[0]) : context.folder(node);
  return path !== null && /^\.{0,2}\//.test(path) && !path.includes("*") ? path : null;
}

/** `processors[name]` inside a handler, then `new` or a call: the classes or functions of the table are the jobs. */
function readRegistry(node: CallNode | t.NewExpression, context: FrameworkContext): void {
  const handling = handlingsOf(context).at(-1);
  if (handling === undefined || handling.node === node || handling.registry !== null) return;
  const origin = context.value(node.callee);
  if (origin.kind !== "import" && origin.kind !== "local") return;
  const at = origin.members?.indexOf("[]") ?? -1;
  const after = origin.members?.slice(at + 1) ?? [];
  // `table[name].settings.includes(x)` asks; `new table[name]()`, `table[name](job)` and `table[name].run(job)` do the work.
  if (
    at < 0 ||
    (node.type !== "NewExpression" && !(after.length === 0 || (after.length === 1 && PERFORMS.test(after[0]!))))
  )
    return;
  const members = origin.members!.slice(0, at);
  const { members: _members, ...bare } = origin;
  const registry = members.length === 0 ? bare : { ...bare, members };
  if (node.type === "NewExpression") handling.registry = { origin: registry, method: null };
  else if (isCall(node)) readTable(node, registry, handling, context);
}

/** `handlers[job.name](job)`: the keys of the table are names of jobs. */
function readTable(node: CallNode, registry: Origin, handling: Handling, context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  const table = isMember(callee) ? context.follow(unwrap(callee.object)) : null;
  if (table?.type === "ObjectExpression") {
    for (const property of table.properties) {
      if (property.type === "SpreadElement" || property.computed) continue;
      if (property.key.type === "Identifier") handling.names.push({ name: property.key.name });
      if (property.key.type === "StringLiteral") handling.names.push({ name: property.key.value });
    }
  } else handling.registry = { origin: registry, method: null };
}

/** Is it the name of the job that a handler is given: `job.name`, or `name` taken out of it? */
function isJobName(node: Node, context: FrameworkContext): boolean {
  const origin = context.origin(node);
  return origin.kind === "param" && origin.members?.length === 1 && origin.members[0] === "name";
}

/** `switch (job.name) { case "welcome": ... }` in a processor that a Worker elsewhere is given. */
function readNames(node: t.SwitchStatement, context: FrameworkContext): void {
  const handling = handlingsOf(context).at(-1);
  if (handling === undefined || !isJobName(unwrap(node.discriminant), context)) return;
  for (const one of node.cases) {
    const name = jobNameAt(one.test, context);
    if (name !== null) handling.names.push(name);
  }
}

/** `if (job.name === "welcome")` in a processor. */
function readComparison(node: t.BinaryExpression, context: FrameworkContext): void {
  const handling = handlingsOf(context).at(-1);
  if (handling === undefined || !/^={2,3}$/.test(node.operator) || node.left.type === "PrivateName") return;
  const name = isJobName(node.left, context) ? jobNameAt(node.right, context) : null;
  if (name !== null) handling.names.push(name);
}

/** `super("audit", { connection })` in a class that extends Queue or Worker. */
function readSuper(node: CallNode, context: FrameworkContext): void {
  const system = baseSystem(context, "Queue", "QueuePro", "default");
  if (system !== null) {
    const named = nameAt(node.arguments[0], context);
    context.emit({
      kind: "queue",
      system,
      origin: { kind: "local", name: context.className },
      ...named,
      line: lineOf(node),
    });
  } else if (baseSystem(context, "Worker", "WorkerPro") !== null)
    handlingsOf(context).push({ node, names: [], registry: null });
}

function readCall(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node);
  const receiver = receiverOf(node);
  readRegistry(node, context);
  if (node.callee.type === "Super") readSuper(node, context);
  if (method === "add" && readFlow(node.arguments[0], context)) return;
  if (systemOf(node.callee, context, "default", "Queue") !== null && receiver === null) {
    emitQueue(systemOf(node.callee, context, "default", "Queue")!, node, context);
  } else if (isProcess(node, context)) handlingsOf(context).push({ node, names: [], registry: null });
  else if (
    receiver !== null &&
    (method === "add" || method === "addBulk" || method === "createJob" || method === "upsertJobScheduler")
  ) {
    if (method === "upsertJobScheduler") readScheduler(node, context);
    else readAdd(node, method, context);
  } else if (method !== null) readFactory(node, context);
}

function leaveCall(node: CallNode | t.NewExpression, context: FrameworkContext): void {
  const stack = handlingsOf(context);
  if (stack.at(-1)?.node === node) finishHandling(stack.pop()!, node, context);
}

export const queues = defineFramework({
  id: "queues",
  visit: {
    CallExpression: readCall,
    NewExpression(node, context) {
      readRegistry(node, context);
      const system = systemOf(node.callee, context, "Queue", "QueuePro", "default");
      if (system !== null) emitQueue(system, node, context);
      else if (systemOf(node.callee, context, "Worker", "WorkerPro") !== null) {
        handlingsOf(context).push({ node, names: [], registry: null });
      }
    },
    SwitchStatement: readNames,
    BinaryExpression: readComparison,
  },
  leave: { CallExpression: leaveCall, NewExpression: leaveCall },
});
