/** Turns the addresses of workloads into the gateway's image: nginx with the configuration that `migrate generate` writes. */

export interface Upstream {
  /** As gateway.conf names it. */
  readonly name: string;
  /** host:port, where a platform gives no other. */
  readonly address: string;
}

/** The variable through which the gateway learns an upstream's address. */
export const upstreamVariable = (name: string): string => `${name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_ADDRESS`;

/**
 * nginx's official image fills templates from the environment before it starts (hub.docker.com/_/nginx), so that one
 * image serves every platform; /tmp, because the server does not run as root.
 */
export const gatewayDockerfile = (upstreams: readonly Upstream[]): string =>
  [
    "FROM nginx:1.28-bookworm",
    "COPY gateway/nginx/*.conf /etc/nginx/",
    "COPY deploy/images/upstreams.conf.template /etc/nginx/templates/upstreams.conf.template",
    "RUN rm /etc/nginx/conf.d/default.conf \\",
    " && echo 'include /etc/nginx/gateway.conf;' > /etc/nginx/conf.d/gateway.conf \\",
    " && ln -sf /tmp/upstreams.conf /etc/nginx/upstreams.conf \\",
    " && sed -i 's#^pid .*#pid /tmp/nginx.pid;#; /^user /d' /etc/nginx/nginx.conf \\",
    " && chown -R 1000:1000 /var/cache/nginx",
    "ENV NGINX_ENVSUBST_OUTPUT_DIR=/tmp NGINX_ENVSUBST_FILTER=_ADDRESS$",
    ...upstreams.map(({ name, address }) => `ENV ${upstreamVariable(name)}=${address}`),
    "USER 1000:1000",
    "EXPOSE 8080",
    'CMD ["nginx", "-g", "daemon off;"]',
    "",
  ].join("\n");

export const printUpstreams = (upstreams: readonly Upstream[]): string =>
  upstreams
    .map(
      ({ name }) =>
        `upstream ${name} {\n    server \${${upstreamVariable(name)}} max_fails=3 fail_timeout=10s;\n    keepalive 16;\n}\n`,
    )
    .join("");
