/** Turns a workload into its container: command, variables by reference, resources, probes. */
import { type Binding, bindConfig, bindWorkload, passwordName } from "../bindings.js";
import type { Backing, Deployment, Workload } from "../deployment.js";
import { recipeOf } from "../needs.js";
import { runWords } from "../run-words.js";
import {
  CONTAINER_SECURITY,
  dataSecretName,
  fillFor,
  literalText,
  scratchMounts,
  secretName,
  securityOf,
} from "./objects.js";

/** Managed stores are reached through the Secret; Kubernetes itself sells none. */
export const runsAs = (backing: Backing): "self" | "external" => (backing.run === "self" ? "self" : "external");

export function envOf(deployment: Deployment, workload: Workload): readonly object[] {
  return [
    ...passwordEntries(deployment, workload),
    ...bindWorkload(deployment, workload, runsAs).map((binding) => envEntry(deployment, binding)),
  ];
}

/** The release step and one-off jobs see what the monolith's processes see. */
export function taskEnv(deployment: Deployment): readonly object[] {
  const like = deployment.workloads.find(({ owner }) => owner === "monolith");
  if (like !== undefined) return envOf(deployment, { ...like, literals: withoutPort(like.literals) });
  return bindConfig(deployment, runsAs).map((binding) => envEntry(deployment, binding));
}

export const withoutPort = (literals: Workload["literals"]): Workload["literals"] =>
  Object.fromEntries(Object.entries(literals).filter(([name]) => name !== "PORT"));

function passwordEntries(deployment: Deployment, workload: Workload): readonly object[] {
  const used = bindWorkload(deployment, workload, runsAs).flatMap((binding) =>
    binding.from === "self" && binding.template.includes("{password}") ? [passwordName(binding.backing)] : [],
  );
  return [...new Set(used)].map((name) => ({
    name,
    valueFrom: { secretKeyRef: { name: dataSecretName(deployment), key: name } },
  }));
}

function envEntry(deployment: Deployment, binding: Binding): object {
  const { name } = binding;
  if (binding.from === "literal") return { name, value: literalText(binding.value) };
  if (binding.from === "alias") return { name, value: `$(${binding.to})` };
  if (binding.from === "self")
    return { name, value: fillFor(binding.template, binding.backing.slug, passwordName(binding.backing)) };
  const optional = binding.from === "store" && !binding.required ? { optional: true } : {};
  return { name, valueFrom: { secretKeyRef: { name: secretName(deployment), key: name, ...optional } } };
}

/** The image's entrypoint runs it in a shell as Heroku does, and passes SIGTERM to every process of it. */
export function commandOf(deployment: Deployment, image: string, line: string): object {
  const { entrypoint, args } = runWords(deployment, image, line);
  return { command: entrypoint ?? undefined, args: args.map(literalText) };
}

export function containerOf(deployment: Deployment, workload: Workload): object {
  return {
    name: workload.slug,
    image: workload.image,
    ...(workload.command === null ? {} : commandOf(deployment, workload.image, workload.command)),
    ports: workload.port === null ? undefined : [{ name: "http", containerPort: workload.port }],
    env: envOf(deployment, workload),
    resources: resourcesOf(workload),
    ...probesOf(workload),
    lifecycle: workload.port === null ? undefined : { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
    securityContext: securityOf(workload.scratch),
    volumeMounts: scratchMounts(workload.scratch),
  };
}

/** Heroku's router forgets a dyno before SIGTERM; a Service forgets a pod beside it: new requests must find it alive till then. */
export const DRAIN_SECONDS = 5;

/** Memory is a hard limit as on Heroku (which swaps at R14 and kills at twice the quota); CPU bursts as on a shared dyno. */
const resourcesOf = ({ memory, cpu }: Workload): object => ({
  requests: { cpu: `${cpu}m`, memory: `${memory}Mi` },
  limits: { cpu: `${cpu * 4}m`, memory: `${memory}Mi` },
});

function probesOf({ port, healthPath }: Workload): object {
  if (port === null) return {};
  const probe = healthPath === null ? { tcpSocket: { port: "http" } } : { httpGet: { path: healthPath, port: "http" } };
  return {
    // Heroku gives a web process 60 s to bind its port (R10).
    startupProbe: { tcpSocket: { port: "http" }, periodSeconds: 2, failureThreshold: 30 },
    readinessProbe: { ...probe, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
  };
}

export function dataContainer(deployment: Deployment, backing: Backing): object {
  const recipe = recipeOf(backing.need)!;
  const password = passwordName(backing);
  const secret = { name: password, valueFrom: { secretKeyRef: { name: dataSecretName(deployment), key: password } } };
  const env = Object.entries(recipe.env).map(([name, value]) => ({
    name,
    value: fillFor(value, backing.slug, password),
  }));
  return {
    name: backing.slug,
    image: recipe.image,
    args: recipe.args.length === 0 ? undefined : recipe.args.map((text) => fillFor(text, backing.slug, password)),
    ports: [{ name: "data", containerPort: recipe.port }],
    env: [...(recipe.password ? [secret] : []), ...env],
    resources: { requests: { cpu: "250m", memory: `${recipe.memory}Mi` }, limits: { memory: `${recipe.memory}Mi` } },
    readinessProbe:
      recipe.probe === ""
        ? { tcpSocket: { port: "data" }, periodSeconds: 5 }
        : { exec: { command: ["sh", "-c", recipe.probe] }, periodSeconds: 5, timeoutSeconds: 5 },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: recipe.data === null ? undefined : [{ name: "data", mountPath: recipe.data }],
  };
}
