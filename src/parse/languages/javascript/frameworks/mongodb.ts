/** Reads uses of collections through MongoDB's own driver. https://www.mongodb.com/docs/drivers/node/current/crud/ */
import type { TableUse } from "../../../../model/file-facts.js";
import {
  type CallNode,
  calleeName,
  isCall,
  isFunction,
  isMember,
  lineOf,
  memberName,
  type Node,
  receiverOf,
  unwrap,
} from "../ast.js";
import { chainAfter } from "../data/chains.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const WRITE = new Set(
  "insert insertOne insertMany update updateOne updateMany replaceOne remove deleteOne deleteMany findOneAndUpdate findOneAndDelete findOneAndReplace findAndModify bulkWrite save drop createIndex ensureIndex rename initializeOrderedBulkOp initializeUnorderedBulkOp".split(
    " ",
  ),
);

const READ = /^(find|findOne|aggregate|countDocuments|estimatedDocumentCount|distinct|watch)$/;
const UNREAD = "collection-name-unread";

/** A collection by its name, or by the parameter that holds it: who calls the function tells. */
type Named = Pick<TableUse, "table" | "model">;

const MAX_ARGUMENTS = 8;

/** `db.collection("users").insertOne(...)`; where it is kept first, each later call tells. */
function readCollection(node: CallNode, context: FrameworkContext): void {
  const named = namedBy(node.arguments[0] as Node | undefined, context);
  const chain = chainAfter(node, context);
  if (named === null) {
    const asked = chain.some((step) => WRITE.has(step.method) || READ.test(step.method));
    if (node.arguments.length === 1 && (asked || context.imports("mongodb")))
      context.diagnose(UNREAD, "The name of the MongoDB collection used here could not be read", node);
    return;
  }
  use(named, chain.some((step) => WRITE.has(step.method)) ? "write" : "read", node, context);
}

const use = (named: Named, mode: TableUse["mode"], node: Node, context: FrameworkContext): void =>
  context.table({ ...named, mode, via: "query-builder", line: lineOf(node), within: context.within });

function namedBy(node: Node | undefined, context: FrameworkContext): Named | null {
  const table = nameOf(node, context);
  if (table !== null) return { table, model: null };
  const model = node?.type === "Identifier" ? context.origin(node) : null;
  return model?.kind === "param" && model.members === undefined ? { table: null, model } : null;
}

/** The name given; where the app's settings name it (`env.entries_collection`), what the setting is called after. */
function nameOf(node: Node | undefined, context: FrameworkContext): string | null {
  if (node === undefined) return null;
  const name = context.string(node);
  if (name !== null) return /^[\w.-]+$/.test(name) ? name : null;
  const value = context.follow(node);
  // `env.food_collection || "food"`: the text is what an app without the setting uses.
  if (value.type === "LogicalExpression") return nameOf(value.right, context) ?? nameOf(value.left, context);
  // `env.auth_prefix + "roles"`: the setting tells deployments apart, the text what is kept.
  if (value.type === "BinaryExpression" && value.operator === "+" && isMember(value.left))
    return nameOf(value.right, context);
  return settingName(value);
}

function settingName(value: Node): string | null {
  const setting = isMember(value) ? (memberName(value) ?? "") : "";
  const stem = setting.replace(/_?coll(ection)?s?(_?name)?$/i, "");
  return stem === "" || stem === setting ? null : stem;
}

/** Settings that name a collection, handed to a function. Literal names stand in the call itself. */
function readGivenNames(node: CallNode, context: FrameworkContext): void {
  node.arguments.slice(0, MAX_ARGUMENTS).forEach((argument, index) => {
    const name = isMember(argument) ? settingName(argument) : null;
    const callee = name === null ? null : context.value(node.callee);
    if (name === null || (callee?.kind !== "import" && callee?.kind !== "local")) return;
    context.emit({ kind: "collection-name", callee, index, name, line: lineOf(node) });
  });
}

/** Collection that an expression finally stands for: a variable, or a function that returns one. */
function collectionOf(input: Node, context: FrameworkContext, depth = 0): Named | null {
  const node = context.follow(unwrap(input));
  if (depth > 3) return null;
  if (isCall(node)) {
    if (calleeName(node) === "collection" && receiverOf(node) !== null)
      return namedBy(node.arguments[0] as Node, context);
    const made = context.follow(node.callee);
    return isFunction(made) ? returned(made, context, depth) : null;
  }
  return null;
}

function returned(made: Node, context: FrameworkContext, depth: number): Named | null {
  if (!isFunction(made)) return null;
  if (made.body.type !== "BlockStatement") return collectionOf(made.body, context, depth + 1);
  const statement = made.body.body.find((one) => one.type === "ReturnStatement");
  return statement?.type === "ReturnStatement" && statement.argument
    ? collectionOf(statement.argument, context, depth + 1)
    : null;
}

const isWriting = (method: string): boolean => WRITE.has(method);

export const mongodb = defineFramework({
  id: "mongodb",
  visit: {
    CallExpression(node, context) {
      readGivenNames(node, context);
      const method = calleeName(node);
      const receiver = receiverOf(node);
      if (receiver === null || method === null) return;
      if (method === "collection") readCollection(node, context);
      else if (isWriting(method) && !(isCall(receiver) && calleeName(receiver) === "collection")) {
        const named = collectionOf(receiver, context);
        if (named !== null) use(named, "write", node, context);
      }
    },
  },
});
