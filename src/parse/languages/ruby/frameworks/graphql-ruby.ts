/** Turns the fields of GraphQL root types into queries, mutations and subscriptions. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import type { CallNode } from "../nodes.js";
import { FalseNode } from "../nodes.js";

const ROOT = /(?:^|::|_)?(Query|Mutation|Subscription)(?:Type|Root|Fields)?$/;

/** graphql-ruby shows `find_user` as `findUser` unless told otherwise. */
const camelize = (name: string): string => name.replace(/_+([a-z\d])/g, (_, letter: string) => letter.toUpperCase());

function readField(call: CallNode, file: RubyFile): void {
  if (call.receiver !== null || file.inMethod || file.scope.kind === "top" || file.blocks.length > 1) return;
  const root = ROOT.exec(file.scope.name)?.[1];
  if (root === undefined || (file.scope.kind === "class" && file.scope.superclass === null)) return;
  const { positional, keywords } = readArguments(call);
  const name = file.text(positional[0]);
  if (name === null) return;
  const resolver = file.constant(keywords.get("mutation") ?? keywords.get("resolver") ?? keywords.get("subscription"));
  const line = file.line(call);
  const field = {
    name: keywords.get("camelize") instanceof FalseNode ? name : camelize(name),
    handler: resolver !== null && "name" in resolver ? resolver.name : `${file.scope.name}#${name}`,
    handlerOrigin: resolver ?? { kind: "local" as const, name: `${file.scope.name}#${name}` },
    line,
  };
  const place = { as: "schema", type: root, origin: null, spread: [], line } as const;
  file.add({ kind: "graphql-fields", ...place, fields: [field] });
}

export const graphqlRuby = defineRubyFramework({
  id: "graphql-ruby",
  reads: (path) => /graphql/i.test(path),
  calls: { field: readField },
});
