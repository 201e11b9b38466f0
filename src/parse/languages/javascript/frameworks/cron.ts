/** Reads schedules that run inside a process: node-cron, cron, croner, node-schedule, bree, toad-scheduler. */
import type * as t from "@babel/types";
import type { Origin } from "../../../../model/file-facts.js";
import { type CallNode, calleeName, isCall, isFunction, lineOf, type Node, receiverOf, unwrap } from "../ast.js";
import { lastName } from "../data/chains.js";
import { elsewhere, settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

/** Library -> members that take (when, what). */
const TAKES: Readonly<Record<string, RegExp>> = {
  "node-cron": /^schedule$/,
  cron: /^(CronJob|job|from)$/,
  croner: /^(default|Cron|\*)$/,
  "node-schedule": /^(scheduleJob)$/,
  "cron-cluster": /^CronJob$/,
  "@breejs/later": /^setInterval$/,
  fastcron: /^schedule$/,
};

function libraryOf(callee: Node, context: FrameworkContext): string | null {
  const origin = context.value(callee);
  if (origin.kind !== "import" || TAKES[origin.source] === undefined) return null;
  const members = (origin.members ?? []).filter((one) => one !== "()");
  return TAKES[origin.source]!.test(members.at(-1) ?? origin.name) ? origin.source : null;
}

const isWhen = (value: unknown): value is string => typeof value === "string" && /[\s*@]/.test(value.trim());

interface Runs {
  readonly runs: string | null;
  readonly runsOrigin: Origin | null;
  /** The job that it only puts on a queue. */
  readonly job?: string | null;
}

/** What it runs as text, and as a symbol. */
function runsOf(node: Node | undefined, context: FrameworkContext): Runs {
  if (node === undefined) return { runs: null, runsOrigin: null };
  if (isFunction(node)) return innerCall(node, context);
  const origin = context.origin(node);
  if (origin.kind === "unknown" || origin.kind === "global") return { runs: null, runsOrigin: null };
  return { runs: lastName(origin), runsOrigin: origin };
}

/** `() => settle()`: the one thing that the function calls. */
function innerCall(node: Node, context: FrameworkContext): Runs {
  if (!isFunction(node)) return { runs: null, runsOrigin: null };
  const body = node.body.type === "BlockStatement" ? onlyExpression(node.body) : unwrap(node.body);
  if (body === null || !isCall(body)) return { runs: null, runsOrigin: null };
  const origin = context.origin(body.callee);
  const receiver = receiverOf(body);
  const own = calleeName(body) ?? "";
  const first = context.string(body.arguments[0]);
  const holder = receiver === null ? "" : `${lastName(context.origin(receiver)) ?? ""}.`;
  const runs = first !== null && own === "add" ? `${holder}add(${first})` : `${holder}${own}`;
  const job = own === "add" ? first : null;
  return { runs, runsOrigin: origin.kind === "unknown" || origin.kind === "global" ? null : origin, job };
}

function onlyExpression(body: t.BlockStatement): Node | null {
  const calls = body.body.filter((one) => one.type === "ExpressionStatement");
  return calls.length === 1 && calls[0]?.type === "ExpressionStatement" ? unwrap(calls[0].expression) : null;
}

function readSchedule(node: CallNode | t.NewExpression, library: string, context: FrameworkContext): void {
  const args = node.arguments.map(unwrap);
  const options = args.find((one) => one.type === "ObjectExpression");
  const literals = args.map((argument) => context.literal(argument));
  const given = library === "node-schedule" && args.length > 2 ? context.string(args[0]) : null;
  const when = literals.find(isWhen) ?? context.string(settingOf(options, "cronTime", context));
  const timed = settingOf(options, "cronTime", context) ?? args[given === null ? 0 : 1];
  const handler =
    args.find((one) => isFunction(context.follow(one))) ?? settingOf(options, "onTick", context) ?? args[1];
  const zoned = ["timezone", "timeZone", "tz"]
    .map((key) => settingOf(options, key, context))
    .find((one) => one !== null);
  const { runs, runsOrigin, job } = runsOf(handler ?? undefined, context);
  const zone = library === "cron" ? (context.string(args[4]) ?? null) : null;
  context.emit({
    kind: "schedule",
    system: library,
    name: given ?? context.string(settingOf(options, "name", context)) ?? job ?? runs ?? `${library}@${lineOf(node)}`,
    when: when ?? null,
    ...(when === undefined || when === null ? elsewhere("whenOrigin", timed, context) : {}),
    timezone: context.string(zoned) ?? zone,
    ...elsewhere("timezoneOrigin", zoned, context),
    runs,
    runsOrigin,
    inProcess: true,
    line: lineOf(node),
  });
}

export const cron = defineFramework({
  id: "cron",
  visit: {
    CallExpression(node, context) {
      const library = libraryOf(node.callee, context);
      if (library !== null && library !== "croner") readSchedule(node, library, context);
      else if (library === "croner" && receiverOf(node) === null) readSchedule(node, library, context);
    },
    NewExpression(node, context) {
      const library = libraryOf(node.callee, context);
      if (library !== null) readSchedule(node, library, context);
    },
  },
});
