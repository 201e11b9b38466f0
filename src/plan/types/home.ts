/** Turns an app's sources into the statement that makes its server: where the monolith's side is hooked in. */
import { type CallExpression, Node, type SourceFile, SyntaxKind } from "ts-morph";
import type { ServerHome } from "../../model/plan.js";
import { readOrigins } from "./origins.js";
import type { SourceTexts, TypeProject } from "./project.js";

const MAKERS: readonly {
  readonly framework: ServerHome["framework"];
  readonly module: RegExp;
  readonly call: RegExp;
}[] = [
  { framework: "express", module: /^express$/, call: /^\w+$/ },
  { framework: "fastify", module: /^fastify$/, call: /^\w+$/ },
  { framework: "koa", module: /^koa$/, call: /^\w+$/ },
  { framework: "nest", module: /^@nestjs\/core$/, call: /^NestFactory\.create$/ },
];
const ASIDE =
  /(^|\/)(tests?|specs?|__tests__|node_modules|services|deploy|examples?|scripts)\/|\.(test|spec)\.[cm]?[jt]s$/;

export function findHome(project: TypeProject, sources: SourceTexts): ServerHome | null {
  const paths = sources.paths.filter((path) => /\.[cm]?[jt]s$/.test(path) && !ASIDE.test(path));
  const found = paths.flatMap((path) => {
    // Most files never name a framework: they need no parsing.
    if (!/\b(express|fastify|koa|NestFactory)\b/.test(sources.read(path) ?? "")) return [];
    const file = project.openAlone(path);
    return file === null ? [] : homesIn(file, path);
  });
  const depth = ({ home }: Found): number => home.path.split("/").length;
  const first = [...found].sort(
    (a, b) => b.rank - a.rank || depth(a) - depth(b) || (a.home.path < b.home.path ? -1 : 1),
  )[0];
  return first?.home ?? null;
}

interface Found {
  readonly home: ServerHome;
  /** 1: it listens, 0: nothing is said, -1: it is mounted in another. */
  readonly rank: number;
}

/** An app may be made of several: the one that listens is asked first, whatever it holds. */
function rankOf(calls: readonly CallExpression[], name: string): number {
  const taken = (call: CallExpression): boolean => call.getArguments().some((one) => one.getText() === name);
  const called = (call: CallExpression): string => call.getExpression().getText();
  const listens = calls.some(
    (call) =>
      [`${name}.listen`, `${name}.callback`].includes(called(call)) ||
      (/(^|\.)createServer$/.test(called(call)) && taken(call)),
  );
  if (listens) return 1;
  return calls.some((call) => /(^|\.)(use|mount)$/.test(called(call)) && taken(call)) ? -1 : 0;
}

function homesIn(file: SourceFile, path: string): readonly Found[] {
  const origins = readOrigins(file);
  const calls = file.getDescendantsOfKind(SyntaxKind.CallExpression);
  const made = [...calls, ...file.getDescendantsOfKind(SyntaxKind.NewExpression)];
  return made.flatMap((node) => {
    const callee = node.getExpression();
    const origin = origins.get(callee.getText().split(".")[0]!);
    const maker = MAKERS.find(
      ({ module, call }) => origin !== undefined && module.test(origin.module) && call.test(callee.getText()),
    );
    // `express.Router()` is a call of a property, `{ Router } = require("express")` another name.
    const router =
      origin !== undefined && !["default", "*", "fastify", "Fastify", "NestFactory", "express"].includes(origin.name);
    const holder = maker === undefined || router ? null : holderOf(node);
    if (maker === undefined || holder === null) return [];
    const { name, statement } = holder;
    const home: ServerHome = {
      path,
      line: statement.getEndLineNumber(),
      name,
      indent: indentOf(statement),
      framework: maker.framework,
      typed: /\.[cm]?ts$/.test(path),
    };
    return [{ home, rank: rankOf(calls, name) }];
  });
}

/** "const app = express()", "this.app = express()", "const app = (module.exports = express())". */
function holderOf(node: Node): { readonly name: string; readonly statement: Node } | null {
  for (let at = node.getParent(); at !== undefined; at = at.getParent()) {
    if (Node.isVariableDeclaration(at)) {
      const statement = at.getVariableStatement();
      return statement === undefined || !Node.isIdentifier(at.getNameNode()) ? null : { name: at.getName(), statement };
    }
    if (
      Node.isBinaryExpression(at) &&
      at.getOperatorToken().getText() === "=" &&
      Node.isExpressionStatement(at.getParent())
    )
      return { name: at.getLeft().getText(), statement: at.getParentOrThrow() };
    if (
      !Node.isAwaitExpression(at) &&
      !Node.isAsExpression(at) &&
      !Node.isParenthesizedExpression(at) &&
      !Node.isBinaryExpression(at)
    )
      return null;
  }
  return null;
}

const indentOf = (statement: Node): string =>
  /^\s*/.exec(statement.getSourceFile().getFullText().split("\n")[statement.getStartLineNumber() - 1] ?? "")![0];
