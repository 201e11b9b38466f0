/** Turns `connects_to`, `establish_connection` and Mongoid's `store_in` into the database that a class and those below it use. */
import { hashEntries, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { CallNode, childrenOf, HashNode, KeywordHashNode, type Node } from "../nodes.js";

function addDatabase(call: CallNode, name: string | null, file: RubyFile): void {
  if (name === null || file.inMethod || call.receiver !== null || file.scope.kind !== "class") return;
  const origin = { kind: "constant", name: `::${file.scope.name}`, nesting: [] } as const;
  file.add({
    kind: "setting",
    framework: "active-record",
    name: "database",
    value: name,
    origin,
    line: file.line(call),
  });
}

const entriesOf = (node: Node | undefined): ReadonlyMap<string, Node> =>
  node instanceof HashNode || node instanceof KeywordHashNode ? hashEntries(node) : new Map();

/** `database: { writing: :animals }`, or the first of `shards: { default: { writing: :animals } }`. */
function connectsTo(call: CallNode, file: RubyFile): void {
  const { keywords } = readArguments(call);
  const [shard] = [...entriesOf(keywords.get("shards")).values()];
  const roles = entriesOf(keywords.get("database") ?? shard);
  addDatabase(call, file.text(roles.get("writing") ?? [...roles.values()][0]), file);
}

/** `establish_connection :animals`, or the variable that holds the address. */
function establish(call: CallNode, file: RubyFile): void {
  const first = call.arguments_?.arguments_[0];
  addDatabase(call, file.text(first) ?? (first === undefined ? null : envName(first, file)), file);
}

function envName(node: Node, file: RubyFile): string | null {
  if (node instanceof CallNode && /^(::)?ENV$/.test(file.source(node.receiver ?? node))) {
    return file.text(node.arguments_?.arguments_[0]);
  }
  for (const child of childrenOf(node)) {
    const found = envName(child, file);
    if (found !== null) return found;
  }
  return null;
}

function storeIn(call: CallNode, file: RubyFile): void {
  const { keywords } = readArguments(call);
  addDatabase(call, file.text(keywords.get("database")) ?? file.text(keywords.get("client")), file);
}

export const modelDatabases = defineRubyFramework({
  id: "model-databases",
  reads: (path) => !/(^|\/)(db|spec|test|tests|features|config)\//.test(path),
  calls: { connects_to: connectsTo, establish_connection: establish, store_in: storeIn },
});
