/** HerokuApp: what the repo's Heroku files and a capture say about how the app runs. */
import type { Diagnostic, Evidence } from "./evidence.js";

export type ProcessRole = "web" | "worker" | "clock" | "release" | "other";

export interface HerokuProcess {
  readonly type: string;
  /** As written. */
  readonly command: string;
  /** What it finally runs (script, task, module), wrappers and shell scripts followed. */
  readonly entrypoint: string | null;
  /** The workspace file it starts with, where there is one ("config.ru" of puma, "pontoon/wsgi.py" of gunicorn). */
  readonly entryFile?: string | null;
  /** Everything it runs one after the other, entrypoint last: "rake db:migrate", "rake assets:precompile". */
  readonly steps?: readonly string[];
  readonly role: ProcessRole;
  /** implied: the language's default web process; live: seen in the capture only. */
  readonly origin: "declared" | "implied" | "live";
  /** Names set in the command itself. */
  readonly env: readonly string[];
  readonly queues: readonly string[];
  readonly quantity: number | null;
  readonly size: string | null;
  /** Must never run twice: clock, beat, cron, listeners, a worker with an embedded scheduler. */
  readonly singleton: boolean;
  /** Megabytes that a decision puts in place of the size's. */
  readonly memory?: number;
  /** Bounds of what scales by itself; `p95` in milliseconds for Heroku's own web autoscaling, else null. */
  readonly autoscaling?: { readonly min: number; readonly max: number; readonly p95: number | null };
  readonly evidence: readonly Evidence[];
}

export interface HerokuAddon {
  readonly plan: string;
  readonly service: string;
  readonly as: string | null;
  /** "postgres", "mysql", "redis", "queue", "kafka", "mongodb", "memcached", "smtp", "object-store", "search", "logs", "metrics", "errors", "scheduler"... */
  readonly need: string | null;
  readonly configVars: readonly string[];
  readonly sharedWith: readonly string[];
  readonly evidence: readonly Evidence[];
}

export interface ConfigVar {
  readonly name: string;
  readonly declared: boolean;
  readonly required: boolean;
  readonly generated: boolean;
  readonly secret: boolean;
  /** Add-on or buildpack that sets it. */
  readonly injectedBy: string | null;
  /** "$CLOUDAMQP_URL" -> CLOUDAMQP_URL */
  readonly refersTo: string | null;
  readonly readAt: readonly Evidence[];
}

export interface HerokuApp {
  /** From app.json; null where it has none. */
  readonly name: string | null;
  readonly sources: readonly string[];
  readonly stack: string | null;
  readonly buildpacks: readonly string[];
  readonly processes: readonly HerokuProcess[];
  readonly addons: readonly HerokuAddon[];
  /** As declared or injected; `readAt` is joined in `detect/`. */
  readonly configVars: readonly ConfigVar[];
  readonly environments: readonly string[];
  readonly domains: readonly string[];
  /** Where each of the plain words above and below is said, by `placeOf(kind, word)`. */
  readonly places?: Readonly<Record<string, readonly Evidence[]>>;
  /** How many receivers of logs and of telemetry the app feeds, where a capture tells. */
  readonly drains?: { readonly logs: number; readonly telemetry: number };
  readonly scripts: readonly { readonly name: string; readonly command: string }[];
  /** Schedules that the Heroku side alone tells of (Scheduler add-on, supercronic crontab). */
  readonly schedules: readonly Schedule[];
  /** List prices of what runs; null where neither dynos nor add-ons are known. */
  readonly cost: MonthlyCost | null;
  readonly diagnostics: readonly Diagnostic[];
}

export const placeOf = (kind: "stack" | "buildpack" | "script" | "environment" | "domain", word: string): string =>
  `${kind} ${word}`;

/** What the platform charges by its price list; discounts, data transfer and enterprise contracts are not in it. */
export interface MonthlyCost {
  /** Day on which the prices were read: "2026-03-11". */
  readonly pricesRead: string;
  /** USD a month, the lines of known price together. */
  readonly known: number;
  readonly lines: readonly {
    readonly kind: "dyno" | "add-on";
    /** Process type, or plan. */
    readonly name: string;
    /** USD a month; null where size, quantity or price is not known. */
    readonly monthly: number | null;
    readonly note: string | null;
  }[];
}

export interface Schedule {
  readonly name: string;
  readonly when: string | null;
  readonly timezone: string | null;
  readonly process: string | null;
  readonly runs: string | null;
  readonly evidence: readonly Evidence[];
}
