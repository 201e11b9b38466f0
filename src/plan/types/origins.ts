/** Turns a name in a file into the package that it comes from, by import or require. */
import { type Identifier, Node, type SourceFile, SyntaxKind } from "ts-morph";

export interface Origin {
  readonly module: string;
  /** "default", "*", or the name as the package exports it. */
  readonly name: string;
}

/** Names of a file by what brought them in. */
export function readOrigins(file: SourceFile): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const declaration of file.getImportDeclarations()) {
    const module = declaration.getModuleSpecifierValue();
    const standard = declaration.getDefaultImport();
    if (standard !== undefined) origins.set(standard.getText(), { module, name: "default" });
    const whole = declaration.getNamespaceImport();
    if (whole !== undefined) origins.set(whole.getText(), { module, name: "*" });
    for (const named of declaration.getNamedImports())
      origins.set(named.getAliasNode()?.getText() ?? named.getName(), { module, name: named.getName() });
  }
  for (const declaration of file.getDescendantsOfKind(SyntaxKind.VariableDeclaration)) {
    const module = requiredModule(declaration.getInitializer());
    if (module === null) continue;
    const target = declaration.getNameNode();
    if (Node.isIdentifier(target)) origins.set(target.getText(), { module, name: "default" });
    else if (Node.isObjectBindingPattern(target)) {
      for (const element of target.getElements())
        origins.set(element.getName(), { module, name: element.getPropertyNameNode()?.getText() ?? element.getName() });
    }
  }
  return origins;
}

/** `require("x")` and `require("x").default`. */
function requiredModule(node: Node | undefined): string | null {
  if (node === undefined) return null;
  if (Node.isPropertyAccessExpression(node)) return requiredModule(node.getExpression());
  if (!Node.isCallExpression(node) || node.getExpression().getText() !== "require") return null;
  const [argument] = node.getArguments();
  return argument !== undefined && Node.isStringLiteral(argument) ? argument.getLiteralValue() : null;
}

/** Where an expression such as `express`, `z.string` or `NestFactory.create` starts. */
export function rootOf(node: Node): Identifier | null {
  if (Node.isIdentifier(node)) return node;
  if (Node.isPropertyAccessExpression(node) || Node.isCallExpression(node)) return rootOf(node.getExpression());
  return null;
}
