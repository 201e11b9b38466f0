/** Turns each service and the gateway into an app of its own: app.json, Procfile or heroku.yml. */
import type { Artifact } from "../../../model/artifact.js";
import { printYaml } from "../../../text/yaml.js";
import { upstreamVariable } from "../../images/gateway.js";
import { answersHttp, type Deployment, type Workload } from "../deployment.js";
import { file } from "../platform.js";

const ROOT = "deploy/heroku";

export const json = (path: string, value: object, because: string): Artifact =>
  file(`${ROOT}/${path}`, `${JSON.stringify(value, null, 2)}\n`, because);

/** App names share one space: 3 to 30 characters. */
export const appName = (deployment: Deployment, workload: Workload): string =>
  `${deployment.slug.slice(0, 29 - Math.min(workload.slug.length, 20))}-${workload.slug.slice(0, 20)}`
    .replace(/--+/g, "-")
    .replace(/-+$/, "");

/** Built by Heroku's own buildpack of its language: a release phase needs a shell, which the service's image has not. */
export function serviceApp(deployment: Deployment, workload: Workload): readonly Artifact[] {
  const go = workload.service!.language === "go";
  const start = go ? `bin/${workload.service!.name}` : "node dist/main.js";
  const release = workload.settings?.migrate === null ? "" : `release: ${start} migrate\n`;
  const manifest = {
    name: appName(deployment, workload),
    stack: "heroku-24",
    formation: { web: { quantity: Math.max(1, workload.quantity), size: "basic" } },
    env: serviceVariables(deployment, workload),
    buildpacks: [{ url: go ? "heroku/go" : "heroku/nodejs" }],
  };
  return [
    json(`${workload.slug}/app.json`, manifest, `service ${workload.type}: an app of its own`),
    file(`${ROOT}/${workload.slug}/Procfile`, `${release}web: ${start}\n`, `how ${workload.type} starts`),
  ];
}

function serviceVariables(deployment: Deployment, workload: Workload): object {
  const { settings, service, literals, aliases } = workload;
  const required = new Set(settings?.required ?? []);
  const names = [...required, ...(settings?.optional ?? []), ...service!.env, ...Object.keys(literals)];
  const unique = [...new Set(names)].filter((name) => name !== "PORT").sort();
  const fed = new Set(deployment.backings.flatMap(({ variables }) => variables.map(({ name }) => name)));
  return Object.fromEntries(
    unique.map((name) => [
      name,
      {
        description: fed.has(aliases[name] ?? name) ? "set by the attached add-on" : "set by setup.sh or the team",
        required: required.has(name),
      },
    ]),
  );
}

/** What the gateway sends where: name in gateway.conf, and the variable that holds the app's host. */
export const gatewayUpstreams = ({ workloads }: Deployment) =>
  workloads.filter(answersHttp).map((workload) => {
    const name = workload.owner === "monolith" ? "monolith" : workload.type;
    return { name, variable: upstreamVariable(name), workload };
  });

export function gatewayApp(deployment: Deployment, workload: Workload): readonly Artifact[] {
  const upstreams = gatewayUpstreams(deployment);
  const env = Object.fromEntries(
    upstreams.map(({ name, variable }) => [variable, { description: `host of the app of ${name}`, required: true }]),
  );
  const manifest = {
    name: appName(deployment, workload),
    stack: "container",
    formation: { web: { quantity: workload.quantity, size: "basic" } },
    env,
  };
  return [
    json(`${workload.slug}/app.json`, manifest, "the gateway: an app of its own"),
    file(
      `${ROOT}/${workload.slug}/heroku.yml`,
      printYaml({ build: { docker: { web: "Dockerfile" } } }),
      "built from its Dockerfile",
    ),
    file(`${ROOT}/${workload.slug}/Dockerfile`, DOCKERFILE, "nginx with the gateway's configuration"),
    file(`${ROOT}/${workload.slug}/start.sh`, startScript(upstreams), "fits the gateway to Heroku's router", true),
  ];
}

const DOCKERFILE = `FROM nginx:1.28-bookworm
COPY *.conf /gateway/
COPY start.sh /gateway/start.sh
USER 1000:1000
CMD ["bash", "/gateway/start.sh"]
`;

/**
 * A web dyno listens on $PORT, and Heroku's router tells apps apart by Host over HTTPS: each upstream is a loopback
 * server that speaks so (devcenter "HTTP Routing"). Host names resolve anew, since the router's addresses change.
 */
const startScript = (upstreams: ReturnType<typeof gatewayUpstreams>): string => `#!/usr/bin/env bash
# Starts nginx with the gateway's configuration, fitted to Heroku: its port, and apps known by Host over HTTPS.
set -euo pipefail
from=\${GATEWAY_CONF:-/gateway}
run=\${GATEWAY_RUN:-/tmp/gateway}
resolver=$(awk '/^nameserver/ { print $2; exit }' /etc/resolv.conf)
mkdir -p "$run"
cp "$from"/*.conf "$run/"
sed -i "s/listen 8080/listen $PORT/" "$run/gateway.conf"
: >"$run/upstreams.conf"
: >"$run/apps.conf"

upstream() { # name, port, host
  echo "upstream $1 { server 127.0.0.1:$2; keepalive 16; }" >>"$run/upstreams.conf"
  cat >>"$run/apps.conf" <<EOF
server {
    listen 127.0.0.1:$2;
    client_max_body_size 0;
    location / {
        resolver $resolver valid=30s;
        set \\$app https://$3;
        proxy_pass \\$app;
        proxy_http_version 1.1;
        proxy_ssl_server_name on;
        proxy_set_header Host $3;
        proxy_set_header Upgrade \\$http_upgrade;
        proxy_set_header Connection \\$valueline_connection;
    }
}
EOF
}
${upstreams.map(({ name, variable }, index) => `upstream ${name} ${9001 + index} "\${${variable}:?}"\n`).join("")}
cat >"$run/nginx.conf" <<EOF
daemon off;
pid $run/pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path $run/body;
    proxy_temp_path $run/proxy;
    fastcgi_temp_path $run/fastcgi;
    uwsgi_temp_path $run/uwsgi;
    scgi_temp_path $run/scgi;
    include gateway.conf;
    include apps.conf;
}
EOF
exec \${NGINX:-nginx} -p "$run" -c "$run/nginx.conf" -e stderr
`;
