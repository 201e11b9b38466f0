/** Turns Ruby classes into the app's ActiveRecord and Mongoid models, with their tables as Rails computes them. */
import type { FileFacts } from "../../model/file-facts.js";
import type { ModelFragment } from "../../model/fragments.js";
import { createInflector, type InflectionChange, type Inflector } from "../../text/inflections.js";
import { byText } from "../../text/order.js";
import { type ClassIndex, indexClasses, isAppRuby, type RubyClass } from "./class-index.js";

export interface ModelClass {
  readonly name: string;
  readonly orm: string;
  readonly definition: RubyClass;
  /** Parent model, abstract or not; null directly below the library's own base. */
  readonly parent: ModelClass | null;
  readonly abstract: boolean;
  readonly fragments: readonly { readonly path: string; readonly fragment: ModelFragment }[];
}

export interface RubyModels {
  readonly classes: ClassIndex;
  readonly inflector: Inflector;
  readonly models: ReadonlyMap<string, ModelClass>;
  tableOf(model: ModelClass): string | null;
  /** Name in database.yml of the database it is kept in; null for the app's primary one. */
  databaseOf(model: ModelClass): string | null;
}

/** Base classes that live in gems, and the table of theirs where it is a model itself. */
const GEM_BASES: Readonly<Record<string, string | null>> = {
  "ActiveRecord::Base": null,
  ApplicationRecord: null,
  "ActiveStorage::Record": null,
  "ActionText::Record": null,
  "ActiveStorage::Blob": "active_storage_blobs",
  "ActiveStorage::Attachment": "active_storage_attachments",
  "ActionText::RichText": "action_text_rich_texts",
  "ActsAsTaggableOn::Tag": "tags",
  "ActsAsTaggableOn::Tagging": "taggings",
  "Audited::Audit": "audits",
  "PaperTrail::Version": "versions",
  "FriendlyId::Slug": "friendly_id_slugs",
  "Doorkeeper::AccessToken": "oauth_access_tokens",
  "Doorkeeper::AccessGrant": "oauth_access_grants",
  "Doorkeeper::Application": "oauth_applications",
  "Delayed::Job": "delayed_jobs",
  "Delayed::Backend::ActiveRecord::Job": "delayed_jobs",
  "PublicActivity::Activity": "activities",
  "Ahoy::Visit": "ahoy_visits",
  "Ahoy::Event": "ahoy_events",
  "Spree::Base": null,
  "Flipper::Adapters::ActiveRecord::Model": null,
  "GoodJob::BaseRecord": null,
  "SolidQueue::Record": null,
};

type Fragments = ReadonlyMap<string, ModelClass["fragments"]>;

function fragmentsByClass(files: readonly FileFacts[]): Fragments {
  const found = new Map<string, { path: string; fragment: ModelFragment }[]>();
  for (const file of files) {
    for (const fragment of file.fragments) {
      if (fragment.kind !== "model") continue;
      const list = found.get(fragment.name) ?? [];
      list.push({ path: file.path, fragment });
      found.set(fragment.name, list);
    }
  }
  return found;
}

class ModelBuilder {
  readonly models = new Map<string, ModelClass>();
  private readonly refused = new Set<string>();

  constructor(
    private readonly classes: ClassIndex,
    private readonly fragments: Fragments,
  ) {}

  build(definition: RubyClass): ModelClass | null {
    const known = this.models.get(definition.name);
    if (known !== undefined) return known;
    if (definition.kind !== "class" || this.refused.has(definition.name)) return null;
    this.refused.add(definition.name);
    const own = this.fragments.get(definition.name) ?? [];
    const mongoid = own.find(({ fragment }) => fragment.orm === "mongoid");
    const parent = this.parentOf(definition);
    if (parent === null && !mongoid && !this.isRoot(definition, own)) return null;
    const model: ModelClass = {
      name: definition.name,
      orm: parent?.orm ?? (mongoid ? "mongoid" : "active-record"),
      definition,
      parent,
      abstract: own.some(({ fragment }) => fragment.abstract),
      fragments: own,
    };
    this.models.set(definition.name, model);
    this.refused.delete(definition.name);
    return model;
  }

  private parentOf(definition: RubyClass): ModelClass | null {
    if (definition.superclass === null) return null;
    const parent = this.classes.find(definition.superclass);
    return parent === null || parent.name === definition.name ? null : this.build(parent);
  }

  /** Below ActiveRecord itself, or below a class of a gem while it declares associations. */
  private isRoot(definition: RubyClass, own: ModelClass["fragments"]): boolean {
    const { superclass } = definition;
    if (superclass === null || !("name" in superclass)) return false;
    if (superclass.name.replace(/^::/, "") in GEM_BASES && this.classes.find(superclass) === null) return true;
    if (this.classes.find(superclass) !== null) return false;
    // Serializers, resources and factories use the same words; a model of a gem's base lives among models.
    if (!/(^|\/)models\//.test(definition.path)) return false;
    return own.some(({ fragment }) => fragment.table !== null || fragment.associations.length > 0);
  }
}

function inflectionsIn(files: readonly FileFacts[]): readonly InflectionChange[] {
  const changes: InflectionChange[] = [];
  for (const file of files) {
    for (const fragment of file.fragments) {
      if (fragment.kind !== "setting" || fragment.name !== "inflection") continue;
      const value = fragment.value as unknown as InflectionChange | undefined;
      if (value?.kind !== undefined && Array.isArray(value.args)) changes.push(value);
    }
  }
  return changes;
}

interface Naming {
  /** Prefix a module or class gives to the tables below it. */
  readonly prefix: ReadonlyMap<string, string>;
  readonly suffix: ReadonlyMap<string, string>;
  readonly pluralize: boolean;
}

function settingsOf(files: readonly FileFacts[], classes: ClassIndex, inflector: Inflector): Naming {
  const prefix = new Map<string, string>();
  const suffix = new Map<string, string>();
  let pluralize = true;
  for (const file of files) {
    for (const fragment of file.fragments) {
      if (fragment.kind !== "setting" || fragment.framework !== "active-record") continue;
      const owner = fragment.origin ? classes.nameOf(fragment.origin) : "";
      // `config.active_record.table_name_prefix = …` stands in the application class or an initializer.
      const on = /(^|::)(Application|Engine)$/.test(owner) && fragment.name !== "isolate_namespace" ? "" : owner;
      if (fragment.name === "table_name_prefix") prefix.set(on, String(fragment.value));
      else if (fragment.name === "table_name_suffix") suffix.set(on, String(fragment.value));
      else if (fragment.name === "pluralize_table_names") pluralize = fragment.value !== false;
      else if (fragment.name === "isolate_namespace" && !prefix.has(on)) {
        prefix.set(on, `${inflector.underscore(on).replaceAll("/", "_")}_`);
      }
    }
  }
  return { prefix, suffix, pluralize };
}

const outerNames = (name: string): string[] => {
  const parts = name.split("::");
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join("::"));
};

