/** Turns a deployment into network rules and the public entry: only the gateway, or else the web process, is reached from outside. */
import type { Deployment, Workload } from "../deployment.js";
import { meta, PART_OF, selectorOf, TIER } from "./objects.js";

export function networkObjects(deployment: Deployment): readonly object[] {
  const open = deployment.workloads.filter((workload) => workload.public);
  return [denyAll(deployment), allowInside(deployment), ...open.map((workload) => allowPublic(deployment, workload))];
}

const policy = (deployment: Deployment, name: string, spec: object): object => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: meta(deployment, name, "app"),
  spec,
});

const denyAll = (deployment: Deployment): object =>
  policy(deployment, "deny-ingress", { podSelector: {}, policyTypes: ["Ingress"] });

/** Stores and services answer the app's own pods only. */
const allowInside = (deployment: Deployment): object =>
  policy(deployment, "allow-own-pods", {
    podSelector: { matchLabels: { [PART_OF]: deployment.slug } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [
          {
            podSelector: {
              matchLabels: { [PART_OF]: deployment.slug },
              matchExpressions: [{ key: TIER, operator: "In", values: ["app", "task"] }],
            },
          },
        ],
      },
    ],
  });

const allowPublic = (deployment: Deployment, { slug, port }: Workload): object =>
  policy(deployment, `allow-public-${slug}`, {
    podSelector: { matchLabels: selectorOf(slug) },
    policyTypes: ["Ingress"],
    ingress: [{ ports: [{ protocol: "TCP", port }] }],
  });

/** Class nginx: its annotations carry the router's times. Heroku's router waits 30 s for the first byte, then 55 s between bytes. */
export function ingress(deployment: Deployment, hosts: readonly string[]): object | null {
  const open = deployment.workloads.find((workload) => workload.public);
  if (open === undefined) return null;
  const seconds = deployment.websockets ? "55" : "30";
  const path = { path: "/", pathType: "Prefix", backend: { service: { name: open.slug, port: { name: "http" } } } };
  const rules =
    hosts.length === 0 ? [{ http: { paths: [path] } }] : hosts.map((host) => ({ host, http: { paths: [path] } }));
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      ...meta(deployment, open.slug, "app"),
      annotations: {
        "cert-manager.io/cluster-issuer": "letsencrypt",
        "nginx.ingress.kubernetes.io/proxy-body-size": "0",
        "nginx.ingress.kubernetes.io/proxy-read-timeout": seconds,
        "nginx.ingress.kubernetes.io/proxy-send-timeout": seconds,
      },
    },
    spec: {
      ingressClassName: "nginx",
      tls: hosts.length === 0 ? undefined : [{ hosts, secretName: `${deployment.slug}-tls` }],
      rules,
    },
  };
}
