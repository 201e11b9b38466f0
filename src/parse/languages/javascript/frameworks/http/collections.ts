/** Turns lists and tables of a module into aliases of their elements, so that a loop in another file finds what each one is. */
import type { Origin } from "../../../../../model/file-facts.js";
import { isCall, keyName, lineOf, type Node, unwrap } from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";
import { extend } from "../../origins.js";

const MAX_ELEMENTS = 150;

/** `module.exports = [{ path: "/users", router: require("./users") }]` says what `=.0.router` is. */
export function readCollection(symbol: Origin, input: Node, context: FrameworkContext, depth = 0): void {
  const node = unwrap(input);
  if (symbol.kind !== "local" || depth > 2) return;
  if (node.type === "ArrayExpression" && node.elements.length <= MAX_ELEMENTS) {
    node.elements.forEach((element, index) => {
      if (element !== null) readElement(extend(symbol, String(index)), element, context, depth);
    });
  } else if (node.type === "ObjectExpression" && node.properties.length <= MAX_ELEMENTS) {
    for (const property of node.properties) {
      const name = property.type === "SpreadElement" ? null : keyName(property.key, property.computed);
      if (name !== null && property.type === "ObjectProperty")
        readElement(extend(symbol, name), property.value, context, depth);
    }
  }
}

function readElement(from: Origin, input: Node, context: FrameworkContext, depth: number): void {
  const node = unwrap(input);
  if (node.type === "ArrayExpression" || node.type === "ObjectExpression") {
    readCollection(from, node, context, depth + 1);
    return;
  }
  // Functions are definitions with a name of their own.
  if (node.type !== "Identifier" && !(isCall(node) && node.callee.type === "Identifier")) return;
  const to = context.origin(node);
  if (to.kind === "local" || (to.kind === "import" && /^[./~@#]/.test(to.source)))
    context.emit({ kind: "alias", from: exportedName(from), to, line: lineOf(node) });
}

/** A property of the module's exports goes by its own name. */
function exportedName(from: Origin): Origin {
  if (from.kind !== "local" || from.name !== "=") return from;
  const [name, ...members] = from.members ?? [];
  return name === undefined || members.length === 0 || /^\d+$/.test(name) ? from : { kind: "local", name, members };
}
