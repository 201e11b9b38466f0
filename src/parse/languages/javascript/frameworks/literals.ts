/** Keeps the literals of code that rules ask about: URLs, Heroku hosts, switches, and that a secret stands there (never the secret). */
import { nameSecret } from "../../../../text/secret-formats.js";
import { isSecretName, isSecretValue, redact } from "../../../../text/secrets.js";
import { keyName, lineOf, type Node } from "../ast.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const NOTABLE = /^(https?|wss?):\/\/|\.heroku(app|dns|ssl)?\.com/;

export const literals = defineFramework({
  id: "literals",
  visit: {
    StringLiteral: (node, context) => keep(node.value, node, context),
    TemplateLiteral: (node, context) =>
      keep(node.quasis.map((part) => part.value.cooked ?? "").join("*"), node, context),
    ObjectProperty(node, context) {
      if (node.value.type !== "BooleanLiteral") return;
      const name = keyName(node.key, node.computed);
      if (name !== null) context.emit({ kind: "option", name, value: node.value.value, line: lineOf(node) });
    },
  },
});

function keep(text: string, node: Node, context: FrameworkContext): void {
  if (text.length < 8) return;
  const secret = nameSecret(text) ?? namedSecret(text, context.ancestors.at(-1), node);
  if (secret !== null) context.emit({ kind: "literal", text: "[redacted]", secret, line: lineOf(node) });
  else if (NOTABLE.test(text))
    context.emit({ kind: "literal", text: redact(text.slice(0, 200)), secret: null, line: lineOf(node) });
}

/** A random text kept under a secret's name: `const API_SECRET = "…"`, `{ apiKey: "…" }`. */
function namedSecret(text: string, parent: Node | undefined, node: Node): string | null {
  if (parent?.type === "VariableDeclarator" && parent.init === node && parent.id.type === "Identifier") {
    return judge(parent.id.name, text);
  }
  if (parent?.type !== "ObjectProperty" || parent.value !== node) return null;
  const name = keyName(parent.key, parent.computed);
  return name === null ? null : judge(name, text);
}

function judge(name: string, text: string): string | null {
  const screaming = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return isSecretName(screaming) && isSecretValue(text) ? `a secret under the name ${name}` : null;
}
