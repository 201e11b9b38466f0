/** Turns a Ruby subtree into a DslProgram: literals, calls, blocks, conditions and loops kept as values. */
import type { DslBlock, DslNode, DslParameter } from "../../../model/dsl-program.js";
import type { RubyFile } from "./framework.js";
import { textOf } from "./literals.js";
import { constantName } from "./names.js";
import {
  AndNode,
  ArrayNode,
  AssocNode,
  AssocSplatNode,
  argumentsOf,
  BeginNode,
  BlockArgumentNode,
  BlockNode,
  BlockParameterNode,
  BlockParametersNode,
  CallNode,
  CaseNode,
  ConstantPathNode,
  ConstantReadNode,
  ConstantWriteNode,
  DefinedNode,
  DefNode,
  ElseNode,
  EmbeddedStatementsNode,
  FalseNode,
  FloatNode,
  HashNode,
  IfNode,
  IntegerNode,
  InterpolatedRegularExpressionNode,
  InterpolatedStringNode,
  InterpolatedSymbolNode,
  ItLocalVariableReadNode,
  KeywordHashNode,
  KeywordRestParameterNode,
  LambdaNode,
  LocalVariableOperatorWriteNode,
  LocalVariableOrWriteNode,
  LocalVariableReadNode,
  LocalVariableWriteNode,
  MultiTargetNode,
  NilNode,
  type Node,
  OptionalKeywordParameterNode,
  OptionalParameterNode,
  OrNode,
  ParametersNode,
  ParenthesesNode,
  RangeNode,
  RegularExpressionNode,
  RequiredKeywordParameterNode,
  RequiredParameterNode,
  RestParameterNode,
  SelfNode,
  SplatNode,
  StatementsNode,
  StringNode,
  SymbolNode,
  TrueNode,
  UnlessNode,
  WhenNode,
  YieldNode,
} from "./nodes.js";

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
};

export interface DslReader {
  statements(node: Node | null): readonly DslNode[];
}

type Convert = (node: Node) => DslNode;

