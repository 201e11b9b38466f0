/** Work: jobs, the queues and schedules that start them, and messages. */
import type { Literal, Origin } from "../origin.js";

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
  /** Where another file says the name. */
  readonly jobNameOrigin?: Origin;
  readonly queue: string | null;
  readonly queueOrigin?: Origin;
  readonly within: string;
  readonly line: number;
}

/** An object that keeps jobs by their names: `new Agenda()`, `new PgBoss()`. */
export interface JobStoreFragment {
  readonly kind: "job-store";
  readonly system: string;
  readonly origin: Origin;
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
  /** "" where only `storeOrigin` tells. */
  readonly system: string;
  readonly name: string;
  /** Where another file says the name, the time or the zone. */
  readonly nameOrigin?: Origin;
  readonly whenOrigin?: Origin;
  readonly timezoneOrigin?: Origin;
  /** The object that it was asked of: no schedule where that keeps no jobs. */
  readonly storeOrigin?: Origin;
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
