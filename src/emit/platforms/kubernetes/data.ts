/** Turns a self-run backing into its StatefulSet and Service. */
import { commented } from "../../../text/yaml.js";
import type { Backing, Deployment } from "../deployment.js";
import { showEvidence } from "../env-example.js";
import { recipeOf } from "../needs.js";
import { dataContainer } from "./containers.js";
import { labelsOf, meta, selectorOf } from "./objects.js";

export function dataObjects(deployment: Deployment, backing: Backing): readonly object[] {
  const { slug } = backing;
  const recipe = recipeOf(backing.need)!;
  const { uid } = recipe;
  const statefulSet = {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: meta(deployment, slug, "data"),
    spec: {
      replicas: commented(showEvidence(backing.evidence), 1),
      serviceName: slug,
      selector: { matchLabels: selectorOf(slug) },
      template: {
        metadata: { labels: labelsOf(deployment, slug, "data") },
        spec: {
          terminationGracePeriodSeconds: 60,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: uid,
            runAsGroup: uid,
            fsGroup: uid,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [dataContainer(deployment, backing)],
        },
      },
      volumeClaimTemplates: recipe.data === null ? undefined : [claim(deployment, slug)],
    },
  };
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: meta(deployment, slug, "data"),
    spec: {
      clusterIP: "None",
      selector: selectorOf(slug),
      ports: [{ name: "data", port: recipe.port, targetPort: "data" }],
    },
  };
  return [statefulSet, service];
}

const claim = (deployment: Deployment, slug: string): object => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", labels: labelsOf(deployment, slug, "data") },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
});
