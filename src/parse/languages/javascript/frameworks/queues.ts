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
  memberName,
  type Node,
  receiverOf,
  unwrap,
} from "../ast.js";
import { lastName } from "../data/chains.js";
import { keptAs, settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const SYSTEMS: Readonly<Record<string, string>> = {
  bull: "bull",
  bullmq: "bullmq",
  "@taskforcesh/bullmq-pro": "bullmq",
  "bee-queue": "bee-queue",
};

const PERFORMS = /^(perform|process|handle|handler|execute|run|call|work|default)$/i;

/** System of a constructor or function that comes from a queue library. */
function systemOf(callee: Node, context: FrameworkContext, ...names: string[]): string | null {
  const origin = context.value(callee);
  if (origin.kind !== "import" || SYSTEMS[origin.source] === undefined) return null;
  const member = origin.members?.at(-1) ?? origin.name;
  const isDefault = member === "default" || member === "*";
  return names.includes(member) || (isDefault && names.includes("default")) ? SYSTEMS[origin.source]! : null;
}

/** The name given, or where it comes from. */
function nameAt(node: Node | undefined, context: FrameworkContext): { name: string | null; nameOrigin?: Origin } {
  if (node === undefined) return { name: null };
  const name = context.string(node);
  return name === null ? { name: null, nameOrigin: context.origin(node) } : { name };
}

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
  if (!/queue$/i.test(name) || first === undefined || context.string(first) === null) return;
  const origin = context.origin(node.callee);
  if (origin.kind === "import" && SYSTEMS[origin.source] !== undefined) return;
  if (origin.kind === "import" || origin.kind === "local") emitQueue("", node, context, origin);
}