export function createDslReader(file: RubyFile): DslReader {
  const statements = (node: Node | null): readonly DslNode[] => {
    if (node === null) return [];
    if (node instanceof StatementsNode) return node.body.map(convert);
    if (node instanceof BeginNode) return statements(node.statements);
    if (node instanceof ElseNode) return statements(node.statements);
    return [convert(node)];
  };
  const unknown = (node: Node): DslNode => ({
    k: "unknown",
    source: shorten(file.source(node)),
    line: file.line(node),
  });

  const scalar: Convert = (node) => {
    if (node instanceof StringNode) return { k: "string", value: node.unescaped.value };
    if (node instanceof SymbolNode) return { k: "symbol", value: node.unescaped.value };
    if (node instanceof IntegerNode || node instanceof FloatNode) return { k: "number", value: Number(node.value) };
    if (node instanceof TrueNode) return { k: "boolean", value: true };
    if (node instanceof FalseNode) return { k: "boolean", value: false };
    if (node instanceof NilNode) return { k: "nil" };
    if (node instanceof SelfNode) return { k: "self" };
    if (node instanceof RegularExpressionNode) return regex(node, node.unescaped.value);
    if (node instanceof InterpolatedRegularExpressionNode) {
      const source = file.source(node).replace(/^\/|\/[a-z]*$|^%r[{([|!]|[})\]|!][a-z]*$/g, "");
      return regex(node, source);
    }
    return compound(node);
  };
  const regex = (node: RegularExpressionNode | InterpolatedRegularExpressionNode, source: string): DslNode => ({
    k: "regex",
    source,
    flags: (node.isIgnoreCase() ? "i" : "") + (node.isExtended() ? "x" : "") + (node.isMultiLine() ? "m" : ""),
  });

  const interpolated = (parts: readonly Node[], symbol: boolean): DslNode => ({
    k: "text",
    symbol,
    parts: parts.map((part) =>
      part instanceof EmbeddedStatementsNode ? (statements(part.statements)[0] ?? { k: "nil" }) : convert(part),
    ),
  });
  const entries = (node: HashNode | KeywordHashNode): DslNode => ({
    k: "hash",
    entries: node.elements.flatMap((element): (readonly [DslNode, DslNode])[] => {
      if (element instanceof AssocNode) return [[convert(element.key), convert(element.value)]];
      if (element instanceof AssocSplatNode && element.value !== null) {
        return [[{ k: "splat", value: { k: "nil" } }, convert(element.value)]];
      }
      return [];
    }),
  });

  const compound: Convert = (node) => {
    if (node instanceof InterpolatedStringNode) {
      const text = textOf(node);
      return text === null ? interpolated(node.parts, false) : { k: "string", value: text };
    }
    if (node instanceof InterpolatedSymbolNode) return interpolated(node.parts, true);
    if (node instanceof ArrayNode) return { k: "array", items: node.elements.map(convert) };
    if (node instanceof HashNode || node instanceof KeywordHashNode) return entries(node);
    if (node instanceof SplatNode && node.expression !== null) return { k: "splat", value: convert(node.expression) };
    if (node instanceof ConstantReadNode || node instanceof ConstantPathNode) {
      const name = constantName(node);
      return name === null ? unknown(node) : { k: "constant", name, nesting: file.scope.nesting };
    }
    if (node instanceof LocalVariableReadNode) return { k: "variable", name: node.name };
    if (node instanceof ItLocalVariableReadNode) return { k: "variable", name: "it" };
    if (node instanceof RangeNode && node.left !== null && node.right !== null) {
      return { k: "range", from: convert(node.left), to: convert(node.right), exclusive: node.isExcludeEnd() };
    }
    if (node instanceof ParenthesesNode) return { k: "sequence", body: statements(node.body) };
    return control(node);
  };

  const control: Convert = (node) => {
    if (node instanceof CallNode) return call(node);
    if (node instanceof LambdaNode) {
      return { k: "lambda", block: block(node), source: shorten(file.source(node)) };
    }
    if (node instanceof AndNode) return { k: "and", left: convert(node.left), right: convert(node.right) };
    if (node instanceof OrNode) return { k: "or", left: convert(node.left), right: convert(node.right) };
    if (node instanceof DefinedNode) {
      return {
        k: "call",
        receiver: null,
        name: "defined?",
        args: [convert(node.value)],
        line: file.line(node),
        source: "",
      };
    }
    if (node instanceof IfNode) return branch(node, node.statements, node.subsequent);
    if (node instanceof UnlessNode) return branch(node, node.elseClause, node.statements);
    if (node instanceof CaseNode) return choose(node);
    if (node instanceof LocalVariableWriteNode || node instanceof LocalVariableOrWriteNode) {
      return { k: "assign", name: node.name, value: convert(node.value) };
    }
    if (node instanceof LocalVariableOperatorWriteNode) {
      const receiver: DslNode = { k: "variable", name: node.name };
      const args = [convert(node.value)];
      const line = file.line(node);
      const value: DslNode = { k: "call", receiver, name: node.binaryOperator, args, line, source: "" };
      return { k: "assign", name: node.name, value };
    }
    if (node instanceof YieldNode) {
      const args = argumentsOf(node).map(convert);
      return { k: "call", receiver: null, name: "yield", args, line: file.line(node), source: "yield" };
    }
    if (node instanceof ConstantWriteNode) return { k: "assign", name: node.name, value: convert(node.value) };
    if (node instanceof DefNode) {
      return {
        k: "define",
        name: node.receiver instanceof SelfNode ? `self.${node.name}` : node.name,
        block: { params: parameters(node.parameters), body: statements(node.body) },
      };
    }
    if (node instanceof BeginNode) return { k: "sequence", body: statements(node) };
    return unknown(node);
  };
  const convert: Convert = scalar;

  const branch = (node: IfNode | UnlessNode, yes: Node | null, no: Node | null): DslNode => ({
    k: "if",
    test: convert(node.predicate),
    yes: statements(yes),
    no: statements(no),
    line: file.line(node),
  });

  /** `case x when a, b` as nested conditions with `===`. */
  const choose = (node: CaseNode): DslNode => {
    const { predicate } = node;
    const line = file.line(node);
    let rest: readonly DslNode[] = statements(node.elseClause);
    for (const condition of [...node.conditions].reverse()) {
      if (!(condition instanceof WhenNode)) return unknown(node);
      const tests = condition.conditions.map((test): DslNode => {
        if (predicate === null) return convert(test);
        return { k: "call", receiver: convert(test), name: "===", args: [convert(predicate)], line, source: "" };
      });
      const test = tests.reduce((left, right): DslNode => ({ k: "or", left, right }));
      rest = [{ k: "if", test, yes: statements(condition.statements), no: rest, line }];
    }
    return { k: "sequence", body: rest };
  };

  const call = (node: CallNode): DslNode => {
    if (node.name === "!" && node.receiver !== null) return { k: "not", value: convert(node.receiver) };
    const blockArg = node.block instanceof BlockArgumentNode ? node.block.expression : null;
    return {
      k: "call",
      receiver: node.receiver === null ? null : convert(node.receiver),
      name: node.name,
      args: argumentsOf(node).map(convert),
      ...(blockArg === null ? {} : { blockArg: convert(blockArg) }),
      ...(node.block instanceof BlockNode ? { block: block(node.block) } : {}),
      line: file.line(node),
      source: shorten(file.source(node).split("\n")[0] ?? ""),
    };
  };

  const block = (node: BlockNode | LambdaNode): DslBlock => ({
    params: node.parameters instanceof BlockParametersNode ? parameters(node.parameters.parameters) : [],
    body: statements(node.body),
  });
  const parameters = (node: Node | null): readonly DslParameter[] => {
    if (!(node instanceof ParametersNode)) return [];
    const all = [
      ...node.requireds,
      ...node.optionals,
      node.rest,
      ...node.posts,
      ...node.keywords,
      node.keywordRest,
      node.block,
    ];
    return all.flatMap((parameter) => (parameter === null ? [] : parameterOf(parameter)));
  };
  const parameterOf = (node: Node): readonly DslParameter[] => {
    if (node instanceof RequiredParameterNode) return [{ name: node.name, kind: "required" }];
    if (node instanceof MultiTargetNode) return node.lefts.flatMap(parameterOf);
    if (node instanceof OptionalParameterNode)
      return [{ name: node.name, kind: "optional", default: convert(node.value) }];
    if (node instanceof RestParameterNode) return [{ name: node.name ?? "*", kind: "rest" }];
    if (node instanceof RequiredKeywordParameterNode) return [{ name: node.name, kind: "keyword" }];
    if (node instanceof OptionalKeywordParameterNode)
      return [{ name: node.name, kind: "keyword", default: convert(node.value) }];
    if (node instanceof KeywordRestParameterNode) return [{ name: node.name ?? "**", kind: "keyword-rest" }];
    if (node instanceof BlockParameterNode) return [{ name: node.name ?? "&", kind: "block" }];
    return [];
  };
  return { statements };
}
