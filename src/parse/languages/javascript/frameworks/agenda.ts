/** Reads jobs kept in the app's database: Agenda and pg-boss (and its like). https://github.com/agenda/agenda https://timgit.github.io/pg-boss/ */
import type * as t from "@babel/types";
import type { Origin } from "../../../../model/file-facts.js";
import type { EnqueueFragment } from "../../../../model/fragments.js";
import { type CallNode, calleeName, isCall, isFunction, lineOf, type Node, receiverOf, unwrap } from "../ast.js";
import { lastName } from "../data/chains.js";
import { elsewhere, keptAs, settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const SYSTEMS: Readonly<Record<string, string>> = {
  agenda: "agenda",
  "@hokify/agenda": "agenda",
  "@sealos/agenda": "agenda",
  agendash: "agenda",
  "pg-boss": "pg-boss",
  "graphile-worker": "graphile-worker",
};

/** Which library keeps the jobs; with `origin` another file says. */
interface Store {
  readonly system: string;
  readonly origin?: Origin;
}

/** Library of the object, by its import, its declared type, the name it goes by, or the file that made it. */
function storeOf(receiver: Node, context: FrameworkContext): Store | null {
  const value = context.value(receiver);
  for (const one of [value, context.declared(receiver)]) {
    const system = one?.kind === "import" ? SYSTEMS[one.source] : undefined;
    if (system !== undefined) return { system };
  }
  const names = [lastName(context.origin(receiver)) ?? "", receiver.type === "Identifier" ? receiver.name : ""];
  if (names.some((name) => /^_?agenda$/i.test(name))) return { system: "agenda" };
  if (names.some((name) => /^(pg_?boss|boss)$/i.test(name))) return { system: "pg-boss" };
  const own = value.kind === "import" ? /^[.~@#/]/.test(value.source) : value.kind === "param" && isPlain(value);
  return own ? { system: "", origin: value } : null;
}

const isPlain = (origin: Origin): boolean => "members" in origin && origin.members === undefined;

const DEFINES = /^(define|work|subscribe|fetch)$/;
const ENQUEUES = /^(now|schedule|create|send|publish|sendOnce|sendAfter|sendSingleton|insert|addJob)$/;

function readCall(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node);
  const receiver = receiverOf(node);
  if (method === null || receiver === null) return;
  if (method === "repeatEvery") readRepeat(node, receiver, context);
  if (!(DEFINES.test(method) || ENQUEUES.test(method) || method === "every")) return;
  const store = storeOf(receiver, context);
  if (store === null || (store.origin?.kind === "param" && !isDefinition(node, method))) return;
  if (DEFINES.test(method)) readDefinition(node, store, context);
  else if (method === "every" || (store.system !== "agenda" && method === "schedule"))
    readSchedule(node, method, store, context);
  else readEnqueue(node, method, store, context);
}

/** `scheduler.define("name", handler)`: what a function is handed is asked in words that only Agenda has. */
const isDefinition = (node: CallNode, method: string): boolean =>
  method === "define" &&
  node.arguments.length > 1 &&
  !/^(ObjectExpression|ArrayExpression)$/.test(node.arguments.at(-1)!.type);

/** A name written here or in another file, or in settings: `{ name }`. */
function namedBy(node: Node | undefined, context: FrameworkContext): Node | null {
  if (node === undefined || isFunction(node)) return null;
  return context.follow(node).type === "ObjectExpression" ? settingOf(node, "name", context) : node;
}

const asked = ({ origin }: Store): { readonly queueOrigin?: Origin } =>
  origin === undefined ? {} : { queueOrigin: origin };

function readDefinition(node: CallNode, store: Store, context: FrameworkContext): void {
  const named = namedBy(node.arguments[0], context);
  const handler = node.arguments.at(-1);
  if (named === null || handler === undefined || node.arguments.length < 2) return;
  const name = context.string(named);
  const elsewhereNamed = elsewhere("nameOrigin", named, context);
  if (name === null && store.system === "") return;
  const origin = context.origin(handler);
  const handlerOrigin = origin.kind === "unknown" || origin.kind === "global" ? null : origin;
  if (name === null && elsewhereNamed.nameOrigin === undefined)
    context.diagnose("job-name-unread", "A job is defined here under a name that could not be read", node);
  else
    context.emit({
      kind: "job",
      system: store.system,
      name,
      ...elsewhereNamed,
      queue: null,
      ...asked(store),
      handlerOrigin,
      line: lineOf(node),
    });
}

/** `agenda.every("5 minutes", "name")`, `boss.schedule("name", "0 * * * *")`. */
function readSchedule(node: CallNode, method: string, store: Store, context: FrameworkContext): void {
  const [first, second] = node.arguments.map(unwrap);
  // Agenda's `schedule` names a moment, pg-boss's a rhythm: where the library is open, the rhythm tells.
  const rhythm = context.string(second) ?? "";
  if (method === "schedule" && store.system === "" && !/^(\S+\s+){4,5}\S+$/.test(rhythm)) {
    readEnqueue(node, method, store, context);
    return;
  }
  const [when, names] = method === "every" ? [first, second] : [second, first];
  const options = node.arguments.at(-1);
  const zone = settingOf(options, "timezone", context) ?? settingOf(options, "tz", context);
  for (const name of elementsOf(names, context)) emitSchedule(node, name, when, zone, store, context);
}

/** One name, or each of a list. */
function elementsOf(node: Node | undefined, context: FrameworkContext): readonly Node[] {
  const list = node === undefined ? null : context.follow(node);
  if (list?.type !== "ArrayExpression") return node === undefined ? [] : [node];
  return list.elements.flatMap((one) => (one === null || one.type === "SpreadElement" ? [] : [unwrap(one)]));
}

function emitSchedule(
  node: CallNode,
  named: Node,
  when: Node | undefined,
  zone: Node | null,
  store: Store,
  context: FrameworkContext,
): void {
  const name = context.string(named);
  const nameOrigin = elsewhere("nameOrigin", named, context);
  if (name === null && nameOrigin.nameOrigin === undefined) return;
  const written = context.literal(when);
  context.emit({
    kind: "schedule",
    system: store.system,
    name: name ?? lastName(nameOrigin.nameOrigin ?? null) ?? "",
    ...nameOrigin,
    when: typeof written === "string" ? written : typeof written === "number" ? `every ${written} ms` : null,
    ...elsewhere("whenOrigin", when, context),
    timezone: context.string(zone),
    ...elsewhere("timezoneOrigin", zone, context),
    ...(store.origin === undefined ? {} : { storeOrigin: store.origin }),
    runs: name,
    runsOrigin: null,
    inProcess: false,
    line: lineOf(node),
  });
  emitEnqueue(node, named, store, context);
}

/** `agenda.create("name").repeatEvery("1 week", { timezone })`, also through a variable. */
function readRepeat(node: CallNode, receiver: Node, context: FrameworkContext): void {
  let at: Node | null = context.follow(receiver);
  while (isCall(at) && calleeName(at) !== "create")
    at = receiverOf(at) === null ? null : context.follow(receiverOf(at)!);
  const made = isCall(at) ? receiverOf(at) : null;
  const store = made === null ? null : storeOf(made, context);
  if (!isCall(at) || store === null || at.arguments[0] === undefined) return;
  const zone = settingOf(node.arguments[1], "timezone", context);
  emitSchedule(node, unwrap(at.arguments[0]), node.arguments[0], zone, store, context);
}

function readEnqueue(node: CallNode, method: string, store: Store, context: FrameworkContext): void {
  const at = method === "schedule" && store.system !== "pg-boss" ? 1 : 0;
  const first = node.arguments[at] === undefined ? undefined : unwrap(node.arguments[at]);
  for (const one of elementsOf(first, context)) {
    const named = namedBy(one, context);
    if (named !== null) emitEnqueue(node, named, store, context);
  }
}

function emitEnqueue(node: CallNode, named: Node, store: Store, context: FrameworkContext): void {
  const jobName = context.string(named);
  const origin = elsewhere("jobNameOrigin", named, context);
  if (jobName === null && origin.jobNameOrigin === undefined) return;
  const place: Pick<EnqueueFragment, "within" | "line"> = { within: context.within, line: lineOf(node) };
  context.emit({
    kind: "enqueue",
    system: store.system,
    job: null,
    jobName,
    ...origin,
    queue: null,
    ...asked(store),
    ...place,
  });
}

/** `module.exports = new PgBoss(url)`, or a function that gives one. */
function readStore(node: t.NewExpression, context: FrameworkContext): void {
  const value = context.value(node.callee);
  const system = value.kind === "import" ? SYSTEMS[value.source] : undefined;
  if (system === undefined) return;
  context.emit({ kind: "job-store", system, origin: keptAs(context, "="), line: lineOf(node) });
  if (context.owner !== "")
    context.emit({ kind: "job-store", system, origin: { kind: "local", name: context.owner }, line: lineOf(node) });
}

export const agenda = defineFramework({
  id: "agenda",
  visit: { CallExpression: readCall, NewExpression: readStore },
});
