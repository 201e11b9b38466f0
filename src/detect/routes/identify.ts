/** Turns composed routes into Routes with unique, stable ids; the same route stated twice becomes one with both places. */
import type { Route, RouteDetail } from "../../model/app-model.js";
import type { Evidence } from "../../model/evidence.js";
import { byKeys } from "../../text/order.js";
import type { ComposedRoute } from "./row.js";

const place = (evidence: readonly Evidence[]): string =>
  `${evidence[0]?.path ?? ""} ${String(evidence[0]?.line ?? 0).padStart(7, "0")}`;

export function identifyRoutes(rows: readonly ComposedRoute[]): {
  readonly routes: readonly Route[];
  readonly details: readonly RouteDetail[];
} {
  const merged = mergeSame(rows);
  const counts = new Map<string, number>();
  for (const row of merged) counts.set(shortId(row), (counts.get(shortId(row)) ?? 0) + 1);
  const seen = new Map<string, number>();
  const identified = merged.map((row) => {
    const short = shortId(row);
    const long = counts.get(short) === 1 ? short : `${short} ${row.handler ?? "-"}`;
    const times = (seen.get(long) ?? 0) + 1;
    seen.set(long, times);
    return { row, id: times === 1 ? long : `${long} #${times}` };
  });
  identified.sort(byKeys((one) => one.id));
  return {
    routes: identified.map(({ row: { detail: _detail, ...route }, id }) => ({ id, ...route })),
    details: identified.map(({ row, id }) => ({ id, ...row.detail })),
  };
}

const shortId = (row: ComposedRoute): string => `${row.method} ${row.host ?? ""}${row.path}`;

function mergeSame(rows: readonly ComposedRoute[]): readonly ComposedRoute[] {
  const merged = new Map<string, ComposedRoute>();
  const ordered = [...rows].sort(
    byKeys(
      shortId,
      (row) => place(row.evidence),
      (row) => row.handler ?? "",
    ),
  );
  for (const row of ordered) {
    const key = [shortId(row), row.handler ?? "", ...row.constraints].join("\n");
    const known = merged.get(key);
    if (known === undefined) merged.set(key, row);
    else if (!known.evidence.some((one) => place([one]) === place(row.evidence))) {
      merged.set(key, { ...known, evidence: [...known.evidence, ...row.evidence] });
    }
  }
  return [...merged.values()];
}
