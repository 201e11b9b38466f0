/** Turns the declarations of a block or function into a scope, so that every name can be traced to its binding. */
import type * as t from "@babel/types";
import { type FunctionNode, keyName, type MaybeNode, type Node } from "./ast.js";

/** Steps from a value to a part of it: property names, or positions as text. */
type Path = readonly string[];

export interface Binding {
  readonly name: string;
  readonly kind: "import" | "param" | "variable" | "function" | "class" | "enum" | "type";
  readonly scope: Scope;
  /** The declaring node. */
  readonly node: Node;
  /** Initial value, and the steps into it where destructured. */
  readonly init: Node | null;
  readonly path: Path;
  readonly constant: boolean;
  readonly source?: string;
  readonly imported?: string;
  readonly typeOnly?: boolean;
  readonly index?: number;
  /** Parameter that gathers the rest of the arguments. */
  readonly rest?: boolean;
  /** Set while a loop over a literal list is read once for each element. */
  current?: { readonly node: Node; readonly scope: Scope } | undefined;
  /** List that a loop goes through, where its elements are not fixed. */
  over?: Node | undefined;
  /** It is gone through by its keys: `for (const name in table)`. */
  overKeys?: boolean;
  /** What it was assigned after its declaration, as far as the walk has come; "many" where that differs from time to time. */
  assigned?: { readonly node: Node; readonly scope: Scope } | "many" | undefined;
}

export interface Scope {
  readonly parent: Scope | null;
  readonly bindings: Map<string, Binding>;
  /** Key of the enclosing function, "" at the top of the module. */
  readonly owner: string;
}

export function lookup(scope: Scope, name: string): Binding | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return null;
}

/** Notes `name = value` on the variable of that name. */
export function noteAssigned(scope: Scope, name: string, node: Node): void {
  const binding = lookup(scope, name);
  if (binding === null || binding.kind !== "variable") return;
  binding.assigned = binding.assigned === undefined ? { node, scope } : "many";
}

/** `const helpers = module.exports`, `const self = module.exports = {}`: another name for what the module exports. */
export function standsForExports(scope: Scope, name: string): boolean {
  const binding = lookup(scope, name);
  if (binding === null) return name === "exports";
  if (binding.kind !== "variable" || binding.path.length > 0 || binding.init === null) return false;
  let value: Node = binding.init;
  let exported = false;
  while (value.type === "AssignmentExpression") {
    exported ||= isModuleExports(value.left);
    value = value.right;
  }
  return isModuleExports(value) || (exported && value.type === "ObjectExpression");
}

const isModuleExports = (node: Node): boolean =>
  (node.type === "Identifier" && node.name === "exports") ||
  (node.type === "MemberExpression" &&
    node.object.type === "Identifier" &&
    node.object.name === "module" &&
    keyName(node.property, node.computed) === "exports");

type Spot = Omit<Binding, "name" | "scope" | "path">;

function bind(scope: Scope, name: string, path: Path, spot: Spot): void {
  const known = scope.bindings.get(name);
  // A type or an overload signature never hides a value of the same name.
  if (known !== undefined && (spot.kind === "type" || (known.kind !== "type" && spot.init === null))) return;
  scope.bindings.set(name, { name, scope, path, ...spot });
}

/** Binds every name of a pattern, remembering the way from the value to it. */
function bindPattern(scope: Scope, pattern: Node, path: Path, spot: Spot): void {
  switch (pattern.type) {
    case "Identifier":
      bind(scope, pattern.name, path, spot);
      break;
    case "AssignmentPattern":
      bindPattern(scope, pattern.left, path, spot);
      break;
    case "RestElement":
      bindPattern(scope, pattern.argument, path, { ...spot, rest: true });
      break;
    case "TSParameterProperty":
      bindPattern(scope, pattern.parameter, path, spot);
      break;
    case "ArrayPattern":
      pattern.elements.forEach((element, index) => {
        if (element !== null) bindPattern(scope, element, [...path, String(index)], spot);
      });
      break;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.type === "RestElement") bindPattern(scope, property.argument, path, { ...spot, rest: true });
        else bindPattern(scope, property.value, [...path, keyName(property.key, property.computed) ?? "*"], spot);
      }
      break;
  }
}

function bindVariables(scope: Scope, node: t.VariableDeclaration): void {
  for (const declarator of node.declarations) {
    const init = declarator.init ?? null;
    const constant = node.kind === "const";
    bindPattern(scope, declarator.id, [], { kind: "variable", node: declarator, init, constant });
  }
}

