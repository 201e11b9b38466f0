/** Gives files, tables and the things that hold files together a vertex number each, in an order that needs no path. */
import type { CodeGraph, GraphNode } from "../model/code-graph.js";
import { byText } from "../text/order.js";
import { hashText, mixNumbers } from "./random.js";

const TEMPLATE = /\.(erb|haml|slim|ejs|pug|hbs|handlebars|mustache|liquid|html?|rhtml|jbuilder|rabl)$/i;

/** Files first, then tables, then whatever the views hang files on (a route's resource, a queue, a folder). */
export class Space {
  /** In canonical order: by path, or by a hash of facts where folders are hidden. */
  readonly files: readonly GraphNode[];
  /** Node index of the graph -> vertex. */
  readonly vertexOf: Int32Array;
  /** Vertex -> node index of the graph. */
  readonly nodeOf: Int32Array;
  readonly tables: readonly string[];
  /** Vertices of templates: they follow the code that renders them, and have no say of their own. */
  readonly followers: ReadonlySet<number>;
  readonly #tableVertex: ReadonlyMap<string, number>;
  readonly #anchors = new Map<string, number>();
  #size: number;

  constructor(graph: CodeGraph, hidden: boolean) {
    this.nodeOf = hidden ? orderByFacts(graph) : Int32Array.from(graph.nodes.keys());
    this.vertexOf = new Int32Array(this.nodeOf.length);
    this.nodeOf.forEach((node, vertex) => {
      this.vertexOf[node] = vertex;
    });
    this.files = Array.from(this.nodeOf, (node) => graph.nodes[node]!);
    this.tables = collectTables(graph);
    this.followers = new Set(this.files.flatMap(({ path }, vertex) => (TEMPLATE.test(path) ? [vertex] : [])));
    this.#tableVertex = new Map(this.tables.map((table, at) => [table, this.files.length + at]));
    this.#size = this.files.length + this.tables.length;
  }

  get size(): number {
    return this.#size;
  }

  table(name: string): number {
    return this.#tableVertex.get(name)!;
  }

  /** A vertex of its own for a key that several files share. */
  anchor(key: string): number {
    const known = this.#anchors.get(key);
    if (known !== undefined) return known;
    this.#anchors.set(key, this.#size);
    return this.#size++;
  }
}

const collectTables = (graph: CodeGraph): readonly string[] =>
  [
    ...new Set([
      ...graph.tables.map(({ table }) => table),
      ...graph.nodes.flatMap(({ ownedTables }) => ownedTables),
      ...graph.foreignKeys.flatMap(({ from, to }) => [from, to]),
      ...graph.transactions.flatMap(({ tables }) => tables),
    ]),
  ].sort(byText);

const ROUNDS = 3;

/** Orders nodes by their own facts and those of their neighbours; what is left equal, by file name, which no folder is in. */
function orderByFacts(graph: CodeGraph): Int32Array {
  const ins = graph.nodes.map((): number[] => []);
  const outs = graph.nodes.map((): number[] => []);
  for (const { from, to, kind, count } of graph.edges) {
    const mark = mixNumbers(hashText(kind), count);
    outs[from]!.push(to, mark);
    ins[to]!.push(from, mark);
  }
  let hashes = graph.nodes.map(({ lines, complexity }) => mixNumbers(lines, complexity));
  for (let round = 0; round < ROUNDS; round++) {
    const before = hashes;
    hashes = before.map((own, node) =>
      mixNumbers(mixNumbers(own, sumMarks(ins[node]!, before)), sumMarks(outs[node]!, before)),
    );
  }
  const names = graph.nodes.map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
  const order = Int32Array.from(graph.nodes.keys());
  return order.sort((a, b) => hashes[a]! - hashes[b]! || byText(names[a]!, names[b]!) || a - b);
}

/** A sum, so that the order of neighbours leaves no trace. */
function sumMarks(pairs: readonly number[], hashes: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < pairs.length; i += 2) sum = (sum + mixNumbers(hashes[pairs[i]!]!, pairs[i + 1]!)) >>> 0;
  return sum;
}
