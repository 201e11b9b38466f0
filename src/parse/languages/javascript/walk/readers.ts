/** The readers that every file has, by node type: imports, exports, calls, environment, top-level definitions. */
import type * as t from "@babel/types";
import type { CallNode, MemberNode, Node } from "../ast.js";
import { readCall } from "../calls.js";
import { readTopLevel } from "../definitions.js";
import { readCall as readEnvCall, readMember, readPattern, readProperty } from "../env.js";
import { readCommonJs, readExport } from "../exports.js";
import { readImport, readLoad } from "../imports.js";
import { noteAssigned } from "../scopes.js";
import type { ByType, Walker } from "./walker.js";

function addCall(node: CallNode | t.NewExpression, walker: Walker): void {
  const call = readCall(node, walker.context);
  if (call !== null) walker.calls.push(call);
}

function readCalled(node: CallNode, walker: Walker, parent: Node | undefined): void {
  readLoad(node, parent, walker.importAsk);
  readEnvCall(node, parent, walker.envAsk);
  readCommonJs(node, walker.exportAsk);
  addCall(node, walker);
}

const readMemberOf = (node: MemberNode, walker: Walker, parent: Node | undefined): void =>
  readMember(node, parent, walker.envAsk);

const readImported = (node: Node, walker: Walker): void => readImport(node, walker.importAsk);

function readExported(node: Node, walker: Walker): void {
  readImport(node, walker.importAsk);
  readExport(node, walker.exportAsk);
}

function noteJsx(_node: Node, walker: Walker): void {
  walker.jsx = true;
}

function readDeclared(node: Node, walker: Walker, parent: Node | undefined): void {
  if (parent?.type === "Program" || parent?.type.startsWith("Export")) readTopLevel(node, walker.definitions);
}

export const READERS: ByType<"read"> = {
  CallExpression: readCalled,
  OptionalCallExpression: readCalled,
  NewExpression: addCall,
  ImportExpression: (node, walker, parent) => readLoad(node, parent, walker.importAsk),
  MemberExpression: readMemberOf,
  OptionalMemberExpression: readMemberOf,
  VariableDeclarator: (node, walker) => readPattern(node.id, node.init, walker.envAsk),
  AssignmentExpression(node, walker) {
    if (node.left.type === "Identifier") noteAssigned(walker.context.scope, node.left.name, node.right);
    readPattern(node.left, node.right, walker.envAsk);
    readCommonJs(node, walker.exportAsk);
  },
  ObjectProperty: (node, walker) => readProperty(node, walker.envAsk),
  JSXElement: noteJsx,
  JSXFragment: noteJsx,
  TSImportType: readImported,
  ImportDeclaration: readImported,
  TSImportEqualsDeclaration: readImported,
  ExportNamedDeclaration: readExported,
  ExportAllDeclaration: readExported,
  ExportDefaultDeclaration: readExported,
  TSExportAssignment: readExported,
  TSInterfaceDeclaration: readDeclared,
  TSTypeAliasDeclaration: readDeclared,
  TSEnumDeclaration: readDeclared,
  TypeAlias: readDeclared,
  InterfaceDeclaration: readDeclared,
  VariableDeclaration: readDeclared,
};
