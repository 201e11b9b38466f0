/** Turns the branches around a registration into the texts that a caller must give for it: `switch (verb) { case "GET": … }`. */
import type * as t from "@babel/types";
import type { RouteFragment } from "../../../../../model/fragments.js";
import { isCall, isFunction, isMember, memberName, type Node, unwrap } from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";

type Condition = NonNullable<RouteFragment["onlyIf"]>[number];

export function conditionsOf(context: FrameworkContext): readonly Condition[] {
  const found: Condition[] = [];
  const { ancestors } = context;
  for (let at = ancestors.length - 1; at >= 0; at--) {
    const node = ancestors[at]!;
    if (isFunction(node)) break;
    const above = ancestors[at - 1];
    const condition =
      node.type === "SwitchCase" && above?.type === "SwitchStatement"
        ? inCase(node, above, context)
        : node.type === "IfStatement" && isInside(ancestors[at + 1], node.consequent)
          ? ofTest(node.test, context)
          : null;
    if (condition !== null) found.push(condition);
  }
  return found;
}

const isInside = (child: Node | undefined, branch: Node): boolean => child === branch;

function inCase(node: t.SwitchCase, all: t.SwitchStatement, context: FrameworkContext): Condition | null {
  const at = all.cases.indexOf(node);
  const labels = [node];
  // Labels without a body of their own fall through to this one.
  for (let before = at - 1; before >= 0 && all.cases[before]!.consequent.length === 0; before--)
    labels.push(all.cases[before]!);
  const values = labels.map((one) => context.string(one.test)?.toLowerCase());
  return values.every((one) => one !== undefined) ? condition(all.discriminant, values, context) : null;
}

function ofTest(test: Node, context: FrameworkContext): Condition | null {
  if (test.type !== "BinaryExpression" || !/^={2,3}$/.test(test.operator) || test.left.type === "PrivateName")
    return null;
  const value = context.string(test.right);
  return value === null ? null : condition(test.left, [value.toLowerCase()], context);
}

function condition(input: Node, values: readonly string[], context: FrameworkContext): Condition | null {
  let node = unwrap(input);
  if (isCall(node) && isMember(node.callee) && /^to(Lower|Upper)Case$/.test(memberName(node.callee) ?? ""))
    node = unwrap(node.callee.object);
  const of = context.origin(node);
  return of.kind === "param" ? { of, values } : null;
}
