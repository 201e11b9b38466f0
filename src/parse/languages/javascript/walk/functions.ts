/** Walks functions: a scope for each, its complexity, its definition, once for each element of a literal list. */
import type * as t from "@babel/types";
import type { Definition } from "../../../../model/file-facts.js";
import { endLineOf, type FunctionNode, isCall, lineOf } from "../ast.js";
import type { FileContext } from "../context.js";
import type { Element } from "../loops.js";
import { functionKey } from "../origins.js";
import { openFunction, type Scope } from "../scopes.js";
import type { Walker } from "./walker.js";

export function enterFunction(node: FunctionNode, walker: Walker): void {
  const { context } = walker;
  const { scope, within } = context;
  const key = functionKey(node, scope);
  const named = !key.startsWith("fn@");
  context.ancestors.push(node);
  if ("decorators" in node && node.decorators) walker.walkAll(node.decorators);
  if (named && !(scope.owner !== "" && key.includes("/"))) context.within = key;
  context.scope = openFunction(node, scope, key);
  const over = walker.over.get(node);
  if (over !== undefined) {
    for (const binding of context.scope.bindings.values()) if (binding.index === 0) binding.over = over;
  }
  const elements = walker.elements.get(node);
  const visit = () => walkBody(node, key, scope.owner === "" || named, walker);
  if (elements === undefined || context.replaying) visit();
  else readEach(elements, setFirstParameter, context.scope, visit, context);
  context.scope = scope;
  context.within = within;
  context.ancestors.pop();
}

function setFirstParameter(scope: Scope, element: Element): void {
  for (const binding of scope.bindings.values()) {
    if (binding.kind === "param" && binding.index === 0) binding.current = element;
  }
}

/** Reads a body once for each element; again only where the first reading found fragments. */
export function readEach(
  elements: readonly Element[],
  set: (scope: Scope, element: Element) => void,
  scope: Scope,
  visit: () => void,
  context: FileContext,
): void {
  const before = context.fragments.length + context.asked;
  const { inElement } = context;
  context.inElement = true;
  elements.forEach((element, index) => {
    if (index > 0 && context.fragments.length + context.asked === before) return;
    context.replaying = index > 0;
    set(scope, element);
    visit();
  });
  context.replaying = false;
  context.inElement = inElement;
  for (const binding of scope.bindings.values()) binding.current = undefined;
}

/** Walks a function; one that is a definition of its own is measured by itself. */
function walkBody(node: FunctionNode, key: string, candidate: boolean, walker: Walker): void {
  const outermost = walker.depth === 0;
  const { frame } = walker;
  if (outermost) walker.frame = { total: 0, nesting: 0 };
  else frame.nesting++;
  walker.depth++;
  walker.walkAll(node.params);
  if (node.returnType) walker.walk(node.returnType);
  if (node.typeParameters) walker.walk(node.typeParameters);
  if (node.body.type === "BlockStatement") {
    const { ancestors } = walker.context;
    ancestors.push(node.body);
    walker.walkAll(node.body.directives);
    walker.walkAll(node.body.body);
    ancestors.pop();
  } else walker.walk(node.body);
  walker.depth--;
  if (!outermost) {
    frame.nesting--;
    return;
  }
  const { total } = walker.frame;
  walker.frame = frame;
  const named = !key.startsWith("fn@");
  if (candidate && !walker.context.replaying && (named || total > 0)) define(node, key, total, walker);
}

function define(node: FunctionNode, name: string, complexity: number, walker: Walker): void {
  const kind = node.type === "ClassMethod" || node.type === "ClassPrivateMethod" ? "method" : "function";
  const decorators = "decorators" in node ? readDecorators(node.decorators, walker.context) : {};
  walker.definitions.push({
    name,
    kind,
    line: lineOf(node),
    endLine: endLineOf(node),
    bases: [],
    ...decorators,
    complexity,
  });
}

export function readDecorators(
  decorators: readonly t.Decorator[] | null | undefined,
  context: FileContext,
): Pick<Definition, "decorators"> {
  if (!decorators?.length) return {};
  return {
    decorators: decorators.map((decorator) => {
      const call = isCall(decorator.expression) ? decorator.expression : null;
      const origin = context.origin(call?.callee ?? decorator.expression);
      const args = (call?.arguments ?? []).map((argument) => context.literal(argument) ?? null);
      return { origin, args, line: lineOf(decorator) };
    }),
  };
}