interface Handling {
  readonly node: Node;
  readonly names: Set<string>;
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

/** By library, or by name where another file made it; `detect/` drops what is no queue there. */
function isQueue(node: Node, context: FrameworkContext): boolean {
  const value = context.value(node);
  const type = context.declared(node);
  if ([value, type].some((one) => one?.kind === "import" && SYSTEMS[one.source] !== undefined)) return true;
  if (value.kind === "global") return false;
  const name = lastName(context.origin(node)) ?? (node.type === "Identifier" ? node.name : "");
  const own = isMember(node) ? (memberName(node) ?? "") : "";
  return /queue|jobs?$|tasks?$|bull|worker|producer/i.test(`${name} ${own}`);
}

/** The queue as a symbol: `taskQueue().add` -> taskQueue; `this.mail.add` -> the field. */
function queueOrigin(node: Node, context: FrameworkContext): Origin {
  const origin = context.origin(node);
  return origin.kind === "unknown" && node.type === "Identifier" ? { kind: "unknown", name: node.name } : origin;
}

function finishHandling(handling: Handling, node: CallNode | t.NewExpression, context: FrameworkContext): void {
  const isWorker = node.type === "NewExpression";
  const system = isWorker ? "bullmq" : "bull";
  const [first] = node.arguments;
  const last = isWorker ? node.arguments[1] : node.arguments.at(-1);
  const own = !isWorker && node.arguments.length > 1 ? context.string(first) : null;
  const queue = isWorker ? context.string(first) : null;
  const queueFrom = isWorker
    ? first === undefined
      ? null
      : context.origin(first)
    : queueOrigin(receiverOf(node)!, context);
  const names = own !== null ? [own] : [...handling.names];
  for (const name of names.length === 0 ? [null] : names) {
    context.emit({
      kind: "job",
      system,
      name,
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
      if (property.key.type === "Identifier") handling.names.add(property.key.name);
      if (property.key.type === "StringLiteral") handling.names.add(property.key.value);
    }
  } else handling.registry = { origin: registry, method: null };
}

/** `queue.add("name", data)`, Bull's `queue.add(data)`, `queue.addBulk([{ name }])`. */
function readAdd(node: CallNode, method: string, context: FrameworkContext): void {
  const receiver = receiverOf(node)!;
  const value = context.value(receiver);
  // Whether what another file gives is a queue is known once all files are read; what it is called says nothing.
  if (!isQueue(receiver, context) && value.kind !== "import") return;
  const system = value.kind === "import" ? (SYSTEMS[value.source] ?? "") : "";
  const jobs =
    method === "addBulk"
      ? bulkNames(node.arguments[0] as Node | undefined, context)
      : [node.arguments[0] as Node | undefined];
  for (const job of jobs) {
    const { name, nameOrigin } = nameAt(job, context);
    context.emit({
      kind: "enqueue",
      system,
      job: ownClass(node, context) ?? (name === null && nameOrigin?.kind === "param" ? nameOrigin : null),
      jobName: name,
      queue: null,
      queueOrigin: queueOrigin(receiver, context),
      within: context.within,
      line: lineOf(node),
    });
  }
  readRepeat(node, method, context);
}

/** `add({ name: this.constructor.name })`: the class is the job, whichever of its children is meant. */
function ownClass(node: CallNode, context: FrameworkContext): Origin | null {
  const mentions = (value: Node, depth: number): boolean => {
    if (isMember(value) && memberName(value) === "name") {
      const object = unwrap(value.object);
      return object.type === "ThisExpression" || (isMember(object) && memberName(object) === "constructor");
    }
    if (value.type !== "ObjectExpression" || depth > 2) return false;
    return value.properties.some((one) => one.type === "ObjectProperty" && mentions(unwrap(one.value), depth + 1));
  };
  const named = context.className !== "" && node.arguments.some((argument) => mentions(unwrap(argument), 0));
  return named ? { kind: "local", name: context.className } : null;
}

/** Names in `[{ name, data }]`, also where a `map` makes the list. */
function bulkNames(node: Node | undefined, context: FrameworkContext): (Node | undefined)[] {
  const list = node === undefined ? null : context.follow(node);
  const named = (item: Node) => settingOf(item, "name", context) ?? undefined;
  if (list?.type === "ArrayExpression") return list.elements.map((one) => (one ? named(unwrap(one)) : undefined));
  if (list !== null && isCall(list) && calleeName(list) === "map") {
    const build = list.arguments[0];
    if (build && isFunction(build) && build.body.type !== "BlockStatement") return [named(unwrap(build.body))];
  }
  return [undefined];
}

/** `{ repeat: { pattern, every, tz } }`; BullMQ's `upsertJobScheduler(id, { pattern }, { name })`. */
function readRepeat(node: CallNode, method: string, context: FrameworkContext): void {
  const isScheduler = method === "upsertJobScheduler";
  const options = node.arguments.at(-1) as Node | undefined;
  const repeat = isScheduler ? (node.arguments[1] as Node | undefined) : settingOf(options, "repeat", context);
  if (!repeat) return;
  const text = (name: string) => context.literal(settingOf(repeat, name, context));
  const when = text("pattern") ?? text("cron");
  const every = text("every");
  const name = isScheduler
    ? (context.string(settingOf(node.arguments[2], "name", context)) ?? context.string(node.arguments[0]))
    : context.string(node.arguments[0]);
  context.emit({
    kind: "schedule",
    system: "bullmq",
    name: name ?? lastName(queueOrigin(receiverOf(node)!, context)) ?? "repeat",
    when: typeof when === "string" ? when : typeof every === "number" ? `every ${every} ms` : null,
    timezone: context.string(settingOf(repeat, "tz", context)),
    runs: name,
    runsOrigin: null,
    inProcess: false,
    line: lineOf(node),
  });
}

/** `switch (job.name) { case "welcome": ... }` in a processor that a Worker elsewhere is given. */
function readNames(node: t.SwitchStatement, context: FrameworkContext): void {
  const handling = handlingsOf(context).at(-1);
  const subject = unwrap(node.discriminant);
  if (handling === undefined || !isMember(subject) || memberName(subject) !== "name") return;
  for (const one of node.cases) {
    const name = context.string(one.test);
    if (name !== null) handling.names.add(name);
  }
}

function readCall(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node);
  const receiver = receiverOf(node);
  readRegistry(node, context);
  if (systemOf(node.callee, context, "default", "Queue") !== null && receiver === null) {
    emitQueue(systemOf(node.callee, context, "default", "Queue")!, node, context);
  } else if (isProcess(node, context)) handlingsOf(context).push({ node, names: new Set(), registry: null });
  else if (
    receiver !== null &&
    (method === "add" || method === "addBulk" || method === "createJob" || method === "upsertJobScheduler")
  ) {
    if (method === "upsertJobScheduler") readRepeat(node, method, context);
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
        handlingsOf(context).push({ node, names: new Set(), registry: null });
      }
    },
    SwitchStatement: readNames,
  },
  leave: { CallExpression: leaveCall, NewExpression: leaveCall },
});
