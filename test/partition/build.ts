/** Builds small graphs and apps for the tests of the partition. */
import type { AppModel } from "../../src/model/app-model.js";
import type { CodeGraph, GraphEdge, GraphNode } from "../../src/model/code-graph.js";
import type { Commit, History } from "../../src/model/history.js";
import { createRandom } from "../../src/partition/random.js";

export const node = (path: string, more: Partial<GraphNode> = {}): GraphNode => ({
  path,
  lines: 50,
  complexity: 5,
  routes: [],
  jobs: [],
  ownedTables: [],
  names: [],
  words: {},
  ...more,
});

export const edge = (from: number, to: number, count = 1): GraphEdge => ({
  from,
  to,
  kind: "call",
  count,
  symbol: "run",
  line: 3,
});

export const graphOf = (
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  more: Partial<CodeGraph> = {},
): CodeGraph => ({
  nodes,
  edges,
  tables: [],
  foreignKeys: [],
  transactions: [],
  processes: [],
  ...more,
});

export const NO_HISTORY: History = { head: null, now: 0, commits: [], depth: "none", note: null };

export const historyOf = (commits: readonly Commit[]): History => ({
  head: "abc",
  now: Math.max(0, ...commits.map(({ time }) => time)),
  commits,
  depth: "full",
  note: null,
});

export const appOf = (more: Partial<AppModel> = {}): AppModel => ({
  name: "app",
  languages: [],
  frameworks: [],
  heroku: {
    name: null,
    sources: ["Procfile"],
    stack: null,
    buildpacks: [],
    processes: [],
    addons: [],
    configVars: [],
    environments: [],
    domains: [],
    scripts: [],
    cost: null,
    schedules: [],
    diagnostics: [],
  },
  configVars: [],
  routes: [],
  routeDetails: [],
  models: [],
  tables: [],
  transactions: [],
  jobs: [],
  messages: [],
  schedules: [],
  integrations: [],
  frontends: [],
  declared: [],
  roles: [],
  locked: {},
  diagnostics: [],
  ...more,
});

/** `groups` clusters of `size` files; files call inside their cluster, seldom outside. Sorted by path. */
export function clusters(
  groups: readonly string[],
  size: number,
  folder = (group: string): string => group,
): CodeGraph {
  const random = createRandom(42);
  const nodes = groups
    .flatMap((group) =>
      Array.from({ length: size }, (_, i) =>
        node(`${folder(group)}/${group}-part${i}.js`, {
          lines: 40 + ((i * 7 + group.length * 3) % 31),
          complexity: i,
          words: { [group]: 5, [`${group}detail${i % 3}`]: 2 },
          routes: i === 0 ? [`GET /${group}`] : [],
          ownedTables: i === 1 ? [`${group}s`] : [],
        }),
      ),
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const groupOf = nodes.map(({ path }) => path.slice(path.lastIndexOf("/") + 1).split("-")[0]!);
  const edges: GraphEdge[] = [];
  nodes.forEach((_, from) => {
    for (let n = 0; n < 4; n++) {
      const inside = nodes.flatMap((_, to) => (to !== from && groupOf[to] === groupOf[from] ? [to] : []));
      const to =
        n === 3 && from % 5 === 0 ? Math.floor(random() * nodes.length) : inside[Math.floor(random() * inside.length)]!;
      if (to !== from) edges.push(edge(from, to, 1 + n));
    }
  });
  return graphOf(
    nodes,
    edges.sort((a, b) => a.from - b.from || a.to - b.to || a.count - b.count),
  );
}
