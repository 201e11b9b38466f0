/** Runs `extend Api::Routes` of a route program: its methods become routing methods, and its `extended` hook runs. */
import type { DslNode } from "../../../model/dsl-program.js";
import type { CallNode, EvaluatorWorld } from "./evaluator-world.js";
import type { Mapper } from "./mapper.js";
import { Closure, Constant, type MapperRef, type Value, type Variables } from "./values.js";

interface Extending {
  readonly mapper: Mapper;
  readonly world: EvaluatorWorld;
  readonly evaluator: {
    topScope(): Variables;
    runAll(nodes: readonly DslNode[], scope: Variables): Value;
    callClosure(closure: Closure, args: readonly Value[], self: MapperRef | null): Value;
  };
  /** Methods added so far. */
  readonly into: Map<string, Value>;
}

export function extendRoutes(
  { mapper, world, evaluator, into }: Extending,
  args: readonly Value[],
  receiver: MapperRef,
  node: CallNode,
): void {
  for (const argument of args) {
    const programs = argument instanceof Constant ? world.moduleBodies(mapper.file, argument) : [];
    if (programs.length === 0) mapper.note("route-not-understood", node.line, `Module not found here: ${node.source}`);
    for (const { path, body } of programs) {
      mapper.insideFile(path, () => {
        const scope = evaluator.topScope();
        evaluator.runAll(body, scope);
        for (const [name, value] of scope.values) into.set(name, value);
        const hook = scope.values.get("self.extended()");
        return hook instanceof Closure ? evaluator.callClosure(hook, [receiver], null) : null;
      });
    }
  }
}
