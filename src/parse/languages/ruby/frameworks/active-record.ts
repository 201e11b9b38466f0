/** Turns ActiveRecord's class macros into models, associations, scopes and enum values. */
import type { Origin } from "../../../../model/file-facts.js";
import type { AssociationFact } from "../../../../model/fragments.js";
import { createInflector } from "../../../../text/inflections.js";
import { listOf, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile, type RubyScope } from "../framework.js";
import { constantName } from "../names.js";
import { CallNode, HashNode, KeywordHashNode, type Node, TrueNode } from "../nodes.js";
import { ASSOCIATION_MACROS, type MacroRow, tagContext } from "./association-macros.js";
import { type MacroOwner, optionsOf, ownerOf } from "./association-owner.js";
import { type Turn, textIn, turnsOf } from "./loop-texts.js";

const inflector = createInflector();
const KEY = "active-record";

interface ModelState {
  readonly associations: AssociationFact[];
  readonly scopes: Set<string>;
  readonly enumValues: Set<string>;
  readonly nested: Set<string>;
  table: string | null;
  abstract: boolean;
}

export function modelState(scope: RubyScope): ModelState {
  const owner = scope.kind === "singleton" && scope.parent !== null ? scope.parent : scope;
  const known = owner.state.get(KEY) as ModelState | undefined;
  if (known !== undefined) return known;
  const fresh: ModelState = {
    associations: [],
    scopes: new Set(),
    enumValues: new Set(),
    nested: new Set(),
    table: null,
    abstract: false,
  };
  owner.state.set(KEY, fresh);
  return fresh;
}

function addAssociation(owner: MacroOwner, association: AssociationFact, file: RubyFile): void {
  if (owner.kind === "scope") modelState(file.scope).associations.push(association);
  else {
    const model: Origin = owner.kind === "elsewhere" ? owner.model : { kind: "unknown", name: `macro:${owner.name}` };
    file.add({ kind: "associate", orm: "active-record", model, association });
  }
  const target =
    association.target?.kind === "unknown" ? null : (association.target ?? impliedTarget(association, file));
  // What a through association ends at is seen only with the models of other files.
  if (target !== null && association.through === null) file.addReference(target, "association", association.line);
}

/** Rails derives the class from the name: https://github.com/rails/rails/blob/main/activerecord/lib/active_record/reflection.rb */
function impliedTarget(association: AssociationFact, file: RubyFile): Origin | null {
  if (association.polymorphic) return null;
  const plural = association.kind === "has-many" || association.kind === "many-to-many";
  return file.named(inflector.camelize(plural ? inflector.singularize(association.name) : association.name));
}

/** `class_name: "X"`, `:X`, `X`, `X.name`, `X.to_s`. */
function classOf(node: Node | undefined, turn: Turn, file: RubyFile): Origin | null {
  if (node === undefined) return null;
  const text = textIn(node, turn, file);
  if (text !== null) return file.named(text);
  const named = node instanceof CallNode && /^(name|to_s)$/.test(node.name) ? node.receiver : node;
  const constant = constantName(named);
  // Computed when it runs (`class_name: config.user_model`): never the name's own class.
  return constant === null ? { kind: "unknown", name: file.source(node).slice(0, 80) } : file.named(constant);
}

const associate =
  (kind: AssociationFact["kind"]) =>
  (call: CallNode, file: RubyFile): void => {
    const owner = ownerOf(call, file);
    if (owner === null) return;
    const options = optionsOf(call, file);
    const line = file.line(call);
    let known = 0;
    for (const turn of turnsOf(file)) {
      const name = textIn(readArguments(call).positional[0], turn, file);
      if (name === null) continue;
      addAssociation(owner, { kind, name, ...described(options, turn, file), line }, file);
      known += 1;
    }
    if (known > 0 || owner.kind === "macro") return;
    const source = file.source(call).split("\n")[0] ?? "";
    file.addDiagnostic("association-computed", line, `Associations named when the app runs: ${source.slice(0, 80)}`);
  };

function described(
  options: ReadonlyMap<string, Node>,
  turn: Turn,
  file: RubyFile,
): Omit<AssociationFact, "kind" | "name" | "line"> {
  const text = (key: string): string | null => textIn(options.get(key), turn, file);
  const source = text("source");
  const joinTable = text("join_table");
  const sourceType = classOf(options.get("source_type"), turn, file);
  const polymorphic = options.get("polymorphic");
  return {
    target: classOf(options.get("class_name"), turn, file),
    through: text("through"),
    // A hash is how older Rails took `optional` with it.
    polymorphic: polymorphic instanceof TrueNode || polymorphic instanceof HashNode,
    foreignKey: text("foreign_key"),
    ...(source === null ? {} : { source }),
    ...(joinTable === null ? {} : { joinTable }),
    ...(sourceType === null ? {} : { sourceType }),
  };
}

