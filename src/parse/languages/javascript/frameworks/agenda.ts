/** Reads jobs kept in the app's database: Agenda and pg-boss (and its like). https://github.com/agenda/agenda https://timgit.github.io/pg-boss/ */
import { type CallNode, calleeName, lineOf, type Node, receiverOf } from "../ast.js";
import { lastName } from "../data/chains.js";
import { settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

/** Library of the object, by its import or by the name it goes by. */
function systemOf(receiver: Node, context: FrameworkContext): string | null {
  const value = context.value(receiver);
  const source = value.kind === "import" ? value.source : "";
  if (/^(agenda|@hokify\/agenda|agendash|@sealos\/agenda)$/.test(source)) return "agenda";
  if (source === "pg-boss") return "pg-boss";
  if (source === "graphile-worker") return "graphile-worker";
  const names = [lastName(context.origin(receiver)) ?? "", receiver.type === "Identifier" ? receiver.name : ""];
  if (names.some((name) => /^_?agenda$/i.test(name))) return "agenda";
  return names.some((name) => /^(pg_?boss|boss)$/i.test(name)) ? "pg-boss" : null;
}

const DEFINES = /^(define|work|subscribe|fetch)$/;
const ENQUEUES = /^(now|schedule|create|send|publish|sendOnce|sendAfter|sendSingleton|insert|addJob)$/;

function readCall(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node);
  const receiver = receiverOf(node);
  if (method === null || receiver === null || !(DEFINES.test(method) || ENQUEUES.test(method) || method === "every"))
    return;
  const system = systemOf(receiver, context);
  if (system === null) return;
  if (DEFINES.test(method)) readDefinition(node, system, context);
  else if (method === "every" || (system === "pg-boss" && method === "schedule")) readSchedule(node, system, context);
  else readEnqueue(node, method, system, context);
}

function readDefinition(node: CallNode, system: string, context: FrameworkContext): void {
  const name = context.string(node.arguments[0]) ?? context.string(settingOf(node.arguments[0], "name", context));
  const handler = node.arguments.at(-1) as Node | undefined;
  if (name === null || handler === undefined || node.arguments.length < 2) return;
  const origin = context.origin(handler);
  const handlerOrigin = origin.kind === "unknown" || origin.kind === "global" ? null : origin;
  context.emit({ kind: "job", system, name, queue: null, handlerOrigin, line: lineOf(node) });
}

/** `agenda.every("5 minutes", "name")`, `boss.schedule("name", "0 * * * *")`. */
function readSchedule(node: CallNode, system: string, context: FrameworkContext): void {
  const [first, second] = [context.literal(node.arguments[0]), context.literal(node.arguments[1])];
  const [when, name] = system === "agenda" ? [first, second] : [second, first];
  for (const one of Array.isArray(name) ? name : [name]) {
    if (typeof one !== "string") continue;
    const options = node.arguments.at(-1);
    const timezone =
      context.string(settingOf(options, "timezone", context)) ?? context.string(settingOf(options, "tz", context));
    const text = typeof when === "string" ? when : typeof when === "number" ? `every ${when} ms` : null;
    const base = { kind: "schedule", system, runs: one, runsOrigin: null, inProcess: false } as const;
    context.emit({ ...base, name: one, when: text, timezone, line: lineOf(node) });
    emitEnqueue(node, one, system, context);
  }
}

function readEnqueue(node: CallNode, method: string, system: string, context: FrameworkContext): void {
  const at = system === "agenda" && method === "schedule" ? 1 : 0;
  const names = context.literal(node.arguments[at]) ?? context.literal(settingOf(node.arguments[0], "name", context));
  for (const name of Array.isArray(names) ? names : [names])
    if (typeof name === "string") emitEnqueue(node, name, system, context);
}

function emitEnqueue(node: CallNode, jobName: string, system: string, context: FrameworkContext): void {
  context.emit({
    kind: "enqueue",
    system,
    job: null,
    jobName,
    queue: null,
    within: context.within,
    line: lineOf(node),
  });
}

export const agenda = defineFramework({ id: "agenda", visit: { CallExpression: readCall } });
