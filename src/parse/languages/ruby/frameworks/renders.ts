/** Turns what a controller, mailer or template renders into references to views by their logical names. https://guides.rubyonrails.org/layouts_and_rendering.html */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import {
  CallNode,
  ElseNode,
  IfNode,
  InstanceVariableReadNode,
  InterpolatedStringNode,
  LocalVariableReadNode,
  type Node,
  StatementsNode,
  StringNode,
} from "../nodes.js";

const RENDERS = /(^|\/)(controllers|mailers|components|views|cells|channels|presenters|decorators|helpers)\//;
const NAMED = ["partial", "template", "action", "layout", "spacer_template"];

/** `view:NAME`, where `*` stands for a part of one folder's names that only a run tells. */
const addView = (file: RubyFile, name: string, node: Node): void =>
  file.addReference({ kind: "import", source: `view:${name}`, name: "*" }, "view", file.line(node));

/** "profiles/step/#{name}_form" -> "profiles/step/*_form"; null where not even the folder is known. */
function patternOf(node: InterpolatedStringNode): string | null {
  const pattern = node.parts.map((part) => (part instanceof StringNode ? part.unescaped.value : "*")).join("");
  return /^[^*]+\/[^/]*$/.test(pattern) ? pattern : null;
}

/** Names of a literal, of both branches of `wide? ? "row" : "card"`, of a text with holes. */
function namesOf(node: Node | null, file: RubyFile): readonly string[] {
  if (node === null) return [];
  const text = file.text(node);
  if (text !== null) return [text];
  if (node instanceof InterpolatedStringNode) return [patternOf(node)].filter((name) => name !== null);
  if (node instanceof IfNode) return [...namesOf(node.statements, file), ...namesOf(node.subsequent, file)];
  if (node instanceof ElseNode) return namesOf(node.statements, file);
  if (node instanceof StatementsNode) return namesOf(node.body.at(-1) ?? null, file);
  return [];
}

/** `render @posts` and `render post` ask the record for its partial; by convention the variable is named after it. */
function objectName(node: Node | undefined): string | null {
  if (node instanceof InstanceVariableReadNode) return node.name.slice(1);
  if (node instanceof LocalVariableReadNode) return node.name;
  return node instanceof CallNode && node.receiver === null && node.arguments_ === null ? node.name : null;
}

function render(call: CallNode, file: RubyFile): void {
  if (call.receiver !== null) return;
  const { positional, keywords } = readArguments(call);
  const [first] = positional;
  for (const name of namesOf(first ?? null, file)) addView(file, name, call);
  for (const option of NAMED) for (const name of namesOf(keywords.get(option) ?? null, file)) addView(file, name, call);
  const object = objectName(first ?? (keywords.has("partial") ? undefined : keywords.get("collection")));
  if (object !== null) addView(file, `@${object}`, call);
}

/** jbuilder: `json.partial! "posts/post"`, `json.array! @posts, partial: "posts/post", as: :post`. https://github.com/rails/jbuilder */
function renderJson(call: CallNode, file: RubyFile): void {
  if (!(call.receiver instanceof CallNode) || call.receiver.name !== "json") return;
  const { positional, keywords } = readArguments(call);
  const named = call.name === "partial!" ? (positional[0] ?? keywords.get("partial")) : keywords.get("partial");
  for (const name of namesOf(named ?? null, file)) addView(file, name, call);
}

/** `layout "admin"` in a class body; a symbol names a method. */
function layout(call: CallNode, file: RubyFile): void {
  const [first] = readArguments(call).positional;
  if (call.receiver === null && !file.inMethod && first instanceof StringNode)
    addView(file, `layouts/${first.unescaped.value}`, call);
}

/** `mail(template_path: "shared", template_name: "notice")`. */
function mail(call: CallNode, file: RubyFile): void {
  const { keywords } = readArguments(call);
  const name = file.text(keywords.get("template_name"));
  if (call.receiver !== null || name === null) return;
  const path = file.text(keywords.get("template_path"));
  addView(file, path === null ? name : `${path}/${name}`, call);
}

export const renders = defineRubyFramework({
  id: "renders",
  reads: (path) => RENDERS.test(path),
  calls: {
    render,
    render_to_string: render,
    "partial!": renderJson,
    "array!": renderJson,
    layout,
    mail,
  },
});
