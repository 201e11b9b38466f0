/**
 * Turns what heroku-buildpack-static serves into an image of nginx that answers alike: static.json's root, routes, clean
 * URLs, redirects, headers and proxies. https://github.com/heroku/heroku-buildpack-static#configuration
 */
import type { StaticSite } from "../../model/build.js";
import { nodeBase, nodeInstall } from "./node.js";
import { aptInstall, assetSteps, copyCode, copyManifests, type ImageInput, partOf, printDockerfile } from "./stages.js";

const ROOT = "/srv/site";

export function staticDockerfile(input: ImageInput, site: StaticSite): string {
  const stage = buildStage(input);
  return printDockerfile([
    ...stage,
    "FROM nginx:1.28-bookworm",
    "WORKDIR /app",
    stage.length === 0 ? `COPY ${site.root} ${ROOT}` : `COPY --from=build /app/${site.root} ${ROOT}`,
    "COPY deploy/images/static.conf.template /etc/nginx/templates/static.conf.template",
    "COPY deploy/images/boot.sh bin/boot",
    "COPY deploy/images/entrypoint.sh /usr/local/bin/entrypoint",
    "RUN rm /etc/nginx/conf.d/default.conf \\",
    " && ln -sf /tmp/static.conf /etc/nginx/conf.d/static.conf \\",
    " && sed -i 's#^pid .*#pid /tmp/nginx.pid;#; /^user /d' /etc/nginx/nginx.conf \\",
    " && chown -R 1000:1000 /var/cache/nginx",
    "USER 1000:1000",
    "EXPOSE 8080",
    'ENTRYPOINT ["bash", "/usr/local/bin/entrypoint"]',
    'CMD ["bin/boot"]',
    "",
  ]);
}

function buildStage(input: ImageInput): readonly string[] {
  const part = partOf(input, "node");
  if (part === null || input.build.assets.length === 0) return [];
  return [
    `FROM ${nodeBase(part)} AS build`,
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    ...aptInstall(["build-essential", "ca-certificates", "git", "python3"]),
    "WORKDIR /app",
    ...copyManifests(part),
    ...nodeInstall(part),
    ...copyCode([part]),
    ...assetSteps(input, "NODE_ENV=production "),
    "",
  ];
}

/** The buildpack's own command: fills in the environment, as its make-config did, and becomes nginx. */
export function printBoot(site: StaticSite): string {
  const names = variablesOf(site);
  return `#!/usr/bin/env bash
# The command that heroku-buildpack-static starts a web dyno with: the environment goes into nginx' configuration.
set -euo pipefail
export PORT=\${PORT:-8080}
${names.map((name) => `: "\${${name}:?static.json names it}"\nexport ${name}=\${${name}%/}\n`).join("")}export NGINX_ENVSUBST_OUTPUT_DIR=/tmp NGINX_ENVSUBST_FILTER='^(${["PORT", ...names].join("|")})$'
exec /docker-entrypoint.sh nginx -g "daemon off;"
`;
}

const VARIABLE = /\$\{(\w+)\}/g;

function variablesOf({ proxies, redirects, canonicalHost }: StaticSite): readonly string[] {
  const texts = [...proxies.map(({ origin }) => origin), ...redirects.map(({ url }) => url), canonicalHost ?? ""];
  return [...new Set(texts.flatMap((text) => [...text.matchAll(VARIABLE)].map(([, name]) => name!)))].sort();
}

/** Files first; a proxy and a redirect before a route, as the buildpack's handlers have it. */
export function printStaticConf(site: StaticSite, root = ROOT): string {
  const { canonicalHost, httpsOnly, errorPage } = site;
  return [
    ...site.headers.flatMap(printHeader),
    ...(site.proxies.length === 0 ? [] : ["# Hosts of proxies are looked up when nginx starts."]),
    "server {",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: nginx' entrypoint fills it in.
    "    listen ${PORT};",
    "    charset UTF-8;",
    "    port_in_redirect off;",
    `    root ${root};`,
    "    gzip on;",
    "    gzip_types text/plain text/css application/json application/javascript text/xml application/xml image/svg+xml;",
    ...(errorPage === null ? [] : [`    error_page 404 500 /${errorPage.replace(/^\//, "")};`]),
    ...[...new Set(site.headers.flatMap(({ values }) => values.map(([name]) => name)))].map(
      (name) => `    add_header ${name} $${variableOf(name)} always;`,
    ),
    ...(httpsOnly ? only('$http_x_forwarded_proto != "https"', "https://$host$request_uri") : []),
    ...(canonicalHost === null
      ? []
      : only(`$host != ${canonicalHost}`, `$http_x_forwarded_proto://${canonicalHost}$request_uri`)),
    ...site.proxies.flatMap(printProxy),
    ...site.redirects.map(({ path, url, status }) =>
      `    location = ${path} { try_files ${filesOf(site)} @gone-${nameOf(path)}; }`.concat(
        `\n    location @gone-${nameOf(path)} { return ${status} ${url}; }`,
      ),
    ),
    ...site.routes.map(
      ({ pattern, target }) =>
        `    location ~ "^${toRegex(pattern)}$" { try_files ${filesOf(site)} /${target.replace(/^\//, "")} =404; }`,
    ),
    `    location / { try_files ${filesOf(site)} =404; }`,
    "}",
    "",
  ].join("\n");
}

const filesOf = ({ cleanUrls }: StaticSite): string => (cleanUrls ? "$uri.html $uri $uri/" : "$uri $uri/");

const only = (condition: string, target: string): readonly string[] => [
  `    if (${condition}) {`,
  `        return 301 ${target};`,
  "    }",
];

function printProxy({ path, origin }: StaticSite["proxies"][number]): readonly string[] {
  const prefix = path.replace(/\/$/, "");
  return [
    `    location = ${prefix} { return 301 ${prefix}/; }`,
    `    location ^~ ${prefix}/ {`,
    `        proxy_pass ${origin.replace(/\/$/, "")}/;`,
    "        proxy_ssl_server_name on;",
    "        proxy_http_version 1.1;",
    "        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "        proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;",
    "    }",
  ];
}

/** `map` takes the first pattern that fits; the buildpack takes the last one written. An empty value sends no header. */
function printHeader(
  header: StaticSite["headers"][number],
  _index: number,
  all: StaticSite["headers"],
): readonly string[] {
  const mine = header.values.filter(
    ([name]) => all.find(({ values }) => values.some(([other]) => other === name)) === header,
  );
  return mine.flatMap(([name]) => [
    `map $uri $${variableOf(name)} {`,
    '    default "";',
    ...[...all].reverse().map(({ pattern, values }) => {
      const value = values.find(([other]) => other === name)?.[1] ?? "";
      return `    "~^${toRegex(pattern)}$" ${quote(value)};`;
    }),
    "}",
  ]);
}

const variableOf = (header: string): string => `static_${header.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`;
const nameOf = (path: string): string => path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "root";
const quote = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** `**` is anything, `*` anything but a slash. */
const toRegex = (pattern: string): string =>
  pattern
    .split(/(\*\*|\*)/)
    .map((piece) => (piece === "**" ? ".*" : piece === "*" ? "[^/]*" : piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