/** https://github.com/rails/rails/blob/6-1-stable/activerecord/lib/active_record/model_schema.rb */
class TableNames {
  private readonly known = new Map<string, string | null>();

  constructor(
    private readonly models: ReadonlyMap<string, ModelClass>,
    private readonly naming: Naming,
    private readonly inflector: Inflector,
  ) {}

  tableOf(model: ModelClass): string | null {
    const known = this.known.get(model.name);
    if (known !== undefined) return known;
    this.known.set(model.name, null);
    const table = this.computeTable(model);
    this.known.set(model.name, table);
    return table;
  }

  private computeTable(model: ModelClass): string | null {
    const explicit = model.fragments.map(({ fragment }) => fragment.table).find((table) => table !== null);
    // Empty: set, but to something that only running the app tells.
    if (explicit !== undefined) return explicit === "" ? null : explicit;
    const { parent } = model;
    if (model.abstract) return parent === null ? null : this.tableOf(parent);
    if (parent !== null && !parent.abstract) return this.tableOf(parent);
    const inherited = parent === null ? this.gemTable(model) : this.tableOf(parent);
    return inherited ?? this.fromName(model);
  }

  private gemTable(model: ModelClass): string | null {
    const { superclass } = model.definition;
    return superclass !== null && "name" in superclass ? (GEM_BASES[superclass.name.replace(/^::/, "")] ?? null) : null;
  }

  private fromName(model: ModelClass): string {
    if (model.orm === "mongoid") return this.inflector.tableize(model.name).replaceAll("/", "_");
    const last = this.inflector.underscore(model.name.split("::").at(-1) ?? "");
    const word = this.naming.pluralize ? this.inflector.pluralize(last) : last;
    return this.prefixOf(model) + this.containedIn(model) + word + this.inherited(model, this.naming.suffix);
  }

  /** A model inside another model's class carries that one's table name. */
  private containedIn(model: ModelClass): string {
    const outer = this.models.get(outerNames(model.name)[0] ?? "");
    if (outer === undefined || outer.abstract) return "";
    const table = this.tableOf(outer) ?? "";
    return `${this.naming.pluralize ? this.inflector.singularize(table) : table}_`;
  }

  /** The nearest enclosing module that answers to table_name_prefix: one that sets it, or any model. */
  private prefixOf(model: ModelClass): string {
    for (const outer of outerNames(model.name)) {
      const prefix = this.naming.prefix.get(outer);
      if (prefix !== undefined) return prefix;
      const outerModel = this.models.get(outer);
      if (outerModel !== undefined) return this.inherited(outerModel, this.naming.prefix);
    }
    return this.inherited(model, this.naming.prefix);
  }

  private inherited(model: ModelClass, setting: ReadonlyMap<string, string>): string {
    for (let at: ModelClass | null = model; at !== null; at = at.parent) {
      const value = setting.get(at.name);
      if (value !== undefined) return value;
    }
    return setting.get("ActiveRecord::Base") ?? setting.get("") ?? "";
  }
}

/** What classes say of their database themselves. */
function databasesIn(files: readonly FileFacts[], classes: ClassIndex): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { fragments } of files) {
    for (const fragment of fragments) {
      if (fragment.kind !== "setting" || fragment.name !== "database" || !fragment.origin) continue;
      if (fragment.framework === "active-record") found.set(classes.nameOf(fragment.origin), String(fragment.value));
    }
  }
  return found;
}

/** A class uses the connection of the nearest class above it that has one of its own. */
function databaseOf(model: ModelClass, databases: ReadonlyMap<string, string>): string | null {
  for (let at: ModelClass | null = model; at !== null; at = at.parent) {
    const own = databases.get(at.name);
    if (own !== undefined) return own === "primary" ? null : own;
  }
  return null;
}

export function findModelClasses(facts: readonly FileFacts[]): RubyModels {
  const files = facts.filter(isAppRuby);
  const classes = indexClasses(facts);
  const inflector = createInflector(inflectionsIn(files));
  const builder = new ModelBuilder(classes, fragmentsByClass(files));
  for (const definition of classes.all) builder.build(definition);
  const models = new Map([...builder.models].sort((a, b) => byText(a[0], b[0])));
  const tables = new TableNames(models, settingsOf(files, classes, inflector), inflector);
  const databases = databasesIn(files, classes);
  return {
    classes,
    inflector,
    models,
    tableOf: (model) => tables.tableOf(model),
    databaseOf: (model) => databaseOf(model, databases),
  };
}
