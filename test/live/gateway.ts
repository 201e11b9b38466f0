/** Starts nginx with the generated gateway, all traffic of the routes switched to their services. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, HOST, type Processes, until } from "./servers.js";

export interface Upstreams {
  readonly monolith: string;
  /** Service name -> "host:port". */
  readonly services: Readonly<Record<string, string>>;
}

export async function startGateway(
  root: string,
  source: string,
  processes: Processes,
  upstreams: Upstreams,
): Promise<string> {
  const port = await freePort();
  const folder = join(root, "nginx");
  cpSync(join(source, "gateway/nginx"), folder, { recursive: true });
  const edit = (name: string, change: (text: string) => string): void =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name), "utf8")));
  edit("upstreams.conf", (text) => {
    const services = Object.entries(upstreams.services);
    return services.reduce(
      (changed, [name, address]) => changed.replace(new RegExp(`server ${name}:\\d+`), `server ${address}`),
      text.replace("server monolith:3000", `server ${upstreams.monolith}`),
    );
  });
  edit("switches.conf", (text) => text.replaceAll(/# 10% {2}([\w-]+);\n\s+\* {4}monolith;/g, "* $1;"));
  edit("gateway.conf", (text) => text.replace("listen 8080", `listen ${HOST}:${port}`));
  mkdirSync(join(folder, "tmp"));
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/tmp/${name};`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log notice; events {} http { access_log off; ${paths.join(" ")} include gateway.conf; }`,
  );
  processes.start("nginx", ["nginx", "-p", folder, "-c", join(folder, "nginx.conf")], {
    cwd: folder,
    env: process.env,
  });
  const url = `http://${HOST}:${port}`;
  await until("nginx", async () => (await fetch(url)).status < 600);
  return url;
}
