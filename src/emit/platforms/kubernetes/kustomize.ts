/** Turns the files of base into kustomizations: base, data, release, and one overlay an environment. */
import type { Deployment } from "../deployment.js";

const KIND = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" } as const;

export const baseKustomization = (resources: readonly string[]): object => ({
  ...KIND,
  resources: [...resources].sort(),
});

/** What needs a program in the cluster that not every cluster has; an overlay names it or does without. */
export const componentKustomization = (resources: readonly string[]): object => ({
  apiVersion: "kustomize.config.k8s.io/v1alpha1",
  kind: "Component",
  resources: [...resources].sort(),
});

/** Tags are given at deploy time by deploy.sh; an overlay built by itself names its environment. */
const images = ({ images }: Deployment, tag: string): readonly object[] =>
  images.map(({ slug }) => ({ name: slug, newName: `registry.example.com/${slug}`, newTag: tag }));

export const namespaceOf = (deployment: Deployment, environment: string): string => `${deployment.slug}-${environment}`;

export function overlayKustomization(
  deployment: Deployment,
  environment: "staging" | "production",
  extra: readonly string[],
  components: readonly string[],
): object {
  return {
    ...KIND,
    namespace: namespaceOf(deployment, environment),
    resources: ["../../base", ...extra],
    components: components.length === 0 ? undefined : components.map((name) => `../../components/${name}`),
    images: images(deployment, environment),
    replicas: environment === "staging" ? stagingReplicas(deployment) : undefined,
  };
}

/** Staging runs one of each; zero stays zero. */
function stagingReplicas({ workloads }: Deployment): readonly object[] | undefined {
  const many = workloads.filter(
    ({ quantity, autoscaling, queueScaling }) => quantity > 1 && autoscaling === null && queueScaling === null,
  );
  return many.length === 0 ? undefined : many.map(({ slug }) => ({ name: slug, count: 1 }));
}

export const namespaceObject = (deployment: Deployment, environment: string): object => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name: namespaceOf(deployment, environment),
    labels: { "pod-security.kubernetes.io/enforce": "restricted" },
  },
});
