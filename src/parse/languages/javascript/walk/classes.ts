/** Walks classes: what they extend, their definition, their members under the class's name. */
import type { ClassNode } from "../ast.js";
import { readClass } from "../definitions.js";
import { functionKey } from "../origins.js";
import { readDecorators } from "./functions.js";
import type { Walker } from "./walker.js";

export function enterClass(node: ClassNode, walker: Walker): void {
  const { context } = walker;
  const { className, within } = context;
  const key = functionKey(node, context.scope);
  context.ancestors.push(node);
  walker.walkAll(node.decorators ?? []);
  if (node.superClass) walker.walk(node.superClass, "extends");
  walker.walkAll([node.superTypeParameters, node.typeParameters]);
  walker.walkAll(node.implements ?? []);
  if (!context.replaying)
    walker.definitions.push({ ...readClass(node, key, context), ...readDecorators(node.decorators, context) });
  context.className = key;
  context.within = key;
  const { depth } = walker;
  walker.depth = 0;
  context.ancestors.push(node.body);
  walker.walkAll(node.body.body);
  context.ancestors.pop();
  walker.depth = depth;
  context.className = className;
  context.within = within;
  context.ancestors.pop();
}
