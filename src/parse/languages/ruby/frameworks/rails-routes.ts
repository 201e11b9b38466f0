/** Turns `routes.draw do … end` blocks and the files of `config/routes/` into route programs. */
import type { Origin } from "../../../../model/file-facts.js";
import { createDslReader } from "../dsl.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import {
  blockOf,
  CallNode,
  ConstantWriteNode,
  DefNode,
  LocalVariableWriteNode,
  type Node,
  type ProgramNode,
} from "../nodes.js";

const PARTIAL = /(^|\/)config\/routes\/.+\.rb$/;
const MODES = { draw: "block", append: "append", prepend: "prepend" } as const;

/** `Blog::Engine.routes` -> Blog::Engine; `Rails.application.routes` -> null; anything else is no route set. */
function targetOf(receiver: Node | null, file: RubyFile): Origin | null | undefined {
  if (!(receiver instanceof CallNode) || receiver.name !== "routes") return undefined;
  const owner = receiver.receiver;
  if (owner instanceof CallNode) return owner.name === "application" ? null : undefined;
  const name = constantName(owner);
  if (name === null) return undefined;
  return /(^|::)Application$/.test(name) ? null : file.constant(owner);
}

/** Variables, constants and methods set at the top of the file are seen inside its draw block. */
const preludes = new WeakMap<RubyFile, readonly Node[]>();

const isPrelude = (node: Node): boolean =>
  node instanceof LocalVariableWriteNode || node instanceof ConstantWriteNode || node instanceof DefNode;

function readDraw(call: CallNode, file: RubyFile, as: "block" | "append" | "prepend"): void {
  const block = blockOf(call);
  const target = targetOf(call.receiver, file);
  if (block === null || target === undefined) return;
  const reader = createDslReader(file);
  const prelude = preludes.get(file) ?? [];
  const body = [...prelude.flatMap((node) => reader.statements(node)), ...reader.statements(block.body)];
  file.add({ kind: "route-program", framework: "rails", target, as, body, line: file.line(call) });
}

const opensDraw = (node: Node): boolean =>
  node instanceof CallNode && node.receiver !== null && (Object.hasOwn(MODES, node.name) || node.name === "add_routes");

function readPartial(program: ProgramNode, file: RubyFile): void {
  const { statements } = program;
  if (statements.body.some(opensDraw)) return;
  const body = createDslReader(file).statements(statements);
  file.add({ kind: "route-program", framework: "rails", target: null, as: "file", body, line: 1 });
}

const noteDrawing = (call: CallNode, file: RubyFile): void => {
  if (call.receiver === null && file.inMethod) file.scope.state.set("draws", true);
};

export const railsRoutes = defineRubyFramework({
  id: "rails-routes",
  calls: {
    draw: (call, file) => readDraw(call, file, MODES.draw),
    append: (call, file) => readDraw(call, file, MODES.append),
    prepend: (call, file) => readDraw(call, file, MODES.prepend),
    resources: noteDrawing,
    resource: noteDrawing,
    namespace: noteDrawing,
    mount: noteDrawing,
    /** Spree and Solidus add to another engine's routes: `Spree::Core::Engine.add_routes do`. */
    add_routes: (call, file) => {
      const block = blockOf(call);
      const target = file.constant(call.receiver);
      if (block === null || target === null) return;
      const body = createDslReader(file).statements(block.body);
      file.add({ kind: "route-program", framework: "rails", target, as: "append", body, line: file.line(call) });
    },
  },
  /** Modules that `extend` adds to a route set: their methods draw, or their file speaks of routes. */
  enterMethod(method, _name, file) {
    if (file.scope.kind !== "module") return;
    const methods = file.scope.state.get("route-methods") as Node[] | undefined;
    if (methods === undefined) file.scope.state.set("route-methods", [method]);
    else methods.push(method);
  },
  leaveScope(scope, file) {
    const methods = scope.state.get("route-methods") as Node[] | undefined;
    if (methods === undefined || !(scope.state.has("draws") || /rout/i.test(file.path))) return;
    const reader = createDslReader(file);
    const target = { kind: "constant", name: `::${scope.name}`, nesting: [] } as const;
    const body = methods.flatMap((method) => reader.statements(method));
    file.add({ kind: "route-program", framework: "rails", target, as: "module", body, line: scope.line });
  },
  enterFile(program, file) {
    preludes.set(file, program.statements.body.filter(isPrelude));
    if (PARTIAL.test(file.path)) readPartial(program, file);
  },
});
