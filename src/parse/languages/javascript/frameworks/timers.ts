/** Reads `setInterval` where it does work in the process: the schedules nobody wrote down. */
import { type CallNode, calleeName, isCall, isFunction, lineOf, type Node } from "../ast.js";
import { lastName } from "../data/chains.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

/** Shorter ones are polling, animation and heartbeats. */
const SHORTEST_MS = 10_000;
const BROWSER = /\.(jsx|tsx)$|(^|\/)(public|static|assets|client|frontend|components|hooks|webapp|browser|www)\//;
const TEST = /(^|\/)(tests?|__tests__|spec)\/|\.(test|spec)\.[cm]?[jt]s$/;

function readTimer(node: CallNode, context: FrameworkContext): void {
  const callee = context.origin(node.callee);
  if (callee.kind !== "global" || callee.name !== "setInterval") return;
  if (BROWSER.test(context.path) || TEST.test(context.path) || context.ancestors.some(isBrowserHook)) return;
  const period = context.literal(node.arguments[1]);
  if (typeof period === "number" && period < SHORTEST_MS) return;
  const handler = node.arguments[0] as Node | undefined;
  if (handler === undefined || (isFunction(handler) && keepsHouse(handler))) return;
  const origin = isFunction(handler) ? null : context.origin(handler);
  const named = origin === null || origin.kind === "unknown" || origin.kind === "global" ? null : origin;
  context.emit({
    kind: "schedule",
    system: "setInterval",
    name: (named === null ? null : lastName(named)) ?? (context.within || `setInterval@${lineOf(node)}`),
    when: typeof period === "number" ? `every ${period} ms` : null,
    timezone: null,
    runs: named === null ? null : lastName(named),
    runsOrigin: named,
    inProcess: true,
    line: lineOf(node),
  });
}

/** What a process does to its own memory, its log and its gauges: each may do so as often as it likes. */
const HOUSEKEEPING =
  /^(delete|clear|has|keys|values|entries|forEach|filter|map|slice|now|floor|round|min|max|log|debug|info|warn|error|trace|memoryUsage|cpuUsage|uptime|hrtime|gc|gauge|observe|setGauge|clearInterval|clearTimeout|from|toFixed|toISOString|getTime|String|Number)$/;

/** A callback that waits for nothing and calls nothing else. */
const keepsHouse = (node: Node): boolean => {
  if (node.type === "AwaitExpression" || (isFunction(node) && node.async === true)) return false;
  if (isCall(node) && !HOUSEKEEPING.test(calleeName(node) ?? "?")) return false;
  return Object.values(node)
    .flat()
    .every((child) => !isNode(child) || keepsHouse(child));
};

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && "loc" in value;

const isBrowserHook = (node: Node): boolean =>
  node.type === "CallExpression" && /^use[A-Z]/.test(calleeName(node) ?? "");

export const timers = defineFramework({ id: "timers", visit: { CallExpression: readTimer } });
