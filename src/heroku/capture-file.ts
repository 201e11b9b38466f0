/** Prints a snapshot and the traffic of its log as `capture.json`, and reads the traffic of a capture back. */
import type { HerokuSnapshot } from "../model/snapshot.js";
import type { RouteTraffic, Traffic } from "../model/traffic.js";
import { type DataNode, field, textOf } from "../text/data-node.js";
import { parseJson } from "../text/json.js";
import { byKeys, byText } from "../text/order.js";
import { parseLogs } from "./logs.js";
import { redactCommand } from "./redact-command.js";

export const CAPTURE_SCHEMA = "valueline/capture/1";

export function printCapture(snapshot: HerokuSnapshot, log: string): string {
  const formation = snapshot.formation.map((entry) => ({ ...entry, command: redactCommand(entry.command) }));
  const traffic = parseLogs(log);
  return `${JSON.stringify({ schema: CAPTURE_SCHEMA, ...snapshot, formation, traffic }, null, 2)}\n`;
}

/** `files`: a capture folder; the traffic of capture.json, else of saved router logs. */
export function readTraffic(files: ReadonlyMap<string, string>): Traffic {
  const names = [...files.keys()].sort(byText);
  for (const name of names.filter((one) => one.endsWith(".json"))) {
    const { root } = parseJson(files.get(name) ?? "");
    const own = textOf(field(root, "schema")) === CAPTURE_SCHEMA ? field(root, "traffic") : null;
    if (own !== null) return toTraffic(own);
  }
  return parseLogs(
    names
      .filter((one) => !one.endsWith(".json"))
      .map((one) => files.get(one))
      .join("\n"),
  );
}

function toTraffic(node: DataNode): Traffic {
  const routes = (field(node, "routes")?.items ?? []).map(toRoute);
  return {
    routes: routes.sort(
      byKeys(
        ({ path }) => path,
        ({ method }) => method,
      ),
    ),
    memory: numbers(field(node, "memory")),
  };
}

const toRoute = (item: DataNode): RouteTraffic => ({
  method: textOf(field(item, "method")) ?? "",
  path: textOf(field(item, "path")) ?? "",
  count: numberOf(field(item, "count")),
  p50: numberOf(field(item, "p50")),
  p95: numberOf(field(item, "p95")),
  errors: numbers(field(item, "errors")),
});

const numberOf = (node: DataNode | null): number => (typeof node?.scalar === "number" ? node.scalar : 0);

const numbers = (node: DataNode | null): Readonly<Record<string, number>> =>
  Object.fromEntries((node?.entries ?? []).map(({ key, value }) => [key, numberOf(value)]));