function macroTarget(row: MacroRow, file: RubyFile): Origin | null {
  if (row.target === null) return null;
  if (row.target === "self") return { kind: "constant", name: `::${file.scope.name}`, nesting: [] };
  if (row.target.startsWith("+")) {
    return { kind: "constant", name: `::${file.scope.name}::${row.target.slice(1)}`, nesting: [] };
  }
  return { kind: "string", name: `::${row.target}` };
}

function addMacroRow(row: MacroRow, argument: string, owner: MacroOwner, line: number, file: RubyFile): void {
  const fill = (text: string): string => text.replace("*", argument);
  const association: AssociationFact = {
    kind: row.kind,
    name: fill(row.name),
    target: macroTarget(row, file),
    through: row.through === undefined ? null : fill(row.through),
    polymorphic: row.polymorphic ?? false,
    foreignKey: null,
    ...(row.source === undefined ? {} : { source: row.source }),
    line,
  };
  addAssociation(owner, association, file);
}

const gemMacro =
  (rows: readonly MacroRow[]) =>
  (call: CallNode, file: RubyFile): void => {
    const owner = ownerOf(call, file);
    if (owner === null || owner.kind === "macro") return;
    const { positional, keywords } = readArguments(call);
    const given = [
      ...positional.flatMap((node) => listOf(node)),
      ...[...keywords.values()].flatMap((node) => listOf(node)),
    ];
    const extra = /^acts_as_(ordered_)?taggable_on$/.test(call.name)
      ? positional.flatMap((node) => listOf(node)).flatMap((name) => tagContext(name, inflector.singularize(name)))
      : [];
    for (const row of [...rows, ...extra]) {
      if (row.when !== undefined && !given.includes(row.when)) continue;
      addMacroRow(row, given[0] ?? "", owner, file.line(call), file);
    }
  };

function addScope(call: CallNode, file: RubyFile): void {
  if (ownerOf(call, file)?.kind !== "scope") return;
  for (const turn of turnsOf(file)) {
    const name = textIn(readArguments(call).positional[0], turn, file);
    if (name !== null) modelState(file.scope).scopes.add(name);
  }
}

const affix = (option: Node | undefined, name: string, file: RubyFile): string | null =>
  option instanceof TrueNode ? name : file.text(option);

/** `enum status: {...}`, `enum :status, {...}` and `enum :status, [...]`, with prefix and suffix. */
function addEnum(call: CallNode, file: RubyFile): void {
  if (ownerOf(call, file)?.kind !== "scope") return;
  const { positional } = readArguments(call);
  const options = optionsOf(call, file);
  const attribute = file.text(positional[0]);
  const values = attribute === null ? [...options] : enumArguments(attribute, call, options);
  for (const [name, node] of values) addEnumValues(name, file.literal(node), options, file);
}

function enumArguments(attribute: string, call: CallNode, options: ReadonlyMap<string, Node>): [string, Node][] {
  const all = call.arguments_?.arguments_ ?? [];
  const given = all[1];
  if (given === undefined) return [];
  if (given instanceof KeywordHashNode) return [...options].length > 0 ? [[attribute, given]] : [];
  return [[attribute, given]];
}

const ENUM_OPTION = /^_?(prefix|suffix|default|scopes|instance_methods|validate)$/;

function addEnumValues(attribute: string, literal: unknown, options: ReadonlyMap<string, Node>, file: RubyFile): void {
  if (ENUM_OPTION.test(attribute) || typeof literal !== "object" || literal === null) return;
  const values = Array.isArray(literal) ? literal : Object.keys(literal).filter((key) => !ENUM_OPTION.test(key));
  const prefix = affix(options.get("prefix") ?? options.get("_prefix"), attribute, file);
  const suffix = affix(options.get("suffix") ?? options.get("_suffix"), attribute, file);
  for (const value of values) {
    if (typeof value !== "string") continue;
    const name = [prefix, value, suffix].filter((part) => part !== null).join("_");
    modelState(file.scope).enumValues.add(name.replace(/\W/g, "_"));
  }
}

function acceptNested(call: CallNode, file: RubyFile): void {
  if (ownerOf(call, file)?.kind !== "scope") return;
  for (const name of readArguments(call).positional.flatMap((node) => listOf(node))) {
    modelState(file.scope).nested.add(name);
  }
}

