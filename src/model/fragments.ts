/** Fragments: pieces of what only several files together say; `detect/` composes them. */
import type { DslNode } from "./dsl-program.js";
import type { Literal, Origin } from "./file-facts.js";

/** A thing that routes hang on: an Express app or Router, a Rails route set, a Nest controller. */
export interface RouterFragment {
  readonly kind: "router";
  readonly framework: string;
  /** The symbol that stands for it in this file. */
  readonly origin: Origin;
  /** Prefix it carries itself (koa-router `prefix`, `@Controller("x")`). */
  readonly prefix: string | null;
  /** The root of a server: nothing mounts it. */
  readonly root: boolean;
  readonly line: number;
}

/** Fixed pieces of a text, and symbols whose value other files know. */
export type TextParts = readonly (string | Origin)[];

/** One router hung below another. */
export interface MountFragment {
  readonly kind: "mount";
  readonly framework: string;
  readonly parent: Origin;
  readonly child: Origin;
  /** The child is a function that receives the parent as parameter `childParam` (registrar style: `require("./routes")(app)`). */
  readonly childParam?: number;
  /** null: a prefix that cannot be resolved from this file; `prefixOrigin` may. */
  readonly prefix: string | null;
  readonly prefixOrigin?: Origin;
  /** Where `prefix` is null: fixed pieces and symbols whose value other files know. */
  readonly prefixParts?: readonly (string | Origin)[];
  /** Way from the parameter to the router: `({ app }) => …` -> ["app"]. */
  readonly childMembers?: readonly string[];
  /** Arguments of the call that hands the router over or makes it, as far as they are texts. */
  readonly args?: readonly (TextParts | { readonly [key: string]: TextParts } | null)[];
  /** Last argument of that call, where it is a function's name: what answers where the callee registers a route. */
  readonly handler?: string | null;
  readonly handlerOrigin?: Origin | null;
  /** Written name of the child ("requireLogin"), and what stands before it in the same call. */
  readonly childName?: string;
  readonly guards?: readonly { readonly name: string; readonly origin: Origin | null }[];
  readonly line: number;
}

/** One symbol stands for another: a variable that holds a factory's result, a property set later, what a function returns. */
export interface AliasFragment {
  readonly kind: "alias";
  readonly from: Origin;
  readonly to: Origin;
  readonly line: number;
}

export interface RouteFragment {
  readonly kind: "route";
  readonly framework: string;
  readonly router: Origin;
  /** Upper case; "ANY" for all; WS QUERY MUTATION SUBSCRIPTION where they apply. */
  readonly methods: readonly string[];
  /** Where `methods` is empty: the parameter that a caller gives the method to. */
  readonly methodParts?: TextParts;
  /** As the framework writes it, normalised to ":name", "*name", "(/optional)"; null where not literal (then `pathOrigin`). */
  readonly path: string | null;
  readonly pathOrigin?: Origin;
  /** Where `path` is null: fixed pieces and symbols whose value other files or callers know. */
  readonly pathParts?: readonly (string | Origin)[];
  readonly host?: string | null;
  readonly constraints?: readonly string[];
  /** Handler as the contract prints it ("invoices#index", "listInvoices"). */
  readonly handler: string | null;
  readonly handlerOrigin: Origin | null;
  /** Middleware or before_action names that authenticate or guard it. */
  readonly guards?: readonly { readonly name: string; readonly origin: Origin | null }[];
  readonly line: number;
}

export interface ModelFragment {
  readonly kind: "model";
  /** "sequelize", "active-record", "prisma"... */
  readonly orm: string;
  readonly name: string;
  readonly origin: Origin;
  readonly table: string | null;
  readonly base: Origin | null;
  readonly abstract: boolean;
  readonly columns: readonly ColumnFact[];
  readonly associations: readonly AssociationFact[];
  /** Named queries of the model (Rails scopes). */
  readonly scopes?: readonly string[];
  /** Values of its enums, prefix and suffix applied: each is a scope, and `value!` writes. */
  readonly enumValues?: readonly string[];
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
  /** Association of the `through` model that leads on, where it is not the name's own. */
  readonly source?: string;
  /** Table between the two of a many-to-many, where it is named. */
  readonly joinTable?: string;
  /** Model meant where the source is polymorphic. */
  readonly sourceType?: Origin;
  readonly line: number;
}

