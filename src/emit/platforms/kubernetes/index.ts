/** Kubernetes: plain Kustomize, a base and two overlays; the release phase as a kustomization of its own. */
import type { Artifact } from "../../../model/artifact.js";
import { printYaml, printYamlDocuments } from "../../../text/yaml.js";
import { answerWith } from "../answers.js";
import { bindConfig } from "../bindings.js";
import type { Deployment, Workload } from "../deployment.js";
import { printEnvExample } from "../env-example.js";
import { definePlatform, file } from "../platform.js";
import { kubernetesReview } from "../reviews.js";
import { runsAs } from "./containers.js";
import { dataObjects } from "./data.js";
import { baseKustomization, componentKustomization, namespaceObject, overlayKustomization } from "./kustomize.js";
import { ingress, networkObjects } from "./network.js";
import { secretName } from "./objects.js";
import { origins } from "./origins.js";
import { isScaledByQueue, kedaSecret, queueAddress, scaledObjects, scalingSupport } from "./scaling.js";
import { printDeployScript, printRunScript } from "./scripts.js";
import { cronJob, migrating, migrationJob, migrationName, releaseJob, releaseNames, taskTemplate } from "./tasks.js";
import { kubernetesWords } from "./words.js";
import { workloadObjects } from "./workloads.js";

interface Part {
  readonly path: string;
  readonly objects: readonly object[];
  readonly because: string;
}

const ROOT = "deploy/kubernetes";

export const kubernetes = definePlatform({
  id: "kubernetes",
  site: "container",
  head: ({ deployment }) => ({
    title: "Kubernetes",
    judge:
      "Judged by `kustomize build` and kubernetes-validate --strict. The Ingress expects the nginx class and, for TLS, cert-manager with an issuer named letsencrypt. Nothing here needs this tool to run.",
    steps: [
      ...(deployment.ownImage
        ? [
            `\`${deployment.images[0]!.dockerfile}\` is the app's own: the namespace runs it as user 1000 without privileges, so what it writes to must belong to that user.`,
          ]
        : []),
      "Build and push the images that `deploy/images/` describes, tagged with the commit.",
      `Copy \`config.env.example\` to \`config.env\` (never into git), fill it in, and create the Secret \`${deployment.slug}-config\` from it.`,
      "`deploy/kubernetes/deploy.sh staging TAG REGISTRY`, then production.",
      ...scalingSteps(deployment),
      "`deploy/kubernetes/run.sh production 'COMMAND'` stands in for `heroku run`.",
    ],
  }),
  emit: ({ deployment }) => emitKubernetes(deployment),
  origins,
  answer: (fact, input) => answerWith(kubernetesWords(input.deployment), fact, input),
});

