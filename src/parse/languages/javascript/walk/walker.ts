/** The contract between the walk over a file and the parts that know single kinds of nodes. */
import type * as t from "@babel/types";
import type { CallFact, Definition, EnvRead, ExportFact, ImportFact } from "../../../../model/file-facts.js";
import type { Node } from "../ast.js";
import type { ComplexityFrame } from "../complexity.js";
import type { FileContext } from "../context.js";
import type { EnvAsk } from "../env.js";
import type { ExportAsk } from "../exports.js";
import type { ImportAsk } from "../imports.js";
import type { Element } from "../loops.js";
import type { ReferenceKind, ReferenceTally } from "../references.js";

/** What the walk gathers. */
export interface WalkResult {
  readonly context: FileContext;
  readonly imports: ImportFact[];
  readonly exports: ExportFact[];
  readonly definitions: Definition[];
  readonly references: ReferenceTally;
  readonly calls: CallFact[];
  readonly env: EnvRead[];
  /** Identifiers with how often each stands. */
  readonly names: Map<string, number>;
  readonly jsx: boolean;
}

export interface Walker extends WalkResult {
  readonly envAsk: EnvAsk;
  readonly exportAsk: ExportAsk;
  readonly importAsk: ImportAsk;
  jsx: boolean;
  /** Complexity of the outermost function around. */
  frame: ComplexityFrame;
  /** Functions around, counted from the class or module. */
  depth: number;
  /** Callbacks that are read once for each element of a literal list. */
  readonly elements: Map<Node, readonly Element[]>;
  /** Callbacks of loops over lists that are not fixed here. */
  readonly over: Map<Node, Node>;
  /** Reads a node and all below it. */
  walk(node: Node, kind?: ReferenceKind): void;
  walkAll(nodes: readonly (Node | null | undefined)[]): void;
  /** Walks the child fields of a node. */
  children(node: Node): void;
  word(name: string): void;
  reference(name: string, members: readonly string[], kind: ReferenceKind, node: Node): void;
}

/** Goes on below a node that was read. */
export type Descend<N extends Node = never> = (node: N, walker: Walker, kind: ReferenceKind) => void;
/** Takes facts from a node before its children are visited. */
export type Read<N extends Node = never> = (node: N, walker: Walker, parent: Node | undefined) => void;
export type ByType<F extends "descend" | "read"> = {
  readonly [K in Node["type"]]?: F extends "descend"
    ? Descend<Extract<t.Node, { type: K }>>
    : Read<Extract<t.Node, { type: K }>>;
};