/** Adds associations to a model defined elsewhere (`User.hasMany(Post)` in an associate file, a Rails concern). */
export interface AssociateFragment {
  readonly kind: "associate";
  readonly orm: string;
  readonly model: Origin;
  readonly association: AssociationFact;
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

/** A unit of background work, where it is performed. */
export interface JobFragment {
  readonly kind: "job";
  /** "sidekiq", "active-job", "bullmq", "bull", "agenda", "pg-boss"... */
  readonly system: string;
  /** Class name, or "queue:name" for BullMQ; null where `nameOrigin` says. */
  readonly name: string | null;
  readonly nameOrigin?: Origin;
  readonly queue: string | null;
  readonly queueOrigin?: Origin;
  readonly handlerOrigin: Origin | null;
  /** Options that matter for the wire: retry, unique locks. */
  readonly options?: { readonly [key: string]: Literal };
  /** The handler picks a class from this table by name and calls `method` on it: each such class is a job. */
  readonly registry?: { readonly origin: Origin; readonly method: string | null };
  readonly line: number;
}

export interface EnqueueFragment {
  readonly kind: "enqueue";
  readonly system: string;
  /** The job's class; a {param} where the caller of this function names the job. */
  readonly job: Origin | null;
  readonly jobName: string | null;
  readonly queue: string | null;
  readonly queueOrigin?: Origin;
  readonly within: string;
  readonly line: number;
}

/** A queue object: `new Queue("mail")`; ties the symbol to its name. */
export interface QueueFragment {
  readonly kind: "queue";
  readonly system: string;
  readonly origin: Origin;
  readonly name: string | null;
  readonly nameOrigin?: Origin;
  /** Function of the app that makes it: where that one's queue is named by its parameter, `name` is what was passed. */
  readonly factory?: Origin;
  readonly line: number;
}

export interface ScheduleFragment {
  readonly kind: "schedule";
  readonly system: string;
  readonly name: string;
  /** Cron expression or the words of the library ("every 10.minutes"). */
  readonly when: string | null;
  readonly timezone: string | null;
  /** What it runs, as text. */
  readonly runs: string | null;
  readonly runsOrigin: Origin | null;
  /** Runs inside whatever process loads this file (setInterval, node-cron) rather than in a scheduler of its own. */
  readonly inProcess: boolean;
  readonly line: number;
}

export interface MessageFragment {
  readonly kind: "message";
  readonly system: string;
  readonly channel: string | null;
  readonly channelOrigin?: Origin;
  readonly direction: "publish" | "consume";
  readonly handlerOrigin?: Origin | null;
  readonly line: number;
}

/** A constant's literal value that other files use (queue names, prefixes). */
export interface ConstantFragment {
  readonly kind: "constant";
  readonly name: string;
  readonly value: Literal;
  readonly line: number;
}

/** A setting of a framework that changes how fragments compose (Nest `setGlobalPrefix`, versioning, Rails autoload paths, inflections). */
export interface SettingFragment {
  readonly kind: "setting";
  readonly framework: string;
  readonly name: string;
  readonly value: Literal;
  readonly origin?: Origin | null;
  readonly line: number;
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

/** A routing program that only runs right together with others (Rails `routes.draw`, `draw(:admin)`): `detect/` runs it. */
export interface RouteProgramFragment {
  readonly kind: "route-program";
  readonly framework: string;
  /** Whose routes: "Rails.application" (null) or an engine's constant. */
  readonly target: Origin | null;
  /** block: the body of a `draw do`; file: a whole file for `draw(:name)`; module: methods that `extend` adds to a route set. */
  readonly as: "block" | "append" | "prepend" | "file" | "module";
  readonly body: readonly DslNode[];
  readonly line: number;
}

/** A text in code that rules ask about: a URL, a Heroku host; of a secret only what kind it is. */
export interface LiteralFragment {
  readonly kind: "literal";
  readonly text: string;
  /** "a Stripe live key"; the text is then redacted. */
  readonly secret: string | null;
  readonly line: number;
}

/** The environment under a name of the app's own: `export const env = schema.parse(process.env)`. */
export interface EnvironmentFragment {
  readonly kind: "environment";
  /** The variable at module level that holds it; "default" and "=" for `export default` and `module.exports =`. */
  readonly name: string;
  readonly line: number;
}

/** A variable read through such a name, `env.DATABASE_URL`, or by a function of this file, `readEnv("PORT")`: whether it is one shows when `of` is known. */
export interface EnvironmentReadFragment {
  readonly kind: "environment-read";
  readonly of: Origin;
  /** Position of the name in the call of `of`; null where it is a member. */
  readonly handedAt: number | null;
  readonly name: string;
  readonly line: number;
}

/** A function that reads the variable named by one of its parameters: `const readEnv = (name) => process.env[name]`. */
export interface EnvironmentReaderFragment {
  readonly kind: "environment-reader";
  readonly function: string;
  readonly index: number;
  /** What it looks the name up in, which must turn out to be the environment; or another reader that it hands the name to. */
  readonly of: Origin;
  /** Position of the name in the call of that other reader; null where `of` is looked up. */
  readonly handedAt: number | null;
  readonly line: number;
}

/** A switch in an object literal, wherever that object goes: `{ rejectUnauthorized: false }`. */
export interface OptionFragment {
  readonly kind: "option";
  readonly name: string;
  readonly value: boolean;
  readonly line: number;
}

/** A function that loads every module of the folder named by one of its parameters: `requireAll(dir)`. */
export interface FolderLoaderFragment {
  readonly kind: "folder-loader";
  readonly function: string;
  readonly index: number;
  readonly line: number;
}

/** A call that hands over a folder below its own: `requireAll(__dirname)`; whether that loads it shows when `of` is known. */
export interface FolderCallFragment {
  readonly kind: "folder-call";
  readonly of: Origin;
  readonly index: number;
  /** "." or "./routes", from the file's own folder. */
  readonly folder: string;
  readonly line: number;
}

export type Fragment =
  | EnvironmentFragment
  | FolderLoaderFragment
  | FolderCallFragment
  | EnvironmentReaderFragment
  | EnvironmentReadFragment
  | LiteralFragment
  | OptionFragment
  | RouteProgramFragment
  | RouterFragment
  | MountFragment
  | AliasFragment
  | RouteFragment
  | ModelFragment
  | AssociateFragment
  | TableFragment
  | JobFragment
  | EnqueueFragment
  | QueueFragment
  | ScheduleFragment
  | MessageFragment
  | ConstantFragment
  | SettingFragment
  | CallbackFragment;
