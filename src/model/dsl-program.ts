/** DslProgram: a configuration program (Rails routes) as a value, small enough to be run without the language it was written in. */

export type DslNode =
  | { readonly k: "string"; readonly value: string }
  | { readonly k: "symbol"; readonly value: string }
  | { readonly k: "number"; readonly value: number }
  | { readonly k: "boolean"; readonly value: boolean }
  | { readonly k: "nil" }
  | { readonly k: "regex"; readonly source: string; readonly flags: string }
  /** Interpolated string or symbol. */
  | { readonly k: "text"; readonly parts: readonly DslNode[]; readonly symbol: boolean }
  | { readonly k: "array"; readonly items: readonly DslNode[] }
  | { readonly k: "hash"; readonly entries: readonly (readonly [DslNode, DslNode])[] }
  | { readonly k: "splat"; readonly value: DslNode }
  | { readonly k: "constant"; readonly name: string; readonly nesting: readonly string[] }
  | { readonly k: "variable"; readonly name: string }
  | { readonly k: "self" }
  | { readonly k: "range"; readonly from: DslNode; readonly to: DslNode; readonly exclusive: boolean }
  | { readonly k: "lambda"; readonly block: DslBlock; readonly source: string }
  | {
      readonly k: "call";
      readonly receiver: DslNode | null;
      readonly name: string;
      readonly args: readonly DslNode[];
      /** `&block` or `&:method`. */
      readonly blockArg?: DslNode;
      readonly block?: DslBlock;
      readonly line: number;
      readonly source: string;
    }
  | {
      readonly k: "if";
      readonly test: DslNode;
      readonly yes: readonly DslNode[];
      readonly no: readonly DslNode[];
      readonly line: number;
    }
  | { readonly k: "assign"; readonly name: string; readonly value: DslNode }
  | { readonly k: "define"; readonly name: string; readonly block: DslBlock }
  | { readonly k: "and" | "or"; readonly left: DslNode; readonly right: DslNode }
  | { readonly k: "not"; readonly value: DslNode }
  | { readonly k: "sequence"; readonly body: readonly DslNode[] }
  /** Beyond this small language; `source` is the text, shortened. */
  | { readonly k: "unknown"; readonly source: string; readonly line: number };

export interface DslParameter {
  readonly name: string;
  readonly kind: "required" | "optional" | "rest" | "keyword" | "keyword-rest" | "block";
  readonly default?: DslNode;
}

export interface DslBlock {
  readonly params: readonly DslParameter[];
  readonly body: readonly DslNode[];
}
