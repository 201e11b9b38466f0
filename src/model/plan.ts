/** Plan: what will be generated and run, decided in full; emitters only print it. */
import type { Frontend, Route, RouteDetail, Table } from "./app-model.js";
import type { MonolithBuild, SiteBuild } from "./build.js";
import type { AuthChoice, Broker, DataStep, ServiceLanguage } from "./decision.js";
import type { Evidence } from "./evidence.js";
import type { HerokuAddon, HerokuApp, Schedule } from "./heroku-app.js";
import type { Cut } from "./proposal.js";

export interface PlannedRoute {
  readonly route: Route;
  readonly detail: RouteDetail;
  /** Handler name in the new service: "listInvoices". */
  readonly operation: string;
  readonly auth: AuthChoice;
  readonly parameters: readonly { readonly name: string; readonly in: "path" | "query"; readonly type: string }[];
  /** JSON Schema of the body and of the answer, where they can be known. */
  readonly request: object | null;
  readonly response: object | null;
  /** Jobs that the handler's file enqueues today. */
  readonly enqueues?: readonly string[];
}

/** A job of the monolith that the service enqueues in the monolith's own wire format. */
export interface PlannedEnqueue {
  readonly job: string;
  readonly system: string;
  /** Version in the lockfile, which decides the wire format. */
  readonly version: string | null;
  readonly queue: string;
  readonly wire:
    | "sidekiq"
    | "active-job-sidekiq"
    | "active-job-delayed"
    | "resque"
    | "active-job-resque"
    | "bullmq"
    | "celery"
    | "endpoint";
  /** What the app's own client adds to every job of the queue or the class: attempts, backoff, retry, tags. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly because: string;
  readonly evidence: readonly Evidence[];
}

/** A message across a cut. */
export interface PlannedEvent {
  /** "invoice.paid" */
  readonly name: string;
  /** Service id or "monolith". */
  readonly from: string;
  readonly to: readonly string[];
  readonly payload: object;
  readonly orderedBy: string | null;
  /** Model whose rows it speaks of: where its publisher hooks in. */
  readonly source?: Evidence;
  /** Table whose changes it tells. */
  readonly table?: Table;
  readonly cut: Cut;
}

export interface PlannedService {
  readonly id: string;
  readonly name: string;
  readonly language: ServiceLanguage;
  readonly data: DataStep;
  readonly port: number;
  readonly routes: readonly PlannedRoute[];
  readonly tables: readonly Table[];
  readonly enqueues: readonly PlannedEnqueue[];
  /** Names of config vars, never values. */
  readonly env: readonly string[];
  readonly files: readonly string[];
}

export interface PlannedStep {
  readonly title: string;
  readonly phase: "expand" | "relay" | "backfill" | "compare" | "switch" | "contract" | "prepare";
  /** Preconditions: what must be true before. */
  readonly needs: readonly string[];
  readonly commands: readonly string[];
  readonly watch: readonly string[];
  readonly rollback: readonly string[];
  readonly because: readonly string[];
}

/** Where the monolith's side hooks into a Node app. */
export interface ServerHome {
  readonly path: string;
  /** Last line of the statement, from 1. */
  readonly line: number;
  /** "app", "this.app". */
  readonly name: string;
  readonly indent: string;
  readonly framework: "express" | "fastify" | "koa" | "nest";
  readonly typed: boolean;
}

/** How the undivided or remaining monolith runs. */
export interface PlannedMonolith {
  readonly name: string;
  /** "ruby", "node", "python", "go", "static"; null where it cannot be told. */
  readonly runtime: string | null;
  readonly runtimeVersion: string | null;
  /** "rails", "express", "django"... */
  readonly framework: string | null;
  /** Language of the producer's outbox code. */
  readonly language: "ruby" | "javascript" | "typescript" | "python" | "go" | null;
  readonly database: "postgres" | "mysql" | "sqlite" | "mongodb" | null;
  readonly heroku: HerokuApp;
  readonly schedules: readonly Schedule[];
  readonly locked: Readonly<Record<string, string>>;
  /** Which process works which queue, in which system. */
  readonly jobs?: readonly {
    readonly system: string;
    readonly queue: string | null;
    readonly process: string | null;
  }[];
  /** Node: package.json says "type": "module". */
  readonly esm?: boolean;
  /** Node: the statement that makes its server; absent where none was found. */
  readonly home?: ServerHome;
  /** What its image is built from; absent where no repo was at hand. */
  readonly build?: MonolithBuild;
}

export interface Plan {
  readonly app: string;
  readonly commit: string | null;
  readonly monolith: PlannedMonolith;
  readonly services: readonly PlannedService[];
  readonly events: readonly PlannedEvent[];
  readonly broker: Broker | null;
  readonly addons: readonly (HerokuAddon & { readonly run: "managed" | "self" })[];
  /** All public routes with who answers. */
  readonly gateway: readonly { readonly route: Route; readonly to: string }[];
  readonly steps: readonly PlannedStep[];
  readonly targets: readonly string[];
  /** Routes that every service leaves to the monolith for good or for now. */
  readonly notes?: readonly string[];
  readonly frontends?: readonly Frontend[];
  /** The frontend that is served as files, in front of everything else. */
  readonly site?: SiteBuild & { readonly output: string };
}
