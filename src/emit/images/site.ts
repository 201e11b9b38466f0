/** Turns a frontend into its image: its files built and served by nginx, everything that is no file passed on to the app. */
import type { Artifact } from "../../model/artifact.js";
import type { SiteBuild } from "../../model/build.js";
import type { Plan } from "../../model/plan.js";
import { nodeBase, nodeInstall } from "./node.js";
import { aptInstall, printDockerfile } from "./stages.js";

type Site = NonNullable<Plan["site"]>;

/** host:port of the app behind the site. */
export const BEHIND = "BEHIND_ADDRESS";

const ROOT = "/srv/site";

export function emitSiteImage({ site }: Plan, behind: string | undefined): readonly Artifact[] {
  if (site === undefined || behind === undefined) return [];
  const image = (name: string, content: string): Artifact => ({
    path: `deploy/images/${name}`,
    content,
    policy: "generated",
    because: `how ${site.path} becomes an image of its own`,
  });
  return [
    image("site.Dockerfile", siteDockerfile(site, behind)),
    image(
      "site.conf.template",
      printSiteConf({ behind: [`\${${BEHIND}}`], root: ROOT, listen: "8080", pages: site.pages }),
    ),
  ];
}

/** The folder in the build stage, and the steps that fill it; none where the repo holds the files already. */
function buildStage({ part, home, folder, command }: SiteBuild): readonly string[] {
  if (part === null || command === null) return [];
  const at = (name: string): string => (name === "" ? "/app" : `/app/${name}`);
  const manifests = part.manifests.map((path) => (home === "" ? path : `${home}/${path}`));
  return [
    `FROM ${nodeBase(part)} AS build`,
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    ...aptInstall(["build-essential", "ca-certificates", "git", "python3"]),
    `WORKDIR ${at(home)}`,
    ...(part.needsCode ? ["COPY . /app/"] : [`COPY ${manifests.join(" ")} ./`]),
    ...nodeInstall(part),
    ...(part.needsCode ? [] : ["COPY . /app/"]),
    ...(folder === home ? [] : [`WORKDIR ${at(folder ?? "")}`]),
    `RUN NODE_ENV=production ${command}`,
    "",
  ];
}

function siteDockerfile(site: Site, behind: string): string {
  const stage = buildStage(site);
  return printDockerfile([
    `# Builds and serves ${site.path}; context: the repo's root.`,
    ...stage,
    "FROM nginx:1.28-bookworm",
    stage.length === 0 ? `COPY ${site.output} ${ROOT}` : `COPY --from=build /app/${site.output} ${ROOT}`,
    "COPY deploy/images/site.conf.template /etc/nginx/templates/site.conf.template",
    "RUN rm /etc/nginx/conf.d/default.conf \\",
    " && ln -sf /tmp/site.conf /etc/nginx/conf.d/site.conf \\",
    " && sed -i 's#^pid .*#pid /tmp/nginx.pid;#; /^user /d' /etc/nginx/nginx.conf \\",
    " && chown -R 1000:1000 /var/cache/nginx",
    `ENV NGINX_ENVSUBST_OUTPUT_DIR=/tmp NGINX_ENVSUBST_FILTER=^${BEHIND}$ ${BEHIND}=${behind}`,
    "USER 1000:1000",
    "EXPOSE 8080",
    'CMD ["nginx", "-g", "daemon off;"]',
    "",
  ]);
}

export interface SiteConf {
  readonly behind: readonly string[];
  readonly root: string;
  readonly listen: string;
  /** A page that the app does not know is the browser's to find: index.html. */
  readonly pages: boolean;
}

/**
 * Files first and the app behind them, as the monolith's own file server did: what is no file, and what is no read, is the
 * app's, deep links of the pages among them.
 */
export const printSiteConf = ({ behind, root, listen, pages }: SiteConf): string =>
  `upstream behind {
${behind.map((address) => `    server ${address};\n`).join("")}    keepalive 16;
}
# Sockets are upgraded; everything else keeps its connection to the app.
map $http_upgrade $site_connection {
    default upgrade;
    ""      "";
}
# Whoever terminates TLS in front of this tells the scheme that the client used.
map $http_x_forwarded_proto $site_scheme {
    default $http_x_forwarded_proto;
    ""      $scheme;
}
${pages ? NAVIGATION : ""}
server {
    listen ${listen};
    root ${root};
    client_max_body_size 0;
${pages ? "    recursive_error_pages on;\n" : ""}
    location / {
        try_files $uri $uri/index.html @behind;
        # A file answers GET and HEAD alone: other methods are the app's.
        error_page 405 = @behind;
        # Asked for anew each time, answered 304 while it is the same: a deploy shows at once.
        add_header Cache-Control "no-cache";
        gzip on;
        gzip_types text/css text/plain application/javascript application/json image/svg+xml;
    }

    # What a build or an editor left behind is nobody's business.
    location ~ /\\.(?!well-known/) {
        try_files /none @behind;
    }

    location @behind {
${pages ? TURN : ""}${PROXY}    }
${pages ? PAGES : ""}}
`;

/** A person who opens an address, not a script that asks the API: that one is told 404 as it stands. */
const NAVIGATION = `# Somebody opens a page: no script asks for HTML.
map "$request_method $http_accept" $site_navigation {
    default              "";
    "~^GET .*text/html" yes;
}
`;

const TURN = `        error_page 418 = @navigation;
        if ($site_navigation) {
            return 418;
        }
`;

const PROXY = `        proxy_pass http://behind;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $site_connection;
        proxy_set_header Host $http_host;
        proxy_set_header X-Request-Id $request_id;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $site_scheme;
        proxy_connect_timeout 2s;
        proxy_read_timeout 30s;
`;

const PAGES = `
    # The app first; what it does not know is a page that the browser's router tells apart.
    location @navigation {
        proxy_intercept_errors on;
        error_page 404 =200 @page;
${PROXY}    }

    location @page {
        rewrite ^ /index.html break;
        add_header Cache-Control "no-cache";
    }
`;
