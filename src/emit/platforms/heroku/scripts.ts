/** Turns a deployment into the scripts that create and push its apps on Heroku. */
import type { Deployment, Workload } from "../deployment.js";
import { appName, gatewayUpstreams } from "./apps.js";

const others = ({ workloads }: Deployment): readonly Workload[] =>
  workloads.filter(({ owner }) => owner !== "monolith");
const services = ({ workloads }: Deployment): readonly Workload[] =>
  workloads.filter(({ service }) => service !== null);

export function setupScript(deployment: Deployment): string {
  const app = deployment.slug.slice(0, 30).replace(/-+$/, "");
  const own = deployment.workloads.filter(({ owner }) => owner === "monolith");
  const scale = own
    .map(({ type, quantity, size }) => `${type}=${quantity}${size === null ? "" : `:${size}`}`)
    .join(" ");
  const split = others(deployment);
  return `#!/usr/bin/env bash
# Creates what the split needs on Heroku and leaves what is there alone. usage: setup.sh TEAM [MONOLITH_APP]
set -euo pipefail
heroku=\${HEROKU:-heroku}
team=\${1:?team}
monolith=\${2:-${app}}
${split.length === 0 ? "" : HELPERS}${split.map((workload) => createApp(deployment, workload)).join("")}${shareSecrets(deployment)}${shareDrains(deployment)}${addresses(deployment)}
"$heroku" pipelines:info ${app} >/dev/null 2>&1 || "$heroku" pipelines:create ${app} --app "$monolith" --stage production --team "$team"
${split.map((workload) => `"$heroku" pipelines:add ${app} --app ${appName(deployment, workload)} --stage production || true\n`).join("")}${scale === "" ? "" : `"$heroku" ps:scale ${scale} --app "$monolith"\n`}`;
}

const HELPERS = `
# The address of the add-on of a service that the monolith owns.
addon() { "$heroku" addons --app "$monolith" --json | node -e 'const a=JSON.parse(require("fs").readFileSync(0));console.log(a.find(x=>x.addon_service.name===process.argv[1]).name)' "$1"; }
# The host under which Heroku's router knows an app.
host() { "$heroku" apps:info --app "$1" --json | node -e 'console.log(new URL(JSON.parse(require("fs").readFileSync(0)).app.web_url).host)'; }
`;

function createApp(deployment: Deployment, workload: Workload): string {
  const name = appName(deployment, workload);
  const stack = workload.service === null ? "container" : "heroku-24";
  return `
"$heroku" apps:info --app ${name} >/dev/null 2>&1 || "$heroku" apps:create ${name} --team "$team" --stack ${stack}
${attachments(deployment, workload)
  .map(({ service, as }) => `"$heroku" addons:attach "$(addon ${service})" --app ${name}${as} || true\n`)
  .join("")}${ownDatabase(deployment, workload, name)}`;
}

/** \`--as DATABASE\` makes the attachment's variable DATABASE_URL, whatever the monolith calls it. */
function attachments(deployment: Deployment, workload: Workload): readonly { service: string; as: string }[] {
  const { settings, service, aliases } = workload;
  const read = [...(settings?.required ?? []), ...(service?.env ?? [])];
  const found = new Map<string, string>();
  for (const name of read) {
    const fed = aliases[name] ?? name;
    const backing = deployment.backings.find(({ variables }) => variables.some((variable) => variable.name === fed));
    const addon = backing?.addon ?? null;
    if (addon === null || found.has(addon.service)) continue;
    found.set(addon.service, name.endsWith("_URL") ? ` --as ${name.slice(0, -4)}` : "");
  }
  return [...found].map(([addon, as]) => ({ service: addon, as }));
}

function ownDatabase({ backings }: Deployment, { service }: Workload, name: string): string {
  const own = backings.find(({ owner }) => owner !== null && owner === service?.name);
  if (own === undefined) return "";
  const plan = own.need === "mysql" ? "jawsdb:kitefin" : "heroku-postgresql:essential-0";
  return `"$heroku" addons:info DATABASE --app ${name} >/dev/null 2>&1 || "$heroku" addons:create ${plan} --app ${name} --as DATABASE --wait\n`;
}

/** Secrets that both sides of a cut must share are made once, in the monolith's app, and never shown. */
function shareSecrets(deployment: Deployment): string {
  const needed = new Map<string, string[]>();
  for (const workload of services(deployment)) {
    for (const name of workload.settings?.required ?? []) {
      if (!/^VALUELINE_/.test(name)) continue;
      needed.set(name, [...(needed.get(name) ?? []), appName(deployment, workload)]);
    }
  }
  return [...needed]
    .map(
      ([name, apps]) => `
secret=$("$heroku" config:get ${name} --app "$monolith")
if [ -z "$secret" ]; then
  secret=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \\n')
  "$heroku" config:set ${name}="$secret" --app "$monolith" >/dev/null
fi
${apps.map((app) => `"$heroku" config:set ${name}="$secret" --app ${app} >/dev/null\n`).join("")}`,
    )
    .join("");
}

/** Addresses of drains hold tokens: they go from app to app without being shown. */
function shareDrains(deployment: Deployment): string {
  if ((deployment.drains?.logs ?? 0) === 0 || others(deployment).length === 0) return "";
  const apps = others(deployment).map((workload) => appName(deployment, workload));
  return `
apps=(${apps.join(" ")})
"$heroku" drains --app "$monolith" --json |
  node -e 'for (const {addon, url} of JSON.parse(require("fs").readFileSync(0))) if (!addon) console.log(url)' |
  while read -r url; do
    for app in "\${apps[@]}"; do "$heroku" drains:add "$url" --app "$app" >/dev/null || true; done
  done
`;
}

/** Apps reach each other through the router only: by host, over HTTPS. */
function addresses(deployment: Deployment): string {
  const gateway = deployment.workloads.find(({ owner }) => owner === "gateway");
  if (gateway === undefined) return "";
  const hosts = gatewayUpstreams(deployment).map(
    ({ variable, workload }) =>
      `${variable}="$(host ${workload.owner === "monolith" ? '"$monolith"' : appName(deployment, workload)})"`,
  );
  const callers = services(deployment).filter(({ settings }) => settings?.required.includes("MONOLITH_URL"));
  return `
"$heroku" config:set ${hosts.join(" ")} --app ${appName(deployment, gateway)} >/dev/null
${callers.map((workload) => `"$heroku" config:set MONOLITH_URL="https://$(host "$monolith")" --app ${appName(deployment, workload)} >/dev/null\n`).join("")}`;
}

/** Each app of the split is a tree of its own: what lies in its folder here beside what generate wrote. */
export function deployScript(deployment: Deployment): string {
  const pushes = others(deployment).map((workload) => {
    const source = workload.service === null ? "gateway/nginx" : `services/${workload.service.name}`;
    return `push ${appName(deployment, workload)} ${source} deploy/heroku/${workload.slug}\n`;
  });
  return `#!/usr/bin/env bash
# Pushes each app of the split to Heroku, the gateway last. Run from the repo's root; the monolith is pushed as before.
set -euo pipefail
git=\${GIT:-git}

push() { # app, source folder, folder with its Procfile or heroku.yml
  work=$(mktemp -d)
  cp -R "$2/." "$work/"
  cp -R "$3/." "$work/"
  "$git" -C "$work" init -q
  "$git" -C "$work" add -A
  "$git" -C "$work" -c user.name=deploy -c user.email=deploy@localhost commit -qm "$1"
  "$git" -C "$work" push --force "https://git.heroku.com/$1.git" HEAD:main
  rm -rf "$work"
}

${pushes.join("")}`;
}
