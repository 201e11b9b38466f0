/** Cuts a repo's graph down to some of its files: the published protocol partitions the labelled application alone. */

/** @param {{graph: any}} repo @param {(path: string) => boolean} keep */
export function restrict(repo, keep) {
  const { graph } = repo;
  const numbers = new Map();
  const nodes = graph.nodes.filter(({ path }, at) => {
    if (keep(path)) numbers.set(at, numbers.size);
    return keep(path);
  });
  const tables = graph.tables
    .filter(({ node }) => numbers.has(node))
    .map((one) => ({ ...one, node: numbers.get(one.node) }));
  const touched = new Set([...tables.map(({ table }) => table), ...nodes.flatMap(({ ownedTables }) => ownedTables)]);
  return {
    ...repo,
    graph: {
      nodes,
      edges: graph.edges
        .filter(({ from, to }) => numbers.has(from) && numbers.has(to))
        .map((one) => ({ ...one, from: numbers.get(one.from), to: numbers.get(one.to) })),
      tables,
      foreignKeys: graph.foreignKeys.filter(({ from, to }) => touched.has(from) && touched.has(to)),
      transactions: graph.transactions
        .filter(({ node }) => numbers.has(node))
        .map((one) => ({ ...one, node: numbers.get(one.node) })),
      processes: graph.processes.map((one) => ({
        ...one,
        entry: numbers.get(one.entry) ?? -1,
        reaches: one.reaches.flatMap((node) => numbers.get(node) ?? []),
      })),
    },
  };
}
