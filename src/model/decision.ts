/** Decisions: what the team chose, the content of `migration/decisions.yaml`; and the questions that lead there. */
import type { Pin } from "./proposal.js";

export type By = "user" | "default";
export type ServiceLanguage = "typescript" | "go";
export type Broker = "redis" | "nats" | "rabbitmq";
export type DataStep = "shared-schema" | "own-schema" | "own-database";
/** How a service knows its caller at the cut. "ask-monolith": the gateway asks the monolith. */
export type AuthChoice = "ask-monolith" | "token" | "jwt" | "api-key" | "public";

export interface ServiceDecision {
  readonly id: string;
  readonly extract: boolean;
  readonly name: string;
  /** Module ids. */
  readonly modules: readonly string[];
  readonly language: ServiceLanguage;
  readonly data: DataStep;
  /** null: nobody decided yet; `generate` refuses then. */
  readonly auth: AuthChoice | null;
  /** Routes (by id) that differ: another way to know the caller, or "monolith" for one that stays there. */
  readonly routes?: Readonly<Record<string, AuthChoice | "monolith">>;
  readonly by: By;
  /** Digest of the facts this answer rests on. */
  readonly digest: string;
}

export interface CutDecision {
  readonly id: string;
  readonly transport: "api" | "event";
  readonly by: By;
  readonly digest: string;
}

export interface AddonDecision {
  readonly plan: string;
  readonly as: string | null;
  readonly run: "managed" | "self";
  readonly by: By;
  readonly digest: string;
}

/** Where a frontend is served from: by the monolith as before, or as files of its own with everything else passed on. */
export interface FrontendDecision {
  /** Folder, as the analysis names it. */
  readonly path: string;
  readonly host: "monolith" | "static";
  readonly by: By;
  readonly digest: string;
}

export interface ProcessOverride {
  readonly type: string;
  readonly quantity?: number;
  /** Megabytes. */
  readonly memory?: number;
  readonly singleton?: boolean;
  readonly autoscaling?: { readonly min: number; readonly max: number };
}

export interface Decisions {
  readonly schema: "valueline/decisions/1";
  readonly services: readonly ServiceDecision[];
  readonly cuts: readonly CutDecision[];
  readonly broker: { readonly choice: Broker; readonly by: By; readonly digest: string };
  readonly addons: readonly AddonDecision[];
  readonly processes: readonly ProcessOverride[];
  readonly frontends: readonly FrontendDecision[];
  readonly targets: readonly string[];
  readonly pins: readonly Pin[];
  /** Facts only a person knows. */
  readonly facts: {
    readonly schedules: readonly {
      readonly name: string;
      readonly when: string;
      readonly timezone: string | null;
      readonly runs: string;
    }[];
    /** Celery tasks that a service sends: their names stand in Python, which is not read. */
    readonly tasks: readonly { readonly service: string; readonly name: string; readonly queue: string }[];
    readonly secrets: Readonly<Record<string, string>>;
    readonly traffic: Readonly<Record<string, number>>;
  };
}

/** One question of `migrate select`; every one has a flag and a file answer. */
export interface Question {
  /** Path of the answer: "services.billing.language". */
  readonly id: string;
  readonly kind: "confirm" | "choice" | "choices" | "text";
  readonly text: string;
  /** What the answer rests on, a line each: files, tables, routes, cost of the cuts. */
  readonly details: readonly string[];
  readonly choices: readonly { readonly value: string; readonly label: string; readonly hint: string | null }[];
  readonly default: string | boolean | readonly string[];
  readonly digest: string;
}
