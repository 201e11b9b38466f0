/** Turns router lines and runtime metrics of Heroku's log into Traffic: counts, times and memory, no line of it. */
import type { RouteTraffic, Traffic } from "../model/traffic.js";
import { byKeys, round6 } from "../text/order.js";
import { isSecretValue } from "../text/secrets.js";

interface Samples {
  readonly method: string;
  readonly path: string;
  readonly service: number[];
  readonly errors: Map<string, number>;
}

export function parseLogs(text: string): Traffic {
  const routes = new Map<string, Samples>();
  const memory = new Map<string, number>();
  for (const line of text.split(/\r?\n/)) {
    if (/\bheroku\[router\]/.test(line)) addRequest(readFields(line), routes);
    else if (line.includes("sample#memory_total=")) addMemory(readFields(line), memory);
  }
  return {
    routes: [...routes.values()].map(toRoute).sort(
      byKeys(
        ({ path }) => path,
        ({ method }) => method,
      ),
    ),
    memory: Object.fromEntries([...memory].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** `key=value` and `key="value with spaces"`; values may be empty, and new keys may follow. */
function readFields(line: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [, key, quoted, plain] of line.matchAll(/([\w#.]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g)) {
    if (!fields.has(key!)) fields.set(key!, quoted ?? plain ?? "");
  }
  return fields;
}

function addRequest(fields: ReadonlyMap<string, string>, routes: Map<string, Samples>): void {
  const method = fields.get("method");
  const path = fields.get("path");
  if (!method || path === undefined) return;
  const shape = shapeOf(path);
  const key = `${method} ${shape}`;
  const samples = routes.get(key) ?? { method, path: shape, service: [], errors: new Map<string, number>() };
  routes.set(key, samples);
  const service = Number.parseInt(fields.get("service") ?? "", 10);
  if (Number.isFinite(service)) samples.service.push(service);
  const error = fields.get("at") === "error" ? fields.get("code") : undefined;
  const status = Number(fields.get("status"));
  const name = error || (status >= 500 ? String(status) : null);
  if (name) samples.errors.set(name, (samples.errors.get(name) ?? 0) + 1);
}

/** The path without its query, ids and anything that may name a person or open a door. */
function shapeOf(path: string): string {
  const plain = path.split(/[?#]/, 1)[0]!;
  return plain
    .split("/")
    .map((segment) => (isPersonal(segment) ? ":id" : segment))
    .join("/");
}

function isPersonal(segment: string): boolean {
  if (segment === "") return false;
  if (/^\d+$/.test(segment) || /^[0-9a-f]{8,}$/i.test(segment) || /^[0-9a-f]{8}-[0-9a-f-]{20,}$/i.test(segment))
    return true;
  if (segment.includes("@") || segment.includes("%40") || segment.length > 40) return true;
  return isSecretValue(segment) || (/\d/.test(segment) && /^[\w-]{16,}$/.test(segment));
}

/** `sample#memory_total=21.22MB`, peak by process type. */
function addMemory(fields: ReadonlyMap<string, string>, memory: Map<string, number>): void {
  const type = fields.get("source")?.split(".")[0];
  const total = Number.parseFloat(fields.get("sample#memory_total") ?? "");
  if (type && Number.isFinite(total)) memory.set(type, Math.max(memory.get(type) ?? 0, round6(total)));
}

function toRoute({ method, path, service, errors }: Samples): RouteTraffic {
  const sorted = [...service].sort((a, b) => a - b);
  return {
    method,
    path,
    count: Math.max(
      sorted.length,
      [...errors.values()].reduce((sum, count) => sum + count, 0),
    ),
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    errors: Object.fromEntries([...errors].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Nearest rank; 0 without samples. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