function setTable(call: CallNode, file: RubyFile): void {
  if (ownerOf(call, file)?.kind !== "scope") return;
  const name = file.text(call.arguments_?.arguments_[0]);
  if (name === null) {
    file.addDiagnostic(
      "table-name-computed",
      file.line(call),
      `The table of ${file.scope.name} is computed when it runs`,
    );
  }
  modelState(file.scope).table = name ?? "";
}

function setAbstract(call: CallNode, file: RubyFile): void {
  if (ownerOf(call, file)?.kind === "scope") modelState(file.scope).abstract = true;
}

/** A setting that other files' table names depend on: prefix, suffix, plural or not. */
function addNaming(name: string, value: Node | null | undefined, file: RubyFile, line: number): void {
  const literal = file.literal(value);
  if (typeof literal !== "string" && typeof literal !== "boolean") return;
  const origin: Origin | null =
    file.scope.kind === "top" ? null : { kind: "constant", name: `::${file.scope.name}`, nesting: [] };
  file.add({ kind: "setting", framework: "active-record", name, value: literal, origin, line });
}

const naming = (call: CallNode, file: RubyFile): void => {
  const name = call.name.replace(/=$/, "");
  addNaming(name, call.arguments_?.arguments_[0], file, file.line(call));
};

/** An engine that isolates a namespace prefixes its tables. https://github.com/rails/rails/blob/main/railties/lib/rails/engine.rb */
function isolateNamespace(call: CallNode, file: RubyFile): void {
  const module = file.constant(call.arguments_?.arguments_[0]);
  if (module === null) return;
  file.add({
    kind: "setting",
    framework: "active-record",
    name: "isolate_namespace",
    value: constantName(call.arguments_?.arguments_[0] ?? null) ?? "",
    origin: module,
    line: file.line(call),
  });
}

/** `User.include Billing::Payer`, `Spree::Order.prepend self`: a module added to a class from outside. */
function addInclusion(call: CallNode, file: RubyFile): void {
  const into = file.constant(call.receiver);
  if (into === null) return;
  for (const argument of call.arguments_?.arguments_ ?? []) {
    const name = constantName(argument) ?? (file.scope.name === "" ? null : `::${file.scope.name}`);
    if (name === null) continue;
    file.add({
      kind: "setting",
      framework: "ruby",
      name: "include-into",
      value: name,
      origin: into,
      line: file.line(call),
    });
  }
}

const BASES = /^(::)?(ActiveRecord::Base|ApplicationRecord)$/;

function emitModel(scope: RubyScope, file: RubyFile): void {
  if (scope.kind !== "class") return;
  const state = scope.state.get(KEY) as ModelState | undefined;
  const direct = scope.superclass?.kind === "constant" && BASES.test(scope.superclass.name);
  if (state === undefined && !direct) return;
  const { associations, table, abstract, scopes, enumValues, nested } = state ?? modelState(scope);
  file.add({
    kind: "model",
    orm: "active-record",
    name: scope.name,
    origin: { kind: "constant", name: `::${scope.name}`, nesting: [] },
    table,
    base: scope.superclass,
    abstract,
    columns: [],
    associations,
    ...(scopes.size > 0 ? { scopes: [...scopes] } : {}),
    ...(enumValues.size > 0 ? { enumValues: [...enumValues] } : {}),
    ...(nested.size > 0 ? { nested: [...nested] } : {}),
    line: scope.line,
  });
}

const gemMacros = Object.fromEntries(Object.entries(ASSOCIATION_MACROS).map(([name, rows]) => [name, gemMacro(rows)]));

export const activeRecord = defineRubyFramework({
  id: "active-record",
  calls: {
    ...gemMacros,
    belongs_to: associate("belongs-to"),
    has_one: associate("has-one"),
    has_many: associate("has-many"),
    has_and_belongs_to_many: associate("many-to-many"),
    scope: addScope,
    enum: addEnum,
    accepts_nested_attributes_for: acceptNested,
    "table_name=": setTable,
    set_table_name: setTable,
    "abstract_class=": setAbstract,
    primary_abstract_class: setAbstract,
    "table_name_prefix=": naming,
    "table_name_suffix=": naming,
    "pluralize_table_names=": naming,
    isolate_namespace: isolateNamespace,
    include: addInclusion,
    prepend: addInclusion,
  },
  enterMethod(method, name, file) {
    const setting = /\.(table_name_prefix|table_name_suffix|table_name)$/.exec(name)?.[1];
    if (setting === undefined) return;
    const value = method.body?.compactChildNodes().at(-1) ?? null;
    if (setting !== "table_name") addNaming(setting, value, file, file.line(method));
    else if (file.scope.kind !== "module") modelState(file.scope).table = file.text(value);
  },
  leaveScope: emitModel,
});
