/** Turns homes of files and tables into the cuts between them: what would break there, how often, and the remedy. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph, EdgeKind } from "../model/code-graph.js";
import type { Evidence } from "../model/evidence.js";
import type { Cut, CutKind, Remedy } from "../model/proposal.js";
import { byKeys } from "../text/order.js";
import { type EdgeRows, rowEdges } from "./edge-rows.js";
import type { Homes } from "./homes.js";
import { sessionCuts } from "./session.js";

/** Cuts by "from", "to" and kind, while they are counted. */
interface Tally {
  readonly from: string;
  readonly to: string;
  readonly kind: CutKind;
  count: number;
  writes: number;
  readonly evidence: Evidence[];
}

const EVIDENCE = 5;
/** Types vanish at run time; routes are re-declared in front; a base class is code that goes along, nobody calls it over a network. */
const SILENT: ReadonlySet<EdgeKind> = new Set(["type", "route", "association", "enqueue", "extends"]);
const MENTIONS: ReadonlySet<EdgeKind> = new Set(["use", "import"]);
const PASSIVE: ReadonlySet<EdgeKind> = new Set([...SILENT, ...MENTIONS]);

export function findCuts(graph: CodeGraph, app: AppModel, homes: Homes): readonly Cut[] {
  const tallies = new Map<string, Tally>();
  const add: AddCut = (from, to, kind, count, evidence, writes = 0) => {
    if (from === null || to === null || from === to) return;
    const key = `${from}\0${to}\0${kind}`;
    let tally = tallies.get(key);
    if (tally === undefined) {
      tally = { from, to, kind, count: 0, writes: 0, evidence: [] };
      tallies.set(key, tally);
    }
    tally.count += count;
    tally.writes += writes;
    if (tally.evidence.length < EVIDENCE) tally.evidence.push(evidence);
  };
  addCalls(graph, homes, add);
  addTables(graph, homes, add);
  addForeignKeys(graph, homes, add);
  addTransactions(graph, app, homes, add);
  for (const { from, to, count, evidence } of sessionCuts(graph, app, homes))
    for (const one of evidence.slice(0, 1)) add(from, to, "session", count, one);
  return [...tallies.values()].map(toCut).sort(byKeys(({ id }) => id));
}

type AddCut = (
  from: string | null,
  to: string | null,
  kind: CutKind,
  count: number,
  evidence: Evidence,
  writes?: number,
) => void;

interface Bridge {
  readonly edge: CodeGraph["edges"][number];
  readonly kind: "call" | "job";
  readonly evidence: Evidence;
}

/** Edges that become calls or jobs where they cross; the same for every choice of homes that is weighed. */
const BRIDGES = new WeakMap<CodeGraph, { readonly all: readonly Bridge[]; readonly rows: EdgeRows }>();

export function bridgesOf(graph: CodeGraph): { readonly all: readonly Bridge[]; readonly rows: EdgeRows } {
  const known = BRIDGES.get(graph);
  if (known !== undefined) return known;
  const pair = ({ from, to }: { from: number; to: number }): number => from * graph.nodes.length + to;
  // A plain mention beside real calls of the same file is the import itself, not one more thing to bridge.
  const called = new Set(graph.edges.filter(({ kind }) => !PASSIVE.has(kind)).map(pair));
  const all = graph.edges.flatMap((edge): Bridge[] => {
    const { from, kind, symbol, line } = edge;
    if (kind === "enqueue" && graph.libraryJobs?.includes(symbol) === true) return [];
    if (kind !== "enqueue" && (SILENT.has(kind) || (MENTIONS.has(kind) && called.has(pair(edge))))) return [];
    const evidence = {
      path: graph.nodes[from]!.path,
      line,
      note: symbol === "" || symbol === "=" ? kind : `${kind} ${symbol}`,
    };
    return [{ edge, kind: kind === "enqueue" ? "job" : "call", evidence }];
  });
  const bridges = { all, rows: rowEdges(all.map(({ edge }) => edge)) };
  BRIDGES.set(graph, bridges);
  return bridges;
}

