/** What Kubernetes answers to each kind of fact. */
import type { Words } from "../answers.js";
import type { Deployment, Workload } from "../deployment.js";
import { type Answer, approximated, kept } from "../fidelity.js";
import { answerSignals } from "../run-words.js";
import { SITE_IN_FRONT } from "../sites.js";
import { runsAs } from "./containers.js";
import { secretName } from "./objects.js";
import { isScaledByQueue, scalingAnswer } from "./scaling.js";

export const kubernetesWords = (deployment: Deployment): Words => ({
  runsAs,
  workload: ({ slug }) => `Deployment ${slug} (base/${slug}.yaml)`,
  quantity: (workload) => quantityAnswer(deployment, workload),
  size: ({ size, memory, cpu }) =>
    approximated(
      `${size ?? "no size stated, standard-1x assumed"}: memory ${memory}Mi requested and limited (no swap: what Heroku logged as R14 is killed here), CPU ${cpu}m requested, ${cpu * 4}m at most`,
    ),
  singleton: () => kept("replicas: 1 with strategy Recreate: the old one stops before the new one starts"),
  autoscaling: (workload) => scalingAnswer(deployment, workload),
  drains: {
    logs: approximated(
      "the cluster's log agent (Fluent Bit, Vector) with one output a receiver, for this namespace; `heroku drains` lists the addresses",
    ),
    telemetry: approximated(
      "an OpenTelemetry collector in the cluster, told in OTEL_EXPORTER_OTLP_ENDPOINT; `heroku telemetry` lists the receivers",
    ),
  },
  release: kept(
    "Job release-TAG in release/, applied and awaited by deploy.sh before any Deployment changes; it fails, nothing is deployed",
  ),
  managed: () => null,
  selfRun: (need, slug) =>
    approximated(
      `StatefulSet ${slug} in data/: one ${need} pod with a 10Gi volume; backups, failover and upgrades are the team's now`,
    ),
  store: `the Secret ${secretName(deployment)}`,
  images: { own: "apart", stages: "built", releases: true },
  cron: ({ slug, timezone }) => kept(`CronJob ${slug}, time zone ${timezone ?? "Etc/UTC"}`),
  task: kept("`run.sh ENVIRONMENT 'COMMAND'` runs it once; review apps and first deploys call it by hand"),
  domain: (domain) => kept(`host ${domain} of the production Ingress; point its DNS at the ingress controller`),
  environment: (name) =>
    name === "staging" || name === "production"
      ? kept(`overlays/${name}`)
      : approximated(`${name}: copy overlays/staging with another namespace; CI creates and deletes it`),
  frontend: approximated(
    "built into the image and served by the web process, as on Heroku; a CDN in front is yours to choose",
  ),
  site: SITE_IN_FRONT,
  features: {
    "router timeout of 30 s": approximated(
      deployment.websockets
        ? "Ingress nginx proxy-read-timeout 55 s: one timer for first byte and idle sockets, where Heroku has 30 s and 55 s"
        : "Ingress nginx proxy-read-timeout 30 s between bytes; the client gets 504 instead of H12's 503",
    ),
    "SIGTERM, then SIGKILL after 30 s": answerSignals(
      deployment,
      "30 s between SIGTERM and SIGKILL (terminationGracePeriodSeconds); web pods wait 5 s before SIGTERM, until the Service has forgotten them, as Heroku's router forgets a dyno first (preStop.sleep: Kubernetes 1.30 or later)",
    ),
    websockets: kept("the Ingress upgrades connections by itself"),
    "one-off commands": kept("run.sh creates a Job from the suspended CronJob run"),
    "TLS certificates": approximated(
      deployment.domains.length > 0
        ? "cert-manager renews them, once it and an issuer named letsencrypt are installed"
        : "no domain is known from the repo or a capture, so the Ingress answers every host without a certificate: put the host under `rules` and `tls` of overlays/production/ingress.yaml (or capture `heroku domains`); cert-manager with an issuer named letsencrypt renews it then",
    ),
    "log stream and drains": approximated(
      "stdout and stderr, read with `kubectl logs`; a drain is the cluster's log agent",
    ),
    metrics: approximated(
      "metrics-server for CPU and memory; response times come from the ingress controller's Prometheus metrics",
    ),
    "review apps": approximated(
      "`review.sh NUMBER TAG REGISTRY`: the staging overlay in a namespace of its own, called by CI; managed stores are shared by all reviews unless their addresses differ",
    ),
    "rolling restarts": approximated(
      "RollingUpdate, maxUnavailable 0; a changed Secret restarts nothing, as `heroku config:set` did: `kubectl rollout restart deployment`; Heroku's daily restart has no counterpart: `kubectl rollout restart` in a CronJob if memory leaks hid behind it",
    ),
    "ephemeral disk": kept("the container's own file system, gone with the pod"),
    "network isolation": kept(
      "NetworkPolicies: stores and services answer the app's own pods only; needs a CNI that enforces them",
    ),
    autoscaling: approximated("HPA by CPU for web (needs metrics-server), KEDA by queue length for workers"),
  },
});

function quantityAnswer(deployment: Deployment, workload: Workload): Answer {
  const { quantity, autoscaling, queueScaling } = workload;
  if (isScaledByQueue(deployment, workload))
    return approximated(`${queueScaling!.min} to ${queueScaling!.max} pods in production, 1 in staging`);
  if (autoscaling !== null)
    return approximated(`${autoscaling.min} to ${autoscaling.max} pods; see the row of its autoscaling`);
  return kept(`replicas: ${quantity} in production${quantity > 1 ? ", 1 in staging" : ""}`);
}
