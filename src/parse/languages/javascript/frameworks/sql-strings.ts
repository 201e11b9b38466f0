/** Reads SQL written in strings and templates: tables used, steps of the schema, transactions. */
import type * as t from "@babel/types";
import { HOLE, looksLikeSql, readSql } from "../../sql/read-sql.js";
import { calleeName, endLineOf, isCall, isFunction, lineOf, type Node } from "../ast.js";
import { isStepBack } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

/** First words of a statement; most strings of a program stop here. */
const START =
  /^[\s(]*(select|with|insert|update|delete|replace|merge|truncate|lock|copy|create|alter|drop|rename|begin|start|refresh|commit|rollback)\b/i;
const START_UPPER = /^[\s(]*(SELECT|WITH|INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|CREATE|ALTER|DROP)\b/;
/** Functions that take SQL. */
const TAKES_SQL =
  /^(query|queryRaw|queryArray|execute|executeSql|exec|raw|run|all|get|prepare|unsafe|literal|any|one|none|many|oneOrNone|manyOrNone|each|iterate|batch|sql|SQL|\$queryRaw|\$executeRaw|\$queryRawUnsafe|\$executeRawUnsafe|addSql|runSql|rawQuery|simpleQuery|oneFirst|manyFirst|maybeOne|pgm|createQuery|nativeQuery|text)$/;

/** Does the place say that the text is SQL: an argument of a query function, a tag, a variable called so? */
function isGivenAsSql(context: FrameworkContext): boolean {
  for (let at = context.ancestors.length - 1; at >= Math.max(0, context.ancestors.length - 6); at--) {
    const node = context.ancestors[at]!;
    if (isFunction(node)) return false;
    if (isCall(node)) return TAKES_SQL.test(calleeName(node) ?? "");
    if (node.type === "TaggedTemplateExpression") return true;
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier")
      return /sql|query|stmt|statement/i.test(node.id.name);
    if (node.type === "ObjectProperty" && node.key.type === "Identifier")
      return /^(sql|text|query|statement)$/i.test(node.key.name);
  }
  return false;
}

function readText(text: string, node: Node, context: FrameworkContext): void {
  if (!START.test(text)) return;
  const given = isGivenAsSql(context);
  if (!given && (!START_UPPER.test(text) || text.length < 12)) return;
  if (!looksLikeSql(text) && !(given && /^\s*(begin|start\s+transaction)\b/i.test(text))) return;
  const reading = readSql(text);
  const first = lineOf(node) - 1;
  const migration = reading.changes.length > 0;
  for (const { table, mode, line } of reading.uses) {
    context.table({
      table,
      model: null,
      mode,
      via: migration ? "migration" : "sql",
      line: first + line,
      within: context.within,
    });
  }
  if (!isStepBack(context))
    for (const change of reading.changes) context.emit({ ...change, line: first + change.line });
  if (reading.marks[0]?.mark === "begin") emitTransaction(node, context);
}

/** `BEGIN` opens what the rest of the function does. */
function emitTransaction(node: Node, context: FrameworkContext): void {
  const around = context.ancestors.findLast(isFunction);
  const endLine = around === undefined ? lineOf(node) : endLineOf(around);
  context.transaction({ line: lineOf(node), endLine, within: context.within, writes: [] });
}

function textOfTemplate(node: t.TemplateLiteral, context: FrameworkContext): string {
  return node.quasis
    .map((quasi, index) => {
      const expression = node.expressions[index];
      const known = expression === undefined ? "" : (context.string(expression) ?? HOLE);
      return (quasi.value.cooked ?? "") + known;
    })
    .join("");
}

export const sqlStrings = defineFramework({
  id: "sql-strings",
  visit: {
    StringLiteral(node, context) {
      if (node.value.length > 4 && context.ancestors.at(-1)?.type !== "BinaryExpression")
        readText(node.value, node, context);
    },
    TemplateLiteral(node, context) {
      const start = node.quasis[0]?.value.cooked ?? "";
      if (START.test(start)) readText(textOfTemplate(node, context), node, context);
    },
    BinaryExpression(node, context) {
      // "SELECT * " + "FROM users": the whole, once, at its outermost "+".
      if (node.operator !== "+" || context.ancestors.at(-1)?.type === "BinaryExpression") return;
      const parts = piecesOf(node, context);
      if (parts !== null && START.test(parts)) readText(parts, node, context);
    },
  },
});

function piecesOf(node: Node, context: FrameworkContext): string | null {
  if (node.type === "BinaryExpression" && node.operator === "+" && node.left.type !== "PrivateName") {
    const left = piecesOf(node.left, context);
    return left === null ? null : left + (piecesOf(node.right, context) ?? HOLE);
  }
  if (node.type === "TemplateLiteral") return textOfTemplate(node, context);
  return node.type === "StringLiteral" ? node.value : context.string(node);
}
