/** Turns tables, foreign keys and transactions into edges between nodes and tables. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph, TableEdge } from "../model/code-graph.js";
import { byKeys } from "../text/order.js";

type Index = ReadonlyMap<string, number>;

export function linkTables(app: AppModel, index: Index): readonly TableEdge[] {
  const merged = new Map<string, { -readonly [key in keyof TableEdge]: TableEdge[key] }>();
  for (const { name: table, access } of app.tables)
    for (const { path, mode, via, line } of access) {
      const node = index.get(path);
      if (node === undefined) continue;
      const key = `${node}\0${table}\0${mode}`;
      const known = merged.get(key);
      if (known === undefined) merged.set(key, { node, table, mode, count: 1, line, via });
      else known.count++;
    }
  return [...merged.values()].sort(
    byKeys(
      ({ node }) => node,
      ({ table }) => table,
      ({ mode }) => mode,
    ),
  );
}

export function linkForeignKeys(app: AppModel): CodeGraph["foreignKeys"] {
  const keys = app.tables.flatMap(({ name, foreignKeys, evidence }) =>
    foreignKeys.map(({ to, enforced, evidence: own }) => {
      const { path = "", line = 1 } = own[0] ?? evidence[0] ?? {};
      return { from: name, to, enforced, path, line };
    }),
  );
  return keys.sort(
    byKeys(
      ({ from }) => from,
      ({ to }) => to,
      ({ path }) => path,
      ({ line }) => line,
    ),
  );
}

export function linkTransactions(app: AppModel, index: Index): CodeGraph["transactions"] {
  return app.transactions
    .map(({ id, writes, evidence }) => ({ id, node: index.get(evidence[0]?.path ?? "") ?? -1, tables: writes }))
    .filter(({ node }) => node >= 0)
    .sort(byKeys(({ id }) => id));
}
