/** Keeps the texts of Ruby code that rules ask about: URLs, Heroku hosts, and that a secret stands there (never the secret). */
import { nameSecret } from "../../../../text/secret-formats.js";
import { redact } from "../../../../text/secrets.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { type InterpolatedStringNode, type Node, StringNode } from "../nodes.js";

const NOTABLE = /^(https?|wss?):\/\/|\.heroku(app|dns|ssl)?\.com/;

export const literals = defineRubyFramework({
  id: "literals",
  strings: (node, file) => keep(textWith(node), node, file),
});

/** What is interpolated stands as "*". */
const textWith = (node: StringNode | InterpolatedStringNode): string =>
  node instanceof StringNode
    ? node.unescaped.value
    : node.parts.map((part) => (part instanceof StringNode ? part.unescaped.value : "*")).join("");

function keep(text: string, node: Node, file: RubyFile): void {
  if (text.length < 8) return;
  const secret = nameSecret(text);
  if (secret !== null) file.add({ kind: "literal", text: "[redacted]", secret, line: file.line(node) });
  else if (NOTABLE.test(text))
    file.add({ kind: "literal", text: redact(text.slice(0, 200)), secret: null, line: file.line(node) });
}
