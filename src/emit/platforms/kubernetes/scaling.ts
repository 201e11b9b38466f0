/** Turns workers that scale by their queues into KEDA's ScaledObjects, and says what differs from the source. */

import { at } from "../answers.js";
import { passwordName } from "../bindings.js";
import type { Backing, Deployment, QueueScaling, Workload } from "../deployment.js";
import { type Answer, approximated, lost } from "../fidelity.js";
import { recipeOf } from "../needs.js";
import { runsAs } from "./containers.js";
import { namespaceOf } from "./kustomize.js";
import { meta, PART_OF, selectorOf } from "./objects.js";

interface Trigger {
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly authenticationRef?: { readonly name: string };
}

/** Keys of Redis lists in which each system keeps what waits, by queue. */
const LISTS: Readonly<Record<string, (queue: string) => string>> = {
  sidekiq: (queue) => `queue:${queue}`,
  resque: (queue) => `resque:queue:${queue}`,
  bullmq: (queue) => `bull:${queue}:wait`,
  bull: (queue) => `bull:${queue}:wait`,
};

interface JobTable {
  readonly table: string;
  readonly waits: string;
  readonly queue: string;
}

/** Rows that a worker could take now, in the tables of each system that keeps jobs in PostgreSQL. */
const TABLES: Readonly<Record<string, JobTable>> = {
  delayed_job: {
    table: "delayed_jobs",
    waits: "run_at <= now() AND locked_at IS NULL AND failed_at IS NULL",
    queue: "queue",
  },
  good_job: {
    table: "good_jobs",
    waits: "finished_at IS NULL AND (scheduled_at IS NULL OR scheduled_at <= now())",
    queue: "queue_name",
  },
  que: { table: "que_jobs", waits: "finished_at IS NULL AND expired_at IS NULL AND run_at <= now()", queue: "queue" },
  solid_queue: { table: "solid_queue_ready_executions", waits: "true", queue: "queue_name" },
};

/** Jobs that one pod should have waiting before another is started; KEDA's own default is 5. */
const PER_POD = "10";

/** Keys of the Secret through which KEDA reaches a Redis outside: it takes host:port, no URL. */
export const kedaSecret = (deployment: Deployment): string => `${deployment.slug}-keda`;

/** Bounds are production's: staging runs one. */
const ENVIRONMENT = "production";

export const isScaledByQueue = (deployment: Deployment, { queueScaling }: Workload): boolean =>
  queueScaling !== null && triggersOf(deployment, queueScaling).length > 0;

function triggersOf(deployment: Deployment, scaling: QueueScaling): readonly Trigger[] {
  const list = LISTS[scaling.backend ?? ""];
  const table = TABLES[scaling.backend ?? ""];
  const queues = scaling.queues.length > 0 ? scaling.queues : ["default"];
  const redis = storeOf(deployment, "redis");
  if (list !== undefined && redis !== null) return queues.map((queue) => redisTrigger(deployment, redis, list(queue)));
  const database = storeOf(deployment, "postgres");
  if (table !== undefined && database !== null) return [postgresTrigger(deployment, database, table, scaling.queues)];
  return [];
}

const storeOf = ({ backings }: Deployment, need: string): Backing | null => {
  const found = backings.filter((backing) => backing.need === need && backing.owner === null);
  return found.find(({ addon }) => addon === null || addon.sharedWith.length === 0) ?? found[0] ?? null;
};

/** The variable whose value the app's workers reach that Redis by. */
export const queueAddress = (deployment: Deployment): string =>
  storeOf(deployment, "redis")?.variables.find(({ holds }) => holds === "url")?.name ?? "its address";

/** KEDA asks from a namespace of its own: the short name that the app uses means nothing there. */
const hostOf = (deployment: Deployment, { slug }: Backing): string =>
  `${slug}.${namespaceOf(deployment, ENVIRONMENT)}.svc.cluster.local`;

function redisTrigger(deployment: Deployment, backing: Backing, listName: string): Trigger {
  const list = { listName, listLength: PER_POD };
  if (runsAs(backing) === "self") {
    const address = `${hostOf(deployment, backing)}:${recipeOf("redis")!.port}`;
    return { type: "redis", metadata: { address, passwordFromEnv: passwordName(backing), ...list } };
  }
  return { type: "redis", metadata: list, authenticationRef: { name: kedaSecret(deployment) } };
}

