/** Turns tables into what holds files together: who owns, writes and reads them, foreign keys, transactions. */
import { damp, type View } from "./view.js";

const TIES = { owned: 3, write: 2, read: 1, enforced: 2, associated: 1.2, transaction: 1.5 };

export const readData: View = ({ graph, space }, edges) => {
  const holders = countHolders(graph.tables.map(({ node, table }) => [table, node]));
  const targets = countHolders(graph.foreignKeys.map(({ from, to }) => [to, from]));
  for (const { node, table, mode, count } of graph.tables)
    edges.add(
      space.vertexOf[node]!,
      space.table(table),
      TIES[mode] * (1 + Math.log(count)) * damp(holders.get(table) ?? 1),
    );
  graph.nodes.forEach(({ ownedTables }, node) => {
    for (const table of ownedTables) edges.add(space.vertexOf[node]!, space.table(table), TIES.owned);
  });
  for (const { from, to, enforced } of graph.foreignKeys)
    edges.add(
      space.table(from),
      space.table(to),
      (enforced ? TIES.enforced : TIES.associated) * damp(targets.get(to) ?? 1),
    );
  for (const { tables } of graph.transactions)
    tables.forEach((a, at) => {
      for (const b of tables.slice(at + 1))
        edges.add(space.table(a), space.table(b), TIES.transaction / (tables.length - 1));
    });
};

function countHolders<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, number> {
  const holders = new Map<string, Set<T>>();
  for (const [key, holder] of pairs) holders.set(key, (holders.get(key) ?? new Set()).add(holder));
  return new Map([...holders].map(([key, set]) => [key, set.size]));
}
