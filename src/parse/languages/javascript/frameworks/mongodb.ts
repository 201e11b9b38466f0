/** Reads uses of collections through MongoDB's own driver. https://www.mongodb.com/docs/drivers/node/current/crud/ */
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

/** `db.collection("users").insertOne(...)`; where it is kept first, each later call tells. */
function readCollection(node: CallNode, name: string, context: FrameworkContext): void {
  const chain = chainAfter(node, context);
  const mode = chain.some((step) => WRITE.has(step.method)) ? "write" : "read";
  context.table({ table: name, model: null, mode, via: "query-builder", line: lineOf(node), within: context.within });
}

/** The name given; where the app's settings name it (`env.entries_collection`), what the setting is called after. */
function nameOf(node: Node | undefined, context: FrameworkContext): string | null {
  if (node === undefined) return null;
  const name = context.string(node);
  if (name !== null) return /^[\w.-]+$/.test(name) ? name : null;
  const value = context.follow(node);
  // `env.food_collection || "food"`: the text is what an app without the setting uses.
  if (value.type === "LogicalExpression") return nameOf(value.right, context) ?? nameOf(value.left, context);
  const setting = isMember(value) ? (memberName(value) ?? "") : "";
  const stem = setting.replace(/_?coll(ection)?s?(_?name)?$/i, "");
  return stem === "" || stem === setting ? null : stem;
}

/** Collection that an expression finally stands for: a variable, or a function that returns one. */
function collectionOf(input: Node, context: FrameworkContext, depth = 0): string | null {
  const node = context.follow(unwrap(input));
  if (depth > 3) return null;
  if (isCall(node)) {
    if (calleeName(node) === "collection" && receiverOf(node) !== null)
      return nameOf(node.arguments[0] as Node, context);
    const made = context.follow(node.callee);
    return isFunction(made) ? returned(made, context, depth) : null;
  }
  return null;
}

function returned(made: Node, context: FrameworkContext, depth: number): string | null {
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
      const method = calleeName(node);
      const receiver = receiverOf(node);
      if (receiver === null || method === null) return;
      if (method === "collection") {
        const name = nameOf(node.arguments[0] as Node | undefined, context);
        if (name !== null) readCollection(node, name, context);
      } else if (isWriting(method) && !(isCall(receiver) && calleeName(receiver) === "collection")) {
        const name = collectionOf(receiver, context);
        if (name === null) return;
        context.table({
          table: name,
          model: null,
          mode: "write",
          via: "query-builder",
          line: lineOf(node),
          within: context.within,
        });
      }
    },
  },
});
