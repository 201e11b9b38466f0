/** Reads functions that load a folder they are handed, and calls that hand over a folder: two halves of one load. */
import { type CallNode, calleeName, isCall, isMember, lineOf, memberName, type Node, unwrap } from "../ast.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

/** `require(path.join(dir, file))`, where `dir` is a parameter of a function around it. */
function readLoader(argument: Node, context: FrameworkContext): void {
  const path = context.follow(unwrap(argument));
  if (!isCall(path) || !/^(join|resolve)$/.test(calleeName(path) ?? "")) return;
  const [first, second] = path.arguments;
  if (first?.type !== "Identifier" || second === undefined) return;
  const origin = context.origin(first);
  if (origin.kind === "param" && origin.members === undefined)
    context.emit({ kind: "folder-loader", function: origin.function, index: origin.index, line: lineOf(argument) });
}

const startsHere = (node: Node): boolean =>
  (node.type === "Identifier" && node.name === "__dirname") ||
  (isMember(node) && node.object.type === "MetaProperty" && memberName(node) === "dirname") ||
  (isCall(node) && node.arguments[0] !== undefined && startsHere(node.arguments[0] as Node));

/** `requireAll(__dirname)`, `load(path.join(__dirname, "models"))` */
function readHandedFolder(node: CallNode, context: FrameworkContext): void {
  if (/^(join|resolve|require)$/.test(calleeName(node) ?? "")) return;
  node.arguments.forEach((argument, index) => {
    if (!startsHere(argument as Node)) return;
    const of = context.origin(node.callee);
    const folder = context.folder(argument as Node);
    if ((of.kind === "import" || of.kind === "local") && folder !== null && !folder.includes("*"))
      context.emit({ kind: "folder-call", of, index, folder, line: lineOf(node) });
  });
}

export const folderLoaders = defineFramework({
  id: "folder-loaders",
  visit: {
    ImportExpression: (node, context) => readLoader(node.source, context),
    CallExpression(node, context) {
      const [first] = node.arguments;
      const loads =
        node.callee.type === "Import" || (node.callee.type === "Identifier" && node.callee.name === "require");
      if (loads && first !== undefined) readLoader(first as Node, context);
      else readHandedFolder(node, context);
    },
  },
});
