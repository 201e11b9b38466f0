/** Keeps the texts of Ruby code that rules ask about: URLs, Heroku hosts, and that a secret stands there (never the secret). */
import { nameSecret } from "../../../../text/secret-formats.js";
import { redact } from "../../../../text/secrets.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { InterpolatedStringNode, type Node, type ProgramNode, StringNode } from "../nodes.js";

const NOTABLE = /^(https?|wss?):\/\/|\.heroku(app|dns|ssl)?\.com/;

export const literals = defineRubyFramework({
  id: "literals",
  enterFile: (program, file) => visit(program, file),
});

/** Strings stand anywhere, so the tree is walked for them alone. */
function visit(node: Node | ProgramNode, file: RubyFile): void {
  if (node instanceof StringNode) keep(node.unescaped.value, node, file);
  else if (node instanceof InterpolatedStringNode) {
    keep(node.parts.map((part) => (part instanceof StringNode ? part.unescaped.value : "*")).join(""), node, file);
    for (const part of node.parts) if (!(part instanceof StringNode)) visit(part, file);
  } else for (const child of node.compactChildNodes()) visit(child, file);
}

function keep(text: string, node: Node, file: RubyFile): void {
  if (text.length < 8) return;
  const secret = nameSecret(text);
  if (secret !== null) file.add({ kind: "literal", text: "[redacted]", secret, line: file.line(node) });
  else if (NOTABLE.test(text))
    file.add({ kind: "literal", text: redact(text.slice(0, 200)), secret: null, line: file.line(node) });
}
