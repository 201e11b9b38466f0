/** Turns a workload into its Deployment, Service, disruption budget and autoscaler. */
import { commented } from "../../../text/yaml.js";
import type { Deployment, Workload } from "../deployment.js";
import { showEvidence } from "../env-example.js";
import { containerOf, DRAIN_SECONDS } from "./containers.js";
import { labelsOf, meta, POD_SECURITY, scratchVolumes, selectorOf } from "./objects.js";
import { isScaledByQueue } from "./scaling.js";

export function workloadObjects(deployment: Deployment, workload: Workload): readonly object[] {
  return [
    deploymentObject(deployment, workload),
    ...(workload.port === null ? [] : [serviceObject(deployment, workload)]),
    ...(workload.quantity > 1 ? [disruptionBudget(deployment, workload)] : []),
    ...(workload.autoscaling === null ? [] : [autoscaler(deployment, workload)]),
  ];
}

function deploymentObject(deployment: Deployment, workload: Workload): object {
  const { slug, singleton, quantity } = workload;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: meta(deployment, slug, "app"),
    spec: {
      // An autoscaler owns the number: a fixed one would reset it on every apply.
      replicas:
        workload.autoscaling === null && !isScaledByQueue(deployment, workload)
          ? commented(showEvidence(workload.evidence), quantity)
          : undefined,
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorOf(slug) },
      // Recreate stops the old one first: two clocks would send everything twice.
      strategy: singleton
        ? { type: "Recreate" }
        : { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: labelsOf(deployment, slug, "app") },
        spec: {
          // SIGKILL comes 30 s after SIGTERM: devcenter "Dynos and the Dyno Manager", shutdown.
          terminationGracePeriodSeconds: workload.port === null ? 30 : 30 + DRAIN_SECONDS,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: POD_SECURITY,
          topologySpreadConstraints: quantity > 1 || workload.autoscaling !== null ? [spread(slug)] : undefined,
          containers: [containerOf(deployment, workload)],
          volumes: scratchVolumes(workload.scratch),
        },
      },
    },
  };
}

/** One node that goes must not take every pod along; a cluster of one node still takes them all. */
const spread = (slug: string): object => ({
  maxSkew: 1,
  topologyKey: "kubernetes.io/hostname",
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: selectorOf(slug) },
});

const serviceObject = (deployment: Deployment, { slug, port }: Workload): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: meta(deployment, slug, "app"),
  spec: { selector: selectorOf(slug), ports: [{ name: "http", port, targetPort: "http" }] },
});

const disruptionBudget = (deployment: Deployment, { slug }: Workload): object => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: meta(deployment, slug, "app"),
  spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(slug) } },
});

/** Heroku scales web by the 95th percentile of response time, which no core metric tells: CPU stands in. */
const autoscaler = (deployment: Deployment, { slug, autoscaling }: Workload): object => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: meta(deployment, slug, "app"),
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: slug },
    minReplicas: autoscaling!.min,
    maxReplicas: autoscaling!.max,
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } }],
  },
});
