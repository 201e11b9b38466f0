/** Turns Mongoid documents into models over collections. https://www.mongodb.com/docs/mongoid/current/reference/associations/ */
import type { Origin } from "../../../../model/file-facts.js";
import type { AssociationFact, ColumnFact } from "../../../../model/fragments.js";
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile, type RubyScope } from "../framework.js";
import { constantName } from "../names.js";
import type { CallNode } from "../nodes.js";
import { modelState } from "./active-record.js";
import { optionsOf, ownerOf } from "./association-owner.js";

const KEY = "mongoid";

interface DocumentState {
  readonly columns: ColumnFact[];
  embedded: boolean;
}

function documentState(scope: RubyScope): DocumentState {
  const known = scope.state.get(KEY) as DocumentState | undefined;
  if (known !== undefined) return known;
  const fresh: DocumentState = { columns: [], embedded: false };
  scope.state.set(KEY, fresh);
  return fresh;
}

function field(call: CallNode, file: RubyFile): void {
  if (ownerOf(call, file)?.kind !== "scope") return;
  const { positional, keywords } = readArguments(call);
  const name = file.text(positional[0]);
  if (name === null) return;
  const type = constantName(keywords.get("type") ?? null) ?? file.text(keywords.get("type")) ?? "Object";
  documentState(file.scope).columns.push({ name, type, nullable: true, default: null, primaryKey: false });
}

/** `store_in collection: "people"`. */
function storeIn(call: CallNode, file: RubyFile): void {
  const name = file.text(readArguments(call).keywords.get("collection"));
  if (name !== null && ownerOf(call, file)?.kind === "scope") modelState(file.scope).table = name;
}

const embeds =
  (kind: AssociationFact["kind"]) =>
  (call: CallNode, file: RubyFile): void => {
    const owner = ownerOf(call, file);
    const name = file.text(readArguments(call).positional[0]);
    if (owner?.kind !== "scope" || name === null) return;
    const written = file.text(optionsOf(call, file).get("class_name"));
    const target: Origin | null = written === null ? null : file.named(written);
    if (call.name === "embedded_in") documentState(file.scope).embedded = true;
    const polymorphic = optionsOf(call, file).has("polymorphic");
    modelState(file.scope).associations.push({
      kind,
      name,
      target,
      through: null,
      polymorphic,
      foreignKey: null,
      line: file.line(call),
    });
    if (target !== null) file.addReference(target, "association", file.line(call));
  };

const isDocument = (scope: RubyScope): boolean =>
  scope.includes.some(
    (origin) => "name" in origin && /^(::)?(Mongoid::Document|MongoMapper::Document)$/.test(origin.name),
  );

export const mongoid = defineRubyFramework({
  id: "mongoid",
  calls: {
    field,
    store_in: storeIn,
    embeds_many: embeds("has-many"),
    embeds_one: embeds("has-one"),
    embedded_in: embeds("belongs-to"),
  },
  leaveScope(scope, file) {
    if (scope.kind !== "class" || !isDocument(scope)) return;
    const { columns } = documentState(scope);
    const state = modelState(scope);
    file.add({
      kind: "model",
      orm: "mongoid",
      name: scope.name,
      origin: { kind: "constant", name: `::${scope.name}`, nesting: [] },
      table: state.table,
      base: scope.superclass,
      abstract: false,
      columns,
      associations: [],
      line: scope.line,
    });
  },
});