function postgresTrigger(
  deployment: Deployment,
  backing: Backing,
  { table, waits, queue }: JobTable,
  queues: readonly string[],
): Trigger {
  const names = queues.map((name) => `'${name.replaceAll("'", "''")}'`).join(", ");
  const only = queues.length === 0 ? "" : ` AND ${queue} IN (${names})`;
  const ask = { query: `SELECT count(*) FROM ${table} WHERE ${waits}${only}`, targetQueryValue: PER_POD };
  const recipe = recipeOf("postgres")!;
  const place =
    runsAs(backing) === "self"
      ? {
          host: hostOf(deployment, backing),
          port: String(recipe.port),
          userName: recipe.user!,
          dbName: recipe.database!,
          sslmode: "disable",
          passwordFromEnv: passwordName(backing),
        }
      : { connectionFromEnv: backing.variables.find(({ holds }) => holds === "url")?.name ?? "DATABASE_URL" };
  return { type: "postgresql", metadata: { ...place, ...ask } };
}

export function scaledObjects(deployment: Deployment, workload: Workload): readonly object[] {
  const { slug, queueScaling } = workload;
  return [
    {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      metadata: meta(deployment, slug, "app"),
      spec: {
        scaleTargetRef: { name: slug },
        minReplicaCount: queueScaling!.min,
        maxReplicaCount: queueScaling!.max,
        pollingInterval: 15,
        // A worker that is stopped in the middle of a long job does it again: go down slowly.
        cooldownPeriod: 300,
        triggers: triggersOf(deployment, queueScaling!),
      },
    },
  ];
}

/** What all ScaledObjects share: the way to a Redis outside, and KEDA's way to stores that run here. */
export function scalingSupport(deployment: Deployment): readonly object[] {
  const scaled = deployment.workloads.filter((workload) => isScaledByQueue(deployment, workload));
  const triggers = scaled.flatMap(({ queueScaling }) => triggersOf(deployment, queueScaling!));
  const asked = new Set(triggers.flatMap(({ metadata }) => metadata["host"] ?? metadata["address"] ?? []));
  const stores = deployment.backings.filter((backing) =>
    [...asked].some((address) => address.startsWith(`${hostOf(deployment, backing)}`)),
  );
  return [
    ...(triggers.some(({ authenticationRef }) => authenticationRef !== undefined) ? [authentication(deployment)] : []),
    ...stores.map((backing) => allowKeda(deployment, backing)),
  ];
}

const authentication = (deployment: Deployment): object => ({
  apiVersion: "keda.sh/v1alpha1",
  kind: "TriggerAuthentication",
  metadata: meta(deployment, kedaSecret(deployment), "app"),
  spec: {
    secretTargetRef: ["address", "password", "tls"].map((key) => ({
      parameter: key,
      name: kedaSecret(deployment),
      key,
    })),
  },
});

const allowKeda = (deployment: Deployment, { slug }: Backing): object => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: meta(deployment, `allow-keda-${slug}`, "data"),
  spec: {
    podSelector: { matchLabels: { ...selectorOf(slug), [PART_OF]: deployment.slug } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "keda" } } }],
        ports: [{ protocol: "TCP", port: "data" }],
      },
    ],
  },
});

export function scalingAnswer(deployment: Deployment, workload: Workload): Answer {
  const { slug, autoscaling, queueScaling } = workload;
  if (autoscaling !== null)
    return approximated(
      `HorizontalPodAutoscaler ${slug}: ${autoscaling.min} to ${autoscaling.max} by CPU at 70%, not by p95${at(autoscaling.p95)}; needs metrics-server`,
    );
  if (!isScaledByQueue(deployment, workload))
    return lost(
      `the jobs of ${workload.type} do not wait where KEDA's Redis or PostgreSQL scalers can count them: write a ScaledObject with the scaler of its broker, or scale by hand`,
    );
  const { min, max, stated, backend, addon } = queueScaling!;
  const bounds = stated
    ? ""
    : `; ${addon ?? "the vendor"} keeps the real bounds: state them under processes in decisions.yaml`;
  return approximated(
    `KEDA's ScaledObject ${slug}: ${min} to ${max} by the number of ${backend} jobs that wait (${PER_POD} a pod), where the source may go by how long they wait; scheduled and retried ones do not count; KEDA must be installed${bounds}`,
  );
}
