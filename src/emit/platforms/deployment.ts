/** Deployment: the app as every target sees it, before it becomes one target's resources. */

import type { Evidence } from "../../model/evidence.js";
import type { ConfigVar, HerokuAddon, HerokuProcess, ProcessRole, Schedule } from "../../model/heroku-app.js";
import type { PlannedService } from "../../model/plan.js";
import type { ServiceSettings } from "../services/settings.js";

export interface QueueScaling {
  readonly min: number;
  readonly max: number;
  /** False where the bounds live with the autoscaler's vendor and stand-ins are used. */
  readonly stated: boolean;
  /** Where the jobs wait: "sidekiq", "bullmq", "delayed_job"...; null where it cannot be told. */
  readonly backend: string | null;
  readonly queues: readonly string[];
  /** The add-on that scales it at the source. */
  readonly addon: string | null;
}

export interface Workload {
  /** DNS label, unique in the deployment. */
  readonly slug: string;
  /** Process type, or the service's name, or "gateway". */
  readonly type: string;
  /** "site": the frontend's files, in front of everything else. */
  readonly owner: "monolith" | "service" | "gateway" | "site";
  /** Slug of the image it runs. */
  readonly image: string;
  readonly role: ProcessRole;
  /** Shell command; null runs the image's own. */
  readonly command: string | null;
  readonly quantity: number;
  /** False where the repo does not say and Heroku's default stands in. */
  readonly quantityKnown: boolean;
  readonly singleton: boolean;
  /** Megabytes. */
  readonly memory: number;
  /** Thousandths of a core that are asked for. */
  readonly cpu: number;
  readonly size: string | null;
  readonly port: number | null;
  readonly public: boolean;
  /** Null: the port is probed instead. */
  readonly healthPath: string | null;
  /** Values that are no secret and not the user's: PORT, addresses of neighbours. */
  readonly literals: Readonly<Record<string, string>>;
  /** Of what answers HTTP. */
  readonly autoscaling: { readonly min: number; readonly max: number; readonly p95: number | null } | null;
  /** Of a worker, by what waits in its queues. */
  readonly queueScaling: QueueScaling | null;
  readonly process: HerokuProcess | null;
  readonly service: PlannedService | null;
  /** What a generated service reads; null for the monolith and the gateway. */
  readonly settings: ServiceSettings | null;
  /** Its own name of a variable -> the app's name of the same value: DATABASE_URL -> JAWSDB_URL. */
  readonly aliases: Readonly<Record<string, string>>;
  /** The only folders it writes to; null where that cannot be told: a dyno's disk takes everything. */
  readonly scratch: readonly string[] | null;
  readonly evidence: readonly Evidence[];
}

export type BackingRun = "managed" | "self" | "external";

export interface Backing {
  readonly slug: string;
  /** Null where the add-on's need is not known. */
  readonly need: string | null;
  readonly run: BackingRun;
  readonly addon: HerokuAddon | null;
  /** Name of the one service that may reach it; null: everything of the app. */
  readonly owner: string | null;
  /** Variables through which code reaches it, with what each holds. */
  readonly variables: readonly BackingVariable[];
  readonly evidence: readonly Evidence[];
}

export interface BackingVariable {
  readonly name: string;
  /** null: only the store of secrets can know. */
  readonly holds: "url" | "host" | "port" | "user" | "password" | "database" | "servers" | null;
}

/** Where a config var's value comes from on a target; never the value. */
export interface ConfigEntry {
  readonly name: string;
  readonly source: "store" | "backing" | "image" | "platform" | "alias";
  readonly required: boolean;
  readonly variable: ConfigVar;
  /** Slug of the backing that feeds it. */
  readonly backing: string | null;
}

export interface Cron {
  readonly slug: string;
  readonly name: string;
  /** Five fields. */
  readonly when: string;
  readonly timezone: string | null;
  readonly command: string;
  readonly schedule: Schedule;
}

export interface ImageRef {
  readonly slug: string;
  /** From the root of the repo. */
  readonly dockerfile: string;
  readonly context: string;
  /** Stage that heroku.yml stops at. */
  readonly target?: string;
}

export interface Release {
  readonly command: string;
  /** Slug of the image it runs in, where a target can choose it. */
  readonly image: string;
  readonly evidence: readonly Evidence[];
}

/** Behind the gateway, or the site: what answers HTTP of the app itself. */
export const answersHttp = ({ owner, port }: Workload): boolean =>
  (owner === "monolith" || owner === "service") && port !== null;

/** What stands right behind the site; undefined without one. */
export const behindSite = ({ workloads }: Deployment): Workload | undefined => {
  const address = workloads.find(({ owner }) => owner === "site")?.literals["BEHIND_ADDRESS"];
  return workloads.find(({ slug, port }) => `${slug}:${port}` === address);
};

/** For a target that hosts files itself: without the container that would, and the app behind it public. */
export function withoutSite(deployment: Deployment): Deployment {
  const behind = behindSite(deployment);
  if (behind === undefined) return deployment;
  return {
    ...deployment,
    workloads: deployment.workloads
      .filter(({ owner }) => owner !== "site")
      .map((workload) => (workload === behind ? { ...workload, public: true } : workload)),
    images: deployment.images.filter(({ slug }) => slug !== "site"),
  };
}

export interface Deployment {
  readonly app: string;
  readonly slug: string;
  readonly workloads: readonly Workload[];
  readonly release: Release | null;
  readonly tasks: readonly { readonly name: string; readonly slug: string; readonly command: string }[];
  readonly crons: readonly Cron[];
  readonly backings: readonly Backing[];
  readonly config: readonly ConfigEntry[];
  readonly images: readonly ImageRef[];
  readonly domains: readonly string[];
  readonly websockets: boolean;
  readonly reviewApps: boolean;
  readonly drains: { readonly logs: number; readonly telemetry: number } | null;
  /** Image slug of the monolith. */
  readonly image: string;
  /** That image is built from the repo's own Dockerfile. */
  readonly ownImage: boolean;
  readonly language: string | null;
}
