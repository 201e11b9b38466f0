/** What a running route program asks of the app around it. */
import type { DslNode } from "../../../model/dsl-program.js";
import type { Mapper } from "./mapper.js";
import type { Constant, Value } from "./values.js";

export type CallNode = Extract<DslNode, { k: "call" }>;

export interface EvaluatorWorld {
  /** Literal value of a constant, by the file that names it; undefined where it is a class or not literal. */
  constantValue(file: string, name: string, nesting: readonly string[]): Value | undefined;
  /** Methods of a module that route sets extend. */
  moduleBodies(file: string, module: Constant): readonly { readonly path: string; readonly body: readonly DslNode[] }[];
  /** Calls on constants of gems that define routes (`ActiveAdmin.routes(self)`) or say their options; undefined where not known. */
  callConstant(mapper: Mapper, constant: string, name: string, line: number): Value | undefined;
}