/** Bridges that one of the nodes starts or ends, in the order of all. */
function bridgesAt(graph: CodeGraph, nodes: readonly number[]): readonly Bridge[] {
  const { all, rows } = bridgesOf(graph);
  const found = new Set(nodes.flatMap((node) => [...rows.from(node), ...rows.to(node)]));
  return [...Int32Array.from(found).sort()].map((at) => all[at]!);
}

function addCalls(graph: CodeGraph, homes: Homes, add: AddCut): void {
  const bridges = homes.away === undefined ? bridgesOf(graph).all : bridgesAt(graph, homes.away);
  for (const { edge, kind, evidence } of bridges)
    add(homes.ofNode(edge.from), homes.ofNode(edge.to), kind, edge.count, evidence);
}

function addTables(graph: CodeGraph, homes: Homes, add: AddCut): void {
  for (const { node, table, mode, count, line, via } of graph.tables) {
    const evidence = { path: graph.nodes[node]!.path, line, note: `${mode} ${table} (${via})` };
    add(homes.ofNode(node), homes.ofTable(table), "table", count, evidence, mode === "write" ? count : 0);
  }
}

function addForeignKeys(graph: CodeGraph, homes: Homes, add: AddCut): void {
  for (const { from, to, enforced, path, line } of graph.foreignKeys) {
    const note = `${from} -> ${to}${enforced ? "" : " (association)"}`;
    const evidence = line > 0 ? { path, line, note } : { path, note };
    add(homes.ofTable(from), homes.ofTable(to), "foreign-key", 1, evidence);
  }
}

function addTransactions(graph: CodeGraph, app: AppModel, homes: Homes, add: AddCut): void {
  const lines = new Map(app.transactions.map(({ id, evidence }) => [id, evidence[0]?.line ?? 1]));
  for (const { id, node, tables } of graph.transactions) {
    const parties = [...new Set(tables.map(homes.ofTable))].sort();
    // From where the transaction is opened to everyone else who writes in it.
    const own = homes.ofNode(node) ?? parties[0] ?? null;
    const from = own !== null && parties.includes(own) ? own : (parties[0] ?? null);
    const evidence = { path: graph.nodes[node]!.path, line: lines.get(id) ?? 1, note: `writes ${tables.join(", ")}` };
    for (const to of parties) if (to !== from) add(from, to, "transaction", 1, evidence, tables.length);
  }
}

const toCut = ({ from, to, kind, count, writes, evidence }: Tally): Cut => ({
  id: `${from}--${to}--${kind}`,
  from,
  to,
  kind,
  count,
  remedy: chooseRemedy(kind, count, writes),
  evidence,
});

/** Many reads are cheaper copied than asked for; a write belongs to the owner. */
function chooseRemedy(kind: CutKind, count: number, writes: number): Remedy {
  switch (kind) {
    case "call":
      return "api";
    case "table":
      return writes > 0 ? "move" : count > 3 ? "replicate" : "api";
    case "foreign-key":
      return "event";
    case "transaction":
      return writes / Math.max(count, 1) > 3 ? "saga" : "outbox";
    case "job":
      return "event";
    case "session":
      return "token";
  }
}

/** "12 calls, 3 foreign keys, 1 transaction". */
export function sumCuts(cuts: readonly Pick<Cut, "kind" | "count">[]): string {
  const names: Readonly<Record<CutKind, string>> = {
    call: "call",
    table: "table access",
    "foreign-key": "foreign key",
    transaction: "transaction",
    job: "job",
    session: "session",
  };
  const parts = (Object.keys(names) as CutKind[]).flatMap((kind) => {
    const count = cuts.filter((cut) => cut.kind === kind).reduce((sum, cut) => sum + cut.count, 0);
    const plural = names[kind].endsWith("s") ? `${names[kind]}es` : `${names[kind]}s`;
    return count === 0
      ? []
      : [kind === "session" ? "the login session" : `${count} ${count === 1 ? names[kind] : plural}`];
  });
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
