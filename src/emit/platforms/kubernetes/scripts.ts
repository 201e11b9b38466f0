/** Turns a deployment into its deploy script and its script for one-off commands. */
import { bindConfig, passwordName, storeNames } from "../bindings.js";
import type { Deployment } from "../deployment.js";
import { recipeOf } from "../needs.js";
import { runsAs } from "./containers.js";
import { dataSecretName, secretName } from "./objects.js";
import { releaseNames } from "./tasks.js";

export function printDeployScript(deployment: Deployment): string {
  const { slug } = deployment;
  const required = storeNames(bindConfig(deployment, runsAs)).filter((entry) => entry.required);
  const own = deployment.backings.filter((backing) => runsAs(backing) === "self");
  const passwords = own.filter((backing) => recipeOf(backing.need)!.password).map(passwordName);
  const images = deployment.images.map((image) => image.slug).join(" ");
  return `#!/usr/bin/env bash
# Deploys one image tag to one environment: stores first, then the release phase, then everything else.
# usage: deploy.sh staging|production TAG REGISTRY      (images are REGISTRY/NAME:TAG)
set -euo pipefail

environment=\${1:?staging or production}
tag=\${2:?image tag, for example the commit}
registry=\${3:?registry, for example registry.example.com/team}
kubectl=\${KUBECTL:-kubectl}
namespace=${slug}-$environment
images=(${images})
here=$(cd "$(dirname "$0")" && pwd)
[ -d "$here/overlays/$environment" ] || { echo "no overlay named $environment" >&2; exit 2; }

# A copy, so that a deploy never changes the files in git.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$here/." "$work/"

kustomization() { # folder, resource, extra line
  mkdir -p "$work/$1"
  {
    echo "apiVersion: kustomize.config.k8s.io/v1beta1"
    echo "kind: Kustomization"
    echo "namespace: $namespace"
    echo "resources: [\\"../$2\\"]"
    [ -z "\${3:-}" ] || echo "$3"
    echo "images:"
    for image in "\${images[@]}"; do
      printf '  - name: "%s"\\n    newName: "%s/%s"\\n    newTag: "%s"\\n' "$image" "$registry" "$image" "$tag"
      printf '  - name: "registry.example.com/%s"\\n    newName: "%s/%s"\\n    newTag: "%s"\\n' "$image" "$registry" "$image" "$tag"
    done
  } >"$work/$1/kustomization.yaml"
}

"$kubectl" apply -f "$here/overlays/$environment/namespace.yaml"
${checkSecrets(
  deployment,
  required.map(({ name }) => name),
  passwords,
)}${applyData(own.map((backing) => backing.slug))}${applyRelease(deployment)}
kustomization now "overlays/$environment"
"$kubectl" apply -k "$work/now"
${deployment.workloads.map((workload) => `"$kubectl" -n "$namespace" rollout status "deployment/${workload.slug}" --timeout=10m\n`).join("")}`;
}

function checkSecrets(deployment: Deployment, required: readonly string[], passwords: readonly string[]): string {
  const secret = secretName(deployment);
  const check =
    required.length === 0
      ? ""
      : `
# Values live in the cluster's Secret, never in git: config.env.example lists the names.
names=(${required.join(" ")})
for name in "\${names[@]}"; do
  found=$("$kubectl" -n "$namespace" get secret ${secret} -o "jsonpath={.data.$name}" 2>/dev/null || true)
  if [ -z "$found" ]; then
    echo "secret ${secret} in $namespace lacks $name" >&2
    echo "  kubectl -n $namespace create secret generic ${secret} --from-env-file=config.env" >&2
    exit 1
  fi
done
`;
  const create =
    passwords.length === 0
      ? ""
      : `
# Passwords of the stores that run here are made once, in the cluster.
"$kubectl" -n "$namespace" get secret ${dataSecretName(deployment)} >/dev/null 2>&1 ||
  "$kubectl" -n "$namespace" create secret generic ${dataSecretName(deployment)} \\
${passwords.map((name) => `    --from-literal=${name}="$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \\n')"`).join(" \\\n")}
`;
  return check + create;
}

const applyData = (slugs: readonly string[]): string =>
  slugs.length === 0
    ? ""
    : `
kustomization now-data data
"$kubectl" apply -k "$work/now-data"
${slugs.map((slug) => `"$kubectl" -n "$namespace" rollout status "statefulset/${slug}" --timeout=10m\n`).join("")}`;

const applyRelease = (deployment: Deployment): string =>
  releaseNames(deployment).length === 0
    ? ""
    : `
# A tag may hold what a Kubernetes name may not.
suffix=$(printf %s "$tag" | tr '[:upper:]' '[:lower:]' | tr -c 'a-z0-9' '-' | cut -c1-40 | sed 's/^-*//; s/-*$//')
# The release phase runs once per image and must succeed before any process starts.
timeout=\${RELEASE_TIMEOUT:-3600}
kustomization now-release release "nameSuffix: \\"-$suffix\\""
"$kubectl" apply -k "$work/now-release"
deadline=$((SECONDS + timeout))
jobs=(${releaseNames(deployment).join(" ")})
for job in "\${jobs[@]}"; do
  while :; do
    state=$("$kubectl" -n "$namespace" get "job/$job-$suffix" -o 'jsonpath={.status.conditions[?(@.status=="True")].type}')
    case " $state " in
      *" Complete "*) break ;;
      *" Failed "*) echo "$job failed: the release phase must succeed, nothing was deployed" >&2
        "$kubectl" -n "$namespace" logs "job/$job-$suffix" --tail=100 >&2 || true
        exit 1 ;;
    esac
    [ "$SECONDS" -lt "$deadline" ] || { echo "$job took longer than $timeout s; nothing was deployed" >&2; exit 1; }
    sleep "\${RELEASE_POLL:-3}"
  done
done
`;

export const printRunScript = (deployment: Deployment): string => `#!/usr/bin/env bash
# Runs a one-off command in a pod of its own, as \`heroku run\` does. usage: run.sh staging|production COMMAND
set -euo pipefail
environment=\${1:?staging or production}
shift
kubectl=\${KUBECTL:-kubectl}
namespace=${deployment.slug}-$environment
name=run-$(date +%s)-$$
command=$(printf %s "$*" | sed 's/\\\\/\\\\\\\\/g; s/"/\\\\"/g')
"$kubectl" -n "$namespace" create job "$name" --from=cronjob/run --dry-run=client -o yaml |
  "$kubectl" patch --local -f - --type=json -o yaml \\
    -p "[{\\"op\\":\\"replace\\",\\"path\\":\\"/spec/template/spec/containers/0/args\\",\\"value\\":[\\"$command\\"]}]" |
  "$kubectl" apply -f -
"$kubectl" -n "$namespace" wait --for=condition=Ready "pod" -l "job-name=$name" --timeout=120s >/dev/null 2>&1 || true
"$kubectl" -n "$namespace" logs -f "job/$name"
`;
