/** Review apps where a platform has none of its own: scripts that make one of a pull request, and take it away. https://devcenter.heroku.com/articles/github-integration-review-apps */
import type { Artifact } from "../../model/artifact.js";
import type { Deployment } from "./deployment.js";
import { file } from "./platform.js";

/** Nothing where the source keeps no review environment. */
const script = ({ reviewApps }: Deployment, target: string, content: string): readonly Artifact[] =>
  reviewApps ? [file(`deploy/${target}/review.sh`, content, "review apps: one a pull request", true)] : [];

/** A project of its own: containers, network and volumes are told apart by its name. */
export const composeReview = (deployment: Deployment): readonly Artifact[] => {
  const open = deployment.workloads.find((workload) => workload.public);
  const port = open === undefined ? "" : `export ${open.slug.toUpperCase().replaceAll("-", "_")}_PORT=$2\n`;
  return script(
    deployment,
    "compose",
    `#!/usr/bin/env bash
# One pull request beside the others on this Docker host. usage: review.sh NUMBER PORT | review.sh NUMBER delete
# config.env and .env beside this file are the reviews' own: never production's.
set -euo pipefail
number=\${1:?number of the pull request}
project=${deployment.slug}-pr-$number
cd "$(dirname "$0")"
if [ "\${2:?port, or delete}" = delete ]; then
  exec docker compose --project-name "$project" down --volumes --remove-orphans
fi
${port}docker compose --project-name "$project" up --build --detach
`,
  );
};

/** The staging overlay under a namespace of the pull request's own; deploy.sh does the rest as for any environment. */
export const kubernetesReview = (deployment: Deployment, secret: string): readonly Artifact[] =>
  script(
    deployment,
    "kubernetes",
    `#!/usr/bin/env bash
# One pull request in a namespace of its own. usage: review.sh NUMBER TAG REGISTRY | review.sh NUMBER delete
# Its config is a copy of the Secret ${secret} in the namespace ${deployment.slug}-review, made once and never production's.
# REVIEW_DOMAIN=review.example.com gives it the host pr-NUMBER.review.example.com.
set -euo pipefail
number=\${1:?number of the pull request}
kubectl=\${KUBECTL:-kubectl}
environment=review-$number
namespace=${deployment.slug}-$environment
here=$(cd "$(dirname "$0")" && pwd)
if [ "\${2:?image tag, or delete}" = delete ]; then
  exec "$kubectl" delete namespace "$namespace" --ignore-not-found
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$here/." "$work/"
cp -R "$work/overlays/staging" "$work/overlays/$environment"
sed -i "s/${deployment.slug}-staging/$namespace/" "$work/overlays/$environment/"*.yaml
if [ -n "\${REVIEW_DOMAIN:-}" ] && [ -f "$work/overlays/$environment/ingress.yaml" ]; then
  sed -i "s/^    - http:/    - host: pr-$number.$REVIEW_DOMAIN\\n      http:/" "$work/overlays/$environment/ingress.yaml"
fi

"$kubectl" apply -f "$work/overlays/$environment/namespace.yaml"
"$kubectl" -n ${deployment.slug}-review get secret ${secret} -o yaml |
  sed "s/^  namespace: .*/  namespace: $namespace/; /^  resourceVersion: /d; /^  uid: /d; /^  creationTimestamp: /d" |
  "$kubectl" apply -f -
bash "$work/deploy.sh" "$environment" "$2" "\${3:?registry, for example registry.example.com/team}"
`,
  );

/** Copies of the app's files under names of the pull request's own. */
export const flyReview = (deployment: Deployment, apps: readonly string[]): readonly Artifact[] =>
  script(
    deployment,
    "fly",
    `#!/usr/bin/env bash
# One pull request as apps of its own. usage: review.sh NUMBER ORGANIZATION | review.sh NUMBER delete
# review.env beside this file holds the reviews' own values, never production's, and stays out of git.
# Run from the repo's root.
set -euo pipefail
number=\${1:?number of the pull request}
fly=\${FLY:-fly}
own=${deployment.slug}-pr-$number
apps="${apps.join(" ")}"
if [ "\${2:?organization, or delete}" = delete ]; then
  for app in $apps; do "$fly" apps destroy "\${app/#${deployment.slug}/$own}" --yes; done
  exit 0
fi

work=deploy/fly-review-$number
rm -rf "$work"
trap 'rm -rf "$work"' EXIT
cp -R deploy/fly "$work"
sed -i "s#deploy/fly/#$work/#g; s#--app ${deployment.slug}\\b#--app $own#g" "$work/deploy.sh"
sed -i "s#^app = \\"${deployment.slug}\\b#app = \\"$own#; s#\\b${deployment.slug}\\(-[a-z0-9-]*\\)\\?[.]flycast#$own\\1.flycast#g" "$work/"*.toml
for app in $apps; do
  name=\${app/#${deployment.slug}/$own}
  "$fly" status --app "$name" >/dev/null 2>&1 || "$fly" apps create "$name" --org "$2"
  "$fly" secrets import --app "$name" --stage <deploy/fly/review.env
done
bash "$work/deploy.sh"
`,
  );

/** DigitalOcean's own action makes a preview of the spec. https://github.com/digitalocean/app_action */
export const digitaloceanReview = ({ reviewApps }: Deployment): readonly Artifact[] =>
  reviewApps
    ? [
        file(
          "deploy/digitalocean/review-apps.yml",
          `# Review apps: one a pull request. Move to .github/workflows/ and give the repository the secret DIGITALOCEAN_ACCESS_TOKEN.
name: Review apps
on:
  pull_request:
    types: [opened, synchronize, reopened, closed]
permissions:
  contents: read
  pull-requests: write
concurrency: review-\${{ github.event.number }}
jobs:
  deploy:
    if: github.event.action != 'closed'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: digitalocean/app_action/deploy@v2
        with:
          token: \${{ secrets.DIGITALOCEAN_ACCESS_TOKEN }}
          app_spec_location: deploy/digitalocean/app.yaml
          deploy_pr_preview: "true"
  delete:
    if: github.event.action == 'closed'
    runs-on: ubuntu-latest
    steps:
      - uses: digitalocean/app_action/delete@v2
        with:
          token: \${{ secrets.DIGITALOCEAN_ACCESS_TOKEN }}
          from_pr_preview: "true"
          ignore_not_found: "true"
`,
          "review apps: one a pull request",
        ),
      ]
    : [];
