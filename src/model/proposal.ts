/** Proposal: modules found in the code, and the few services a team could run, each with its reasons. */
import type { Evidence } from "./evidence.js";

export interface Reason {
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

export interface Module {
  readonly id: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly tables: readonly string[];
  readonly routes: readonly string[];
  readonly jobs: readonly string[];
  readonly confidence: number;
  readonly reasons: readonly Reason[];
}

export interface ServiceProposal {
  readonly id: string;
  readonly name: string;
  readonly kind: "core" | "commodity" | "edge" | "worker";
  readonly modules: readonly string[];
  readonly confidence: number;
  readonly reasons: readonly Reason[];
  readonly alternatives: readonly { readonly text: string; readonly cost: string }[];
}

export type CutKind = "call" | "table" | "foreign-key" | "transaction" | "job" | "session";
export type Remedy = "api" | "event" | "outbox" | "replicate" | "move" | "saga" | "token";

export interface Cut {
  readonly id: string;
  /** Service id, or "monolith". */
  readonly from: string;
  readonly to: string;
  readonly kind: CutKind;
  readonly count: number;
  readonly remedy: Remedy;
  readonly evidence: readonly Evidence[];
}

export type Verdict = "split" | "extract-one" | "move-only" | "keep-together";

export interface Proposal {
  readonly modules: readonly Module[];
  readonly shared: readonly { readonly path: string; readonly usedBy: readonly string[] }[];
  readonly unplaced: readonly { readonly path: string; readonly between: readonly string[] }[];
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly services: readonly ServiceProposal[];
  readonly cuts: readonly Cut[];
  readonly order: readonly { readonly service: string; readonly step: number; readonly because: readonly string[] }[];
  readonly metrics: Readonly<Record<string, number>>;
  /** What was missing or shifted (no history, no database). */
  readonly notes: readonly string[];
}

export interface Pin {
  readonly kind: "with" | "apart";
  /** Module or service name, model, table or path. */
  readonly a: string;
  readonly b: string;
}

export interface PartitionOptions {
  readonly views: Readonly<Record<"static" | "data" | "runtime" | "history" | "words" | "declared" | "layout", number>>;
  readonly resolution: number | null;
  readonly pins: readonly Pin[];
  readonly seed: number;
  /** Modules of an earlier analysis: those that hold mostly the same files keep their ids. */
  readonly earlier?: readonly Pick<Module, "id" | "files">[];
}
