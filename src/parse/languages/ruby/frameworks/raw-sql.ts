/** Turns SQL in strings and heredocs into table uses. */
import { HOLE, looksLikeSql, readSql } from "../../sql/read-sql.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName, qualify } from "../names.js";
import {
  ClassNode,
  childrenOf,
  DefNode,
  InterpolatedStringNode,
  ModuleNode,
  type Node,
  type ProgramNode,
  SelfNode,
  StringNode,
} from "../nodes.js";

/** Keywords all in one case: "Select a card from the list" is English. */
const UPPER =
  /\b(SELECT|INSERT\s+INTO|REPLACE\s+INTO|DELETE\s+FROM|TRUNCATE\s+(TABLE\s+)?["`\w.]+|MERGE\s+INTO)\b|\bUPDATE\s+["`\w.#{]+[^\n]*\n?\s*SET\b/;
const LOWER =
  /\bselect\b[\s\S]*\bfrom\b|\b(insert\s+into|replace\s+into|delete\s+from|truncate\s+table|merge\s+into)\b|\bupdate\s+["`\w.#{]+[^\n]*\n?\s*set\b/;
const HINT = { test: (text: string): boolean => UPPER.test(text) || LOWER.test(text) };

/** Text with a hole where Ruby fills something in; the interpolated nodes are not SQL of ours. */
function sqlText(node: Node): string | null {
  if (node instanceof StringNode) return node.unescaped.value;
  if (!(node instanceof InterpolatedStringNode)) return null;
  return node.parts.map((part) => (part instanceof StringNode ? part.unescaped.value : HOLE)).join("");
}

function addUses(node: Node, text: string, within: string, file: RubyFile): void {
  if (!HINT.test(text) || !looksLikeSql(text)) return;
  const first = file.line(node) + (file.source(node).startsWith("<<") ? 1 : 0);
  for (const use of readSql(text).uses) {
    file.addTable({ table: use.table, model: null, mode: use.mode, via: "sql", line: first + use.line - 1, within });
  }
}

function scopeName(node: Node, within: string, owner: string): { within: string; owner: string } {
  if (node instanceof ClassNode || node instanceof ModuleNode) {
    const name = qualify(owner, constantName(node.constantPath) ?? "");
    return { within: name, owner: name };
  }
  if (node instanceof DefNode)
    return { within: `${owner}${node.receiver instanceof SelfNode ? "." : "#"}${node.name}`, owner };
  return { within, owner };
}

function visit(node: Node, within: string, owner: string, file: RubyFile): void {
  const text = sqlText(node);
  if (text !== null) {
    addUses(node, text, within, file);
    return;
  }
  const inner = scopeName(node, within, owner);
  for (const child of childrenOf(node)) visit(child, inner.within, inner.owner, file);
}

export const rawSql = defineRubyFramework({
  id: "raw-sql",
  reads: (path) => !/(^|\/)(db|spec|test|tests|features)\/|(^|\/)config\/(routes|locales)/.test(path),
  enterFile(program: ProgramNode, file) {
    if (HINT.test(file.content)) visit(program, "", "", file);
  },
});
