/** Data: models, their associations and callbacks, and steps of a schema. */
import type { Origin } from "../origin.js";

export interface ModelFragment {
  readonly kind: "model";
  /** "sequelize", "active-record", "prisma"... */
  readonly orm: string;
  readonly name: string;
  readonly origin: Origin;
  readonly table: string | null;
  /** Pieces of the table's name where other files or callers say some of it. */
  readonly tableParts?: readonly (string | Origin)[];
  /** Schema of the database that the table lies in, where it is not the default one. */
  readonly schema?: string;
  /** What the app says of how names become tables, for this model alone (Sequelize's `underscored`). */
  readonly conventions?: Readonly<Record<string, boolean>>;
  /** What the ORM calls it, where its class is called otherwise (Sequelize's `modelName`): tables and associations go by that. */
  readonly registered?: string;
  /** The parameter of a function that gives the name: each call of that function makes a model. */
  readonly nameOrigin?: Origin;
  /** Position of that function's argument whose settings may name the table. */
  readonly optionsAt?: number;
  /** Function of the app that puts the table's name together out of the one given (Drizzle's `pgTableCreator`). */
  readonly creator?: Origin;
  readonly base: Origin | null;
  readonly abstract: boolean;
  readonly columns: readonly ColumnFact[];
  readonly associations: readonly AssociationFact[];
  /** Named queries of the model (Rails scopes). */
  readonly scopes?: readonly string[];
  /** Values of its enums, prefix and suffix applied: each is a scope, and `value!` writes. */
  readonly enumValues?: readonly string[];
  /** Associations whose rows are written with its own (Rails' `accepts_nested_attributes_for`). */
  readonly nested?: readonly string[];
  readonly line: number;
}

export interface ColumnFact {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly primaryKey: boolean;
}

export interface AssociationFact {
  readonly kind: "belongs-to" | "has-one" | "has-many" | "many-to-many";
  readonly name: string;
  readonly target: Origin | null;
  readonly through: string | null;
  readonly polymorphic: boolean;
  readonly foreignKey: string | null;
  /** Only an association if the target turns out to be a model: a Prisma field may be of an enum in another file. */
  readonly tentative?: true;
  /** Association of the `through` model that leads on, where it is not the name's own. */
  readonly source?: string;
  /** Table between the two of a many-to-many, where it is named. */
  readonly joinTable?: string;
  /** Model meant where the source is polymorphic. */
  readonly sourceType?: Origin;
  readonly line: number;
}

/** A call that makes a model if what it calls is a function that makes models: `defineModel("Plan", {...}, { tableName })`. */
export interface ModelCallFragment {
  readonly kind: "model-call";
  readonly callee: Origin;
  /** What each argument says: a text, the table that its settings name, or nothing. */
  readonly args: readonly { readonly text?: string; readonly table?: string }[];
  /** The class that extends what the call gives; null where the call names the model. */
  readonly name: string | null;
  readonly origin: Origin;
  readonly columns: readonly ColumnFact[];
  readonly associations: readonly AssociationFact[];
  readonly line: number;
}

/** `pgTableCreator((name) => `acme_${name}`)`: how a table's name is put together out of the one given. */
export interface TableCreatorFragment {
  readonly kind: "table-creator";
  readonly origin: Origin;
  /** The parameter stands for the name. */
  readonly parts: readonly (string | Origin)[];
  readonly line: number;
}

/** Adds associations to a model defined elsewhere (`User.hasMany(Post)` in an associate file, a Rails concern). */
export interface AssociateFragment {
  readonly kind: "associate";
  readonly orm: string;
  readonly model: Origin;
  readonly association: AssociationFact;
}

/** A model callback that reaches another model or a job (`after_commit`, hooks). */
export interface CallbackFragment {
  readonly kind: "callback";
  readonly framework: string;
  readonly on: Origin;
  readonly event: string;
  readonly target: Origin | null;
  readonly line: number;
}

/**
 * What a method does with objects, in the order it is written: "12 @order=Order.where.first", "13 =@order.update!".
 * Before "=" stands the variable that takes the value, "return" for what the method gives back, nothing where it is
 * dropped; "order*=" takes each element of it in turn. A call without a receiver that has arguments ends in "()".
 */
export interface FlowFragment {
  readonly kind: "flow";
  /** As definitions name it: "OrdersController#create", "Order.overdue". */
  readonly method: string;
  readonly steps: readonly string[];
  readonly line: number;
}

/** One step of a schema: a whole table from a dump, or a change from a migration. Applied in path, then line order. */
export interface TableFragment {
  readonly kind: "table";
  readonly op:
    | "create"
    | "drop"
    | "rename"
    | "add-column"
    | "drop-column"
    | "rename-column"
    | "change-column"
    | "add-foreign-key"
    | "drop-foreign-key";
  /** "schema": a dump that states the end result; "migration": one step; a schema wins over migrations. */
  readonly from: "schema" | "migration";
  readonly table: string;
  /** Symbol of the model in the same file whose table it is, where `table` alone does not tell. */
  readonly symbol?: string;
  readonly to?: string;
  readonly columns: readonly ColumnFact[];
  readonly foreignKeys: readonly {
    readonly column: string;
    readonly to: string;
    readonly toColumn?: string;
    readonly line: number;
  }[];
  readonly column?: string;
  readonly line: number;
}

/** A call that hands a collection's name to a function of the app: `require("./profile")(env.profile_collection, ctx)`. */
export interface CollectionNameFragment {
  readonly kind: "collection-name";
  readonly callee: Origin;
  /** Position of the argument, from 0. */
  readonly index: number;
  readonly name: string;
  readonly line: number;
}