function bindImports(scope: Scope, node: t.ImportDeclaration): void {
  for (const specifier of node.specifiers) {
    const imported =
      specifier.type === "ImportSpecifier"
        ? (keyName(specifier.imported, false) ?? "default")
        : specifier.type === "ImportDefaultSpecifier"
          ? "default"
          : "*";
    const typeOnly =
      node.importKind === "type" || (specifier.type === "ImportSpecifier" && specifier.importKind === "type");
    const common = { node: specifier, init: null, constant: true, source: node.source.value, imported, typeOnly };
    bind(scope, specifier.local.name, [], { kind: "import", ...common });
  }
}

/** Binds what one statement declares at block level. */
function declare(scope: Scope, statement: Node): void {
  switch (statement.type) {
    case "VariableDeclaration":
      bindVariables(scope, statement);
      break;
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      if (statement.id)
        bind(scope, statement.id.name, [], { kind: "function", node: statement, init: statement, constant: true });
      break;
    case "ClassDeclaration":
      if (statement.id)
        bind(scope, statement.id.name, [], { kind: "class", node: statement, init: statement, constant: true });
      break;
    case "TSEnumDeclaration":
      bind(scope, statement.id.name, [], { kind: "enum", node: statement, init: statement, constant: true });
      break;
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TypeAlias":
    case "InterfaceDeclaration":
      bind(scope, statement.id.name, [], { kind: "type", node: statement, init: null, constant: true });
      break;
    case "ImportDeclaration":
      bindImports(scope, statement);
      break;
    case "TSImportEqualsDeclaration":
      if (statement.moduleReference.type === "TSExternalModuleReference") {
        const source = statement.moduleReference.expression.value;
        const common = { node: statement, init: null, constant: true, source, imported: "*" };
        bind(scope, statement.id.name, [], { kind: "import", ...common });
      }
      break;
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      if (statement.declaration) declare(scope, statement.declaration);
      break;
  }
}

/** Statements directly inside a statement, where `var` may hide. */
function innerStatements(node: Node): MaybeNode[] {
  switch (node.type) {
    case "IfStatement":
      return [node.consequent, node.alternate];
    case "ForStatement":
      return [node.init, node.body];
    case "ForInStatement":
    case "ForOfStatement":
      return [node.left, node.body];
    case "WhileStatement":
    case "DoWhileStatement":
    case "LabeledStatement":
      return [node.body];
    case "TryStatement":
      return [node.block, node.handler?.body, node.finalizer];
    case "SwitchStatement":
      return node.cases.flatMap((one) => one.consequent);
    case "BlockStatement":
      return node.body;
    default:
      return [];
  }
}

/** Lifts `var` declarations out of nested statements to their function. */
function hoist(scope: Scope, statement: Node): void {
  for (const inner of innerStatements(statement)) {
    if (!inner) continue;
    if (inner.type === "VariableDeclaration") {
      if (inner.kind === "var") bindVariables(scope, inner);
    } else hoist(scope, inner);
  }
}

function fill(scope: Scope, statements: readonly Node[]): void {
  for (const statement of statements) declare(scope, statement);
  for (const statement of statements) hoist(scope, statement);
}

export function openModule(program: t.Program): Scope {
  const scope: Scope = { parent: null, bindings: new Map(), owner: "" };
  fill(scope, program.body);
  return scope;
}

export function openFunction(node: FunctionNode, parent: Scope, owner: string): Scope {
  const scope: Scope = { parent, bindings: new Map(), owner };
  node.params.forEach((param, index) => {
    bindPattern(scope, param, [], { kind: "param", node: param, init: null, constant: true, index });
  });
  if (node.body.type === "BlockStatement") fill(scope, node.body.body);
  return scope;
}

/** A scope for a block, loop or catch clause; the parent itself where it declares nothing. */
export function openBlock(node: Node, parent: Scope): Scope {
  const scope: Scope = { parent, bindings: new Map(), owner: parent.owner };
  if (node.type === "BlockStatement" || node.type === "StaticBlock" || node.type === "TSModuleBlock") {
    for (const statement of node.body) declare(scope, statement);
  } else if (node.type === "SwitchStatement") {
    for (const one of node.cases) for (const statement of one.consequent) declare(scope, statement);
  } else if (node.type === "ForStatement" && node.init) declare(scope, node.init);
  else if (node.type === "ForOfStatement" || node.type === "ForInStatement") declare(scope, node.left);
  else if (node.type === "CatchClause" && node.param) {
    bindPattern(scope, node.param, [], { kind: "variable", node: node.param, init: null, constant: true });
  }
  return scope.bindings.size === 0 ? parent : scope;
}
