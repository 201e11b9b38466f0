/** Turns calls that hand imported modules to a registry into mounts: `Plugins.add({ type: Hook.API, value: router })`. */
import type { Origin } from "../../../../../model/file-facts.js";
import { argumentsOf, type CallNode, isMember, keyName, lineOf, type Node, unwrap } from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";

export function readRegistration(node: CallNode, context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  if (context.owner !== "" || !isMember(callee)) return;
  const parent = context.origin(callee.object);
  if (parent.kind !== "import") return;
  const objects = argumentsOf(node).flatMap((one): (Node | null)[] =>
    one.type === "ArrayExpression" ? one.elements : [one],
  );
  for (const object of objects) if (object !== null) register(object, [], parent, context);
}

function register(input: Node, steps: readonly string[], parent: Origin, context: FrameworkContext): void {
  const node = unwrap(input);
  if (node.type === "ObjectExpression" && steps.length < 3) {
    for (const property of node.properties) {
      const name = property.type === "ObjectProperty" ? keyName(property.key, property.computed) : null;
      if (name !== null && property.type === "ObjectProperty")
        register(property.value, [...steps, name], parent, context);
    }
  } else if (node.type === "Identifier" && steps.length > 0) {
    const child = context.origin(node);
    if (child.kind !== "import") return;
    context.emit({
      kind: "mount",
      framework: "registry",
      parent,
      child,
      childMembers: steps,
      prefix: "",
      line: lineOf(node),
    });
  }
}
