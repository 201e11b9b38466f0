/** Turns a node's type into all that the walk does at such a node, so that one look-up a node is enough. */
import type { Node } from "../ast.js";
import { WEIGHS } from "../complexity.js";
import type { FileContext } from "../context.js";
import type { Framework } from "../framework.js";
import { frameworks } from "../frameworks/index.js";
import { CHILD_KEYS } from "../keys.js";
import { NAMES_CHILDREN } from "../names.js";
import { DESCENTS } from "./descents.js";
import { READERS } from "./readers.js";
import type { Descend, Read } from "./walker.js";

type Visitor = (node: never, context: FileContext) => void;

export interface Plan {
  /** Fields with children, in source order. */
  readonly keys: readonly string[];
  /** Does it give names to functions and classes below it? */
  readonly names: boolean;
  readonly read: Read | null;
  /** Visitors of all frameworks, before and after the children. */
  readonly enter: readonly Visitor[];
  readonly leave: readonly Visitor[];
  /** Does it count in a function's complexity? */
  readonly weighs: boolean;
  /** Null: walk the child fields. */
  readonly descend: Descend | null;
}

/** Visitors of all frameworks by node type. */
function tabulate(select: (framework: Framework) => object | undefined): ReadonlyMap<string, readonly Visitor[]> {
  const table = new Map<string, Visitor[]>();
  for (const framework of frameworks) {
    for (const [type, visitor] of Object.entries(select(framework) ?? {})) {
      const types = type === "CallExpression" ? [type, "OptionalCallExpression"] : [type];
      for (const one of types) table.set(one, [...(table.get(one) ?? []), visitor as Visitor]);
    }
  }
  return table;
}

const ENTER = tabulate((framework) => framework.visit);
const LEAVE = tabulate((framework) => framework.leave);
const PLANS = new Map<string, Plan>();

export const FINISH: readonly Framework[] = frameworks.filter(({ finish }) => finish !== undefined);

export function planOf(type: Node["type"]): Plan {
  const known = PLANS.get(type);
  if (known !== undefined) return known;
  const plan: Plan = {
    keys: CHILD_KEYS.get(type) ?? [],
    names: NAMES_CHILDREN.has(type),
    read: (READERS[type] as Read | undefined) ?? null,
    enter: ENTER.get(type) ?? [],
    leave: LEAVE.get(type) ?? [],
    weighs: WEIGHS.has(type),
    descend: (DESCENTS[type] as Descend | undefined) ?? null,
  };
  PLANS.set(type, plan);
  return plan;
}
