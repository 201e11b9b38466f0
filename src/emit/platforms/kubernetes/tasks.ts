/** Turns the release phase, schedules and one-off commands into Jobs. */
import { commented } from "../../../text/yaml.js";
import type { Cron, Deployment, Release, Workload } from "../deployment.js";
import { showEvidence } from "../env-example.js";
import { commandOf, envOf, taskEnv, withoutPort } from "./containers.js";
import { labelsOf, literalText, meta, POD_SECURITY, scratchMounts, scratchVolumes, securityOf } from "./objects.js";

/** deploy.sh adds the image's tag to the name: a Job's template never changes, and each image releases once. */
export const releaseJob = (deployment: Deployment, release: Release): object => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: meta(deployment, "release", "task"),
  spec: {
    backoffLimit: commented(showEvidence(release.evidence), 0),
    // Heroku stops a release phase after an hour: devcenter "Release Phase".
    activeDeadlineSeconds: 3600,
    ttlSecondsAfterFinished: 86_400,
    template: podTemplate(deployment, "release", release.command, release.image),
  },
});

/** A service's own tables, by its own image: it may be run again at any time. */
export const migrationJob = (deployment: Deployment, workload: Workload): object => {
  const name = migrationName(workload);
  const { image, settings, evidence } = workload;
  const env = envOf(deployment, { ...workload, literals: withoutPort(workload.literals) });
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: meta(deployment, name, "task"),
    spec: {
      backoffLimit: commented(showEvidence(evidence), 0),
      activeDeadlineSeconds: 3600,
      ttlSecondsAfterFinished: 86_400,
      template: podOf(deployment, name, {
        image,
        run: { args: settings!.migrate!.args.map(literalText) },
        env,
        memory: workload.memory,
        scratch: workload.scratch,
      }),
    },
  };
};

export const migrationName = ({ slug }: Workload): string => `${slug}-release`;

/** Names of the Jobs that must end well before anything else changes, in the order in which they are awaited. */
export const releaseNames = (deployment: Deployment): readonly string[] => [
  ...(deployment.release === null ? [] : ["release"]),
  ...migrating(deployment).map(migrationName),
];

export const migrating = ({ workloads }: Deployment): readonly Workload[] =>
  workloads.filter(({ settings }) => settings !== null && settings.migrate !== null);

export const cronJob = (deployment: Deployment, cron: Cron): object => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: meta(deployment, cron.slug, "task"),
  spec: {
    schedule: commented(showEvidence(cron.schedule.evidence), cron.when),
    // Heroku Scheduler keeps UTC.
    timeZone: cron.timezone ?? "Etc/UTC",
    // Heroku Scheduler may start a job while the last one still runs; a missed one is not caught up.
    concurrencyPolicy: "Allow",
    startingDeadlineSeconds: 200,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 3,
    jobTemplate: { spec: { backoffLimit: 0, template: podTemplate(deployment, cron.slug, cron.command) } },
  },
});

/** Waits without replicas: run.sh copies it for each one-off command. */
export const taskTemplate = (deployment: Deployment): object => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: meta(deployment, "run", "task"),
  spec: {
    // Never by itself: suspended, a template for `kubectl create job --from=cronjob/run`.
    suspend: true,
    schedule: "0 0 1 1 *",
    jobTemplate: {
      spec: {
        backoffLimit: 0,
        ttlSecondsAfterFinished: 3600,
        template: podTemplate(deployment, "run", "echo give run.sh a command"),
      },
    },
  },
});

const podTemplate = (deployment: Deployment, slug: string, command: string, image = deployment.image): object =>
  podOf(deployment, slug, {
    image,
    run: commandOf(deployment, image, command),
    env: taskEnv(deployment),
    memory: taskMemory(deployment),
    scratch: null,
  });

interface TaskPod {
  readonly image: string;
  /** Its command and args. */
  readonly run: object;
  readonly env: readonly object[];
  /** Megabytes. */
  readonly memory: number;
  readonly scratch: Workload["scratch"];
}

const podOf = (deployment: Deployment, slug: string, { image, run, env, memory, scratch }: TaskPod): object => ({
  metadata: { labels: labelsOf(deployment, slug, "task") },
  spec: {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 30,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: POD_SECURITY,
    containers: [
      {
        name: slug,
        image,
        ...run,
        env,
        resources: {
          requests: { cpu: "250m", memory: `${memory}Mi` },
          limits: { cpu: "2", memory: `${memory}Mi` },
        },
        securityContext: securityOf(scratch),
        volumeMounts: scratchMounts(scratch),
      },
    ],
    volumes: scratchVolumes(scratch),
  },
});

/** One-off dynos take the size of the app's: the largest that a process of it has. */
const taskMemory = ({ workloads }: Deployment): number =>
  Math.max(512, ...workloads.filter(({ owner }) => owner === "monolith").map(({ memory }) => Math.min(memory, 2048)));