const scalingSteps = (deployment: Deployment): readonly string[] =>
  scaledByQueue(deployment).length === 0
    ? []
    : [
        `Install KEDA (namespace \`keda\`) before production, or take \`components\` out of \`overlays/production/kustomization.yaml\` and set replicas.${
          JSON.stringify(scalingSupport(deployment)).includes("secretTargetRef")
            ? ` It reaches the Redis outside through the Secret \`${kedaSecret(deployment)}\` with the keys address (HOST:PORT), password and tls (enable or disable), the parts of ${queueAddress(deployment)}.`
            : ""
        }`,
      ];

function emitKubernetes(deployment: Deployment): readonly Artifact[] {
  const app = appParts(deployment);
  const data = deployment.backings
    .filter((backing) => runsAs(backing) === "self")
    .map(
      (backing): Part => ({
        path: `${backing.slug}.yaml`,
        objects: dataObjects(deployment, backing),
        because: `${backing.need} that the team runs itself`,
      }),
    );
  return [
    ...printParts("base", [...app], data.length > 0 ? ["../data"] : []),
    ...(data.length > 0 ? printParts("data", data, []) : []),
    ...emitScaling(deployment),
    ...emitRelease(deployment),
    ...(["staging", "production"] as const).flatMap((environment) => emitOverlay(deployment, environment)),
    file(
      `${ROOT}/deploy.sh`,
      printDeployScript(deployment),
      "stores, then the release phase awaited, then the rest",
      true,
    ),
    ...kubernetesReview(deployment, secretName(deployment)),
    file(`${ROOT}/run.sh`, printRunScript(deployment), "one-off commands", true),
    file(
      `${ROOT}/config.env.example`,
      printEnvExample(
        deployment,
        bindConfig(deployment, runsAs),
        `Keys of the Secret ${deployment.slug}-config. Copy to config.env, fill in, keep out of git.`,
      ),
      "names of the config vars; values belong in the cluster",
    ),
  ];
}

function appParts(deployment: Deployment): readonly Part[] {
  return [
    ...deployment.workloads.map(
      (workload): Part => ({
        path: `${workload.slug}.yaml`,
        objects: workloadObjects(deployment, workload),
        because: `${workload.owner === "monolith" ? "process" : workload.owner} ${workload.type}`,
      }),
    ),
    ...deployment.crons.map(
      (cron): Part => ({
        path: `${cron.slug}.yaml`,
        objects: [cronJob(deployment, cron)],
        because: `schedule ${cron.name}`,
      }),
    ),
    { path: "run.yaml", objects: [taskTemplate(deployment)], because: "template of one-off commands" },
    {
      path: "network.yaml",
      objects: networkObjects(deployment),
      because: "only the public entry is reached from outside",
    },
  ];
}

function printParts(folder: string, parts: readonly Part[], extra: readonly string[]): readonly Artifact[] {
  const resources = [...parts.map(({ path }) => path), ...extra];
  return [
    ...parts.map(({ path, objects, because }) =>
      file(`${ROOT}/${folder}/${path}`, printYamlDocuments(objects), because),
    ),
    file(`${ROOT}/${folder}/kustomization.yaml`, printYaml(baseKustomization(resources)), `what ${folder} holds`),
  ];
}

const scaledByQueue = (deployment: Deployment): readonly Workload[] =>
  deployment.workloads.filter((workload) => isScaledByQueue(deployment, workload));

function emitScaling(deployment: Deployment): readonly Artifact[] {
  const scaled = scaledByQueue(deployment);
  if (scaled.length === 0) return [];
  const folder = `${ROOT}/components/keda`;
  const support = scalingSupport(deployment);
  const parts = [
    ...scaled.map((workload) => [`${workload.slug}.yaml`, scaledObjects(deployment, workload)] as const),
    ...(support.length === 0 ? [] : [["support.yaml", support] as const]),
  ];
  return [
    ...parts.map(([path, objects]) => file(`${folder}/${path}`, printYamlDocuments(objects), "scales by queue length")),
    file(
      `${folder}/kustomization.yaml`,
      printYaml(componentKustomization(parts.map(([path]) => path))),
      "needs KEDA in the cluster; the production overlay names it",
    ),
  ];
}

const emitRelease = (deployment: Deployment): readonly Artifact[] =>
  releaseNames(deployment).length === 0
    ? []
    : printParts(
        "release",
        [
          ...(deployment.release === null
            ? []
            : [
                {
                  path: "job.yaml",
                  objects: [releaseJob(deployment, deployment.release)],
                  because: "the release phase",
                },
              ]),
          ...migrating(deployment).map((workload) => ({
            path: `${migrationName(workload)}.yaml`,
            objects: [migrationJob(deployment, workload)],
            because: `tables of ${workload.type}`,
          })),
        ],
        [],
      );

function emitOverlay(deployment: Deployment, environment: "staging" | "production"): readonly Artifact[] {
  const folder = `${ROOT}/overlays/${environment}`;
  const entry = ingress(deployment, environment === "production" ? deployment.domains : []);
  const components = environment === "production" && scaledByQueue(deployment).length > 0 ? ["keda"] : [];
  const extra = ["namespace.yaml", ...(entry === null ? [] : ["ingress.yaml"])];
  return [
    file(
      `${folder}/namespace.yaml`,
      printYaml(namespaceObject(deployment, environment)),
      `namespace of ${environment}`,
    ),
    ...(entry === null ? [] : [file(`${folder}/ingress.yaml`, printYaml(entry), `public entry of ${environment}`)]),
    file(
      `${folder}/kustomization.yaml`,
      printYaml(overlayKustomization(deployment, environment, extra, components)),
      `overlay ${environment}`,
    ),
  ];
}
