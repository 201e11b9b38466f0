/** Turns the bodies of methods, scopes and filters into flows: which variables take what, and what is called on them. */
import { readArguments } from "../call-arguments.js";
import { chainOf, joinedChains } from "../flow-values.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import {
  AndNode,
  argumentsOf,
  BeginNode,
  BlockNode,
  BlockParametersNode,
  CallNode,
  CaseNode,
  childrenOf,
  DefNode,
  ElseNode,
  ForwardingSuperNode,
  IfNode,
  InstanceVariableOrWriteNode,
  InstanceVariableReadNode,
  InstanceVariableWriteNode,
  LambdaNode,
  LocalVariableOrWriteNode,
  LocalVariableReadNode,
  LocalVariableWriteNode,
  type Node,
  OrNode,
  ParametersNode,
  ParenthesesNode,
  RequiredParameterNode,
  ReturnNode,
  SelfNode,
  StatementsNode,
  SuperNode,
  UnlessNode,
  WhenNode,
} from "../nodes.js";

const isWrite = (node: Node): node is LocalVariableWriteNode =>
  node instanceof LocalVariableWriteNode ||
  node instanceof InstanceVariableWriteNode ||
  node instanceof LocalVariableOrWriteNode ||
  node instanceof InstanceVariableOrWriteNode;

/** What a node gives back: the nodes one of which it ends in; null where it is a value itself. */
function endsOf(node: Node): readonly (Node | null)[] | null {
  if (node instanceof StatementsNode) return node.body.slice(-1);
  if (node instanceof ParenthesesNode) return [node.body];
  if (node instanceof BeginNode) return [node.statements, node.elseClause];
  if (node instanceof IfNode) return [node.statements, node.subsequent];
  if (node instanceof UnlessNode) return [node.statements, node.elseClause];
  if (node instanceof CaseNode) return [...node.conditions, node.elseClause];
  if (node instanceof WhenNode || node instanceof ElseNode) return [node.statements];
  if (node instanceof OrNode || node instanceof AndNode) return [node.left, node.right];
  return null;
}

/** First parameter of a block, which takes what the call hands it. */
function firstParameter(block: BlockNode): string | null {
  const parameters = block.parameters instanceof BlockParametersNode ? block.parameters.parameters : null;
  const first = parameters instanceof ParametersNode ? parameters.requireds[0] : null;
  return first instanceof RequiredParameterNode ? first.name : null;
}

class FlowReader {
  readonly steps: string[] = [];

  constructor(private readonly file: RubyFile) {}

  read(node: Node | null, target: string): void {
    if (node === null || node instanceof DefNode) return;
    const ends = endsOf(node);
    if (ends !== null) this.readEnds(node, ends, target);
    else if (isWrite(node)) {
      this.read(node.value, node.name);
      if (target !== "") this.step(node, target, node.name);
    } else if (node instanceof ReturnNode) for (const value of argumentsOf(node)) this.read(value, "return");
    else if (node instanceof CallNode) this.readCall(node, target);
    else this.readOther(node, target);
  }

  private readEnds(node: Node, ends: readonly (Node | null)[], target: string): void {
    for (const child of childrenOf(node)) this.read(child, ends.includes(child) ? target : "");
  }

  private readCall(call: CallNode, target: string): void {
    const chain = chainOf(call);
    if (chain !== null) this.step(call, target, chain);
    else if (target !== "" && target !== "return") this.step(call, target, "?");
    this.readInside(call, chain);
  }

  /** Arguments and blocks of every call of the chain, and what stands before it where that is no name. */
  private readInside(call: CallNode, chain: string | null): void {
    for (const joined of joinedChains(call)) this.step(call, "", joined);
    if (call.receiver instanceof CallNode && chain !== null) {
      this.readInside(call.receiver, chain);
    } else if (call.receiver !== null) this.read(call.receiver, "");
    for (const argument of argumentsOf(call)) this.read(argument, "");
    if (!(call.block instanceof BlockNode)) return;
    const parameter = firstParameter(call.block);
    const handed = parameter === null || call.receiver === null ? null : chainOf(call.receiver);
    if (handed !== null) this.step(call, `${parameter}*`, handed);
    this.read(call.block.body, "");
  }

  private readOther(node: Node, target: string): void {
    const chain = chainOf(node);
    const calls = node instanceof SuperNode || node instanceof ForwardingSuperNode;
    if (chain !== null && (target !== "" || calls)) this.step(node, target, chain);
    else if (target !== "" && target !== "return") this.step(node, target, "?");
    const held = node instanceof LocalVariableReadNode || node instanceof InstanceVariableReadNode;
    if (!held) for (const child of childrenOf(node)) this.read(child, "");
  }

  private step(node: Node, target: string, chain: string): void {
    const text = `${this.file.line(node)} ${target}=${chain}`;
    if (this.steps.at(-1) !== text) this.steps.push(text);
  }
}

export function addFlow(method: string, body: Node | null, line: number, file: RubyFile): void {
  const reader = new FlowReader(file);
  reader.read(body, "return");
  if (reader.steps.length > 0) file.add({ kind: "flow", method, steps: reader.steps, line });
}

/** `scope :open, -> { where(…) }` is a method of the class. */
function readScope(call: CallNode, file: RubyFile): void {
  if (file.inMethod || !(call.receiver === null || call.receiver instanceof SelfNode) || file.scope.name === "") return;
  const [name, body] = readArguments(call).positional;
  const text = file.text(name);
  if (text === null || !(body instanceof LambdaNode)) return;
  addFlow(`${file.scope.name}.${text}`, body.body, file.line(call), file);
}

export const methodFlows = defineRubyFramework({
  id: "method-flows",
  reads: (path) =>
    !/(^|\/)(db|spec|specs|test|tests|features|config|bin)\/|(^|\/)(Gemfile|Rakefile)$|\.rake$/.test(path),
  calls: { scope: readScope },
  enterMethod(method, name, file) {
    if (file.scope.name !== "") addFlow(name, method.body, file.line(method), file);
  },
});
