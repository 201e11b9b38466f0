/** How the walk goes on below each type of node; a type that is not here has its child fields walked. */
import { isFunction, type Node } from "../ast.js";
import { CHILD_KEYS } from "../keys.js";
import type { ReferenceKind } from "../references.js";
import { enterBlock } from "./blocks.js";
import { enterClass } from "./classes.js";
import { enterCall, enterJsxOpening, enterMember, enterName } from "./expressions.js";
import { enterFunction } from "./functions.js";
import type { ByType, Walker } from "./walker.js";

/** Names that are no uses, or are read where they stand. */
function stop(): void {}

/** Walks one child only. */
function enterOnly(node: Node, child: Node | null | undefined, walker: Walker, kind?: ReferenceKind): void {
  if (!child) return;
  walker.context.ancestors.push(node);
  walker.walk(child, kind);
  walker.context.ancestors.pop();
}

/** A key that is written out is a word, no use. */
function enterKeyed(node: Node & { key: Node; computed?: boolean | null }, walker: Walker): void {
  const { key } = node;
  walker.context.ancestors.push(node);
  if (key.type === "Identifier" && !node.computed) walker.word(key.name);
  else if (key.type !== "PrivateName") walker.walk(key);
  const fields = node as unknown as Record<string, Node | Node[] | null | undefined>;
  for (const name of CHILD_KEYS.get(node.type) ?? []) {
    const child = name === "key" ? null : fields[name];
    if (Array.isArray(child)) walker.walkAll(child);
    else if (child) walker.walk(child);
  }
  walker.context.ancestors.pop();
}

function enterType(node: Node, walker: Walker): void {
  walker.context.ancestors.push(node);
  const fields = node as unknown as Record<string, Node | null | undefined>;
  for (const key of CHILD_KEYS.get(node.type) ?? []) {
    const child = fields[key];
    if (child) walker.walk(child, "type");
  }
  walker.context.ancestors.pop();
}

/** Another way to write the value inside. */
const enterInner = (node: Node & { expression: Node }, walker: Walker, kind: ReferenceKind): void =>
  enterOnly(node, node.expression, walker, kind);

const enterFunctionNode = (node: Node, walker: Walker): void => {
  if (isFunction(node)) enterFunction(node, walker);
};

export const DESCENTS: ByType<"descend"> = {
  FunctionDeclaration: enterFunctionNode,
  FunctionExpression: enterFunctionNode,
  ArrowFunctionExpression: enterFunctionNode,
  ObjectMethod: enterFunctionNode,
  ClassMethod: enterFunctionNode,
  ClassPrivateMethod: enterFunctionNode,
  ClassDeclaration: enterClass,
  ClassExpression: enterClass,
  Identifier: enterName,
  JSXIdentifier: enterName,
  MemberExpression: enterMember,
  OptionalMemberExpression: enterMember,
  CallExpression: enterCall,
  OptionalCallExpression: enterCall,
  NewExpression: enterCall,
  ImportDeclaration: stop,
  ExportAllDeclaration: stop,
  TSImportEqualsDeclaration: stop,
  BreakStatement: stop,
  ContinueStatement: stop,
  ImportAttribute: stop,
  JSXClosingElement: stop,
  Decorator: (node, walker) => enterOnly(node, node.expression, walker, "decorator"),
  TSQualifiedName(node, walker, kind) {
    walker.word(node.right.name);
    enterOnly(node, node.left, walker, kind);
  },
  ObjectProperty: enterKeyed,
  ClassProperty: enterKeyed,
  ClassAccessorProperty: enterKeyed,
  TSPropertySignature: enterKeyed,
  TSMethodSignature: enterKeyed,
  ClassPrivateProperty: enterKeyed,
  ExportNamedDeclaration(node, walker) {
    if (!node.source) walker.children(node);
  },
  ExportSpecifier: (node, walker) => enterOnly(node, node.local, walker),
  LabeledStatement: (node, walker) => enterOnly(node, node.body, walker),
  JSXAttribute: (node, walker) => enterOnly(node, node.value, walker),
  JSXOpeningElement: enterJsxOpening,
  TSTypeReference: enterType,
  TSExpressionWithTypeArguments: enterType,
  GenericTypeAnnotation: enterType,
  TSTypeQuery: enterType,
  BlockStatement: enterBlock,
  ForStatement: enterBlock,
  ForInStatement: enterBlock,
  ForOfStatement: enterBlock,
  CatchClause: enterBlock,
  SwitchStatement: enterBlock,
  StaticBlock: enterBlock,
  TSModuleBlock: enterBlock,
  ParenthesizedExpression: enterInner,
  TSNonNullExpression: enterInner,
};
