/** AppModel: the whole app as its code and config state it, composed across files. */
import type { Diagnostic, Evidence } from "./evidence.js";
import type { ColumnFact, ValueShape } from "./fragments.js";
import type { ConfigVar, HerokuApp, Schedule } from "./heroku-app.js";
import type { Literal } from "./origin.js";

export interface Route {
  /** Unique and stable: method, host, path, then handler where these repeat. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly host: string | null;
  readonly constraints: readonly string[];
  readonly handler: string | null;
  readonly evidence: readonly Evidence[];
}

/** A model that a route's code reads or writes, with the place that says so: of a write the first, else of a read. */
export interface RouteTouch {
  readonly model: string;
  readonly table: string | null;
  readonly mode: "read" | "write";
  readonly path: string;
  readonly line: number;
}

/** What later stages need of a route beyond the contract. */
export interface RouteDetail {
  readonly id: string;
  /** File that holds the handler, where resolved. */
  readonly handlerPath: string | null;
  readonly handlerLine: number | null;
  /** Name of the handler's definition in that file ("InvoicesController#index", "listInvoices"). */
  readonly handlerName: string | null;
  readonly framework: string;
  /** How the caller is known. */
  readonly authentication: {
    readonly kind: "none" | "session" | "devise" | "jwt" | "token" | "api-key" | "basic" | "unknown";
    readonly guards: readonly string[];
  };
  /** CSRF protection stands before it. */
  readonly csrf: boolean;
  /** By model: action, filters and what they call, not views or jobs; null or absent where not known. */
  readonly touches?: readonly RouteTouch[] | null;
  /** What its action takes and gives, serializers and partials written out; absent where nothing was seen. */
  readonly takes?: ValueShape;
  readonly gives?: ValueShape;
  /** Template of the page that it answers with, where no data was seen; absent where it answers none. */
  readonly page?: string;
}

export interface Association {
  readonly kind: "belongs-to" | "has-one" | "has-many" | "many-to-many";
  readonly name: string;
  readonly target: string | null;
  readonly through: string | null;
  readonly polymorphic: boolean;
}

export interface Model {
  readonly name: string;
  readonly table: string | null;
  /** By its name in the app's configuration, where it is not the primary one. */
  readonly database?: string;
  readonly base: string | null;
  readonly associations: readonly Association[];
  readonly evidence: readonly Evidence[];
}

export interface TableAccess {
  readonly path: string;
  readonly mode: "read" | "write";
  readonly via: string;
  readonly line: number;
}

export interface Table {
  readonly name: string;
  /** By its name in the app's configuration, where it is not the primary one. */
  readonly database?: string;
  readonly columns: readonly ColumnFact[];
  readonly foreignKeys: readonly {
    readonly column: string;
    readonly to: string;
    readonly enforced: boolean;
    readonly evidence: readonly Evidence[];
  }[];
  readonly access: readonly TableAccess[];
  readonly evidence: readonly Evidence[];
}

export interface Transaction {
  readonly id: string;
  /** Table names, sorted. */
  readonly writes: readonly string[];
  readonly evidence: readonly Evidence[];
}

export interface Job {
  readonly name: string;
  readonly system: string;
  readonly queue: string | null;
  readonly process: string | null;
  readonly evidence: readonly Evidence[];
  readonly enqueuedAt: readonly Evidence[];
  /** Options of the class that its own client writes into each job (sidekiq_options); not in analysis.json. */
  readonly options?: Readonly<Record<string, Literal>>;
  /** A library's own (Rails' mail delivery): no file of the app performs it, its evidence is a place that enqueues it. Not in analysis.json. */
  readonly library?: true;
}

export interface Message {
  readonly channel: string;
  readonly system: string;
  readonly direction: "publish" | "consume";
  readonly evidence: readonly Evidence[];
}

export interface Integration {
  readonly id: string;
  readonly evidence: readonly Evidence[];
}

export interface Frontend {
  readonly path: string;
  readonly framework: string | null;
  readonly build: string | null;
  readonly output: string | null;
  readonly evidence: readonly Evidence[];
}

export interface LanguageCount {
  readonly id: string;
  readonly files: number;
  readonly lines: number;
  readonly parsed: number;
}

export interface FrameworkUse {
  readonly id: string;
  readonly version: string | null;
  readonly evidence: readonly Evidence[];
}

/** The team's own statement of boundaries: packwerk, engines, Nest modules, workspaces, CODEOWNERS. */
export interface DeclaredGroup {
  readonly name: string;
  readonly by: string;
  readonly files: readonly string[];
  readonly evidence: readonly Evidence[];
}

export type FileRole =
  | "source"
  | "test"
  | "fixture"
  | "vendored"
  | "generated"
  | "config"
  | "frontend"
  | "migration"
  | "unparsed";

export interface AppModel {
  readonly name: string;
  readonly languages: readonly LanguageCount[];
  readonly frameworks: readonly FrameworkUse[];
  readonly heroku: HerokuApp;
  /** Declared and read config vars joined. */
  readonly configVars: readonly ConfigVar[];
  readonly routes: readonly Route[];
  /** Same order as `routes`. */
  readonly routeDetails: readonly RouteDetail[];
  readonly models: readonly Model[];
  readonly tables: readonly Table[];
  readonly transactions: readonly Transaction[];
  readonly jobs: readonly Job[];
  readonly messages: readonly Message[];
  readonly schedules: readonly Schedule[];
  readonly integrations: readonly Integration[];
  readonly frontends: readonly Frontend[];
  readonly declared: readonly DeclaredGroup[];
  /** Role of every file of a known language, sorted by path; "source" takes part in the partition. */
  readonly roles: readonly { readonly path: string; readonly role: FileRole }[];
  /** Locked versions of packages and gems that wire formats depend on (sidekiq, bullmq, rails...). */
  readonly locked: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}
