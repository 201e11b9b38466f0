/** Small pieces of Kubernetes objects that several files share. */

import type { Deployment, Workload } from "../deployment.js";
import { fill } from "../needs.js";

export const PART_OF = "app.kubernetes.io/part-of";
const NAME = "app.kubernetes.io/name";
export const TIER = "valueline/tier";

export const labelsOf = (
  deployment: Deployment,
  slug: string,
  tier: "app" | "data" | "task",
): Readonly<Record<string, string>> => ({
  [NAME]: slug,
  [PART_OF]: deployment.slug,
  [TIER]: tier,
});

export const selectorOf = (slug: string): Readonly<Record<string, string>> => ({ [NAME]: slug });

export const meta = (deployment: Deployment, slug: string, tier: "app" | "data" | "task") => ({
  name: slug,
  labels: labelsOf(deployment, slug, tier),
});

/** Kubernetes expands $(NAME) in args and env values; "$$(" stands for itself. */
export const literalText = (text: string): string => text.replaceAll("$(", () => "$$(");

export const secretName = (deployment: Deployment): string => `${deployment.slug}-config`;
export const dataSecretName = (deployment: Deployment): string => `${deployment.slug}-data`;

export const fillFor = (template: string, host: string, password: string): string =>
  fill(literalText(template), { host, password: `$(${password})` });

export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: "RuntimeDefault" },
} as const;

export const CONTAINER_SECURITY = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } as const;

type Scratch = Workload["scratch"];

const volumeName = (folder: string): string => folder.slice(1).replaceAll("/", "-");

/** The root file system is written to only where nobody can tell what the program writes. */
export const securityOf = (scratch: Scratch): object => ({
  ...CONTAINER_SECURITY,
  ...(scratch === null ? {} : { readOnlyRootFilesystem: true }),
});

export const scratchMounts = (scratch: Scratch): readonly object[] | undefined =>
  scratch?.map((folder) => ({ name: volumeName(folder), mountPath: folder }));

export const scratchVolumes = (scratch: Scratch): readonly object[] | undefined =>
  scratch?.map((folder) => ({ name: volumeName(folder), emptyDir: { sizeLimit: "256Mi" } }));
