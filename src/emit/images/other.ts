/** Dockerfiles for what has no language of ours: static sites, and a start for everything else. */
import { aptInstall, finish, type ImageInput, printDockerfile, runtimeUser } from "./stages.js";

/** nginx's official image, its configuration moved to a port above 1024 so that no root is needed. */
export const staticDockerfile = (folder: string): string =>
  [
    "FROM nginx:1.28-bookworm",
    `COPY ${folder} /usr/share/nginx/html`,
    "COPY deploy/images/static.conf /etc/nginx/conf.d/default.conf",
    "RUN sed -i 's#^pid .*#pid /tmp/nginx.pid;#; /^user /d' /etc/nginx/nginx.conf \\",
    " && chown -R 1000:1000 /var/cache/nginx",
    "USER 1000:1000",
    "EXPOSE 8080",
    'CMD ["nginx", "-g", "daemon off;"]',
    "",
  ].join("\n");

export const STATIC_CONF = `server {
  listen 8080;
  root /usr/share/nginx/html;
  location / {
    try_files $uri $uri/ /index.html;
  }
}
`;

/** The language is none we know: a person writes the build steps, the rest stands. */
export const unknownDockerfile = (input: ImageInput): string =>
  printDockerfile([
    "# No Ruby, Node, Python or Go build was found: install the runtime and build the app between the two marks.",
    "FROM debian:bookworm-slim",
    ...aptInstall(["ca-certificates", ...input.build.aptPackages]),
    "WORKDIR /app",
    "# --- build steps of the app ---",
    "COPY . .",
    "# ------------------------------",
    ...runtimeUser(),
    ...finish(input),
    "",
  ]);
