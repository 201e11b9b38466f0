/** A site of heroku-buildpack-static, served by a real nginx from the configuration and the boot script that are emitted. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runMigrate } from "../cli/run-migrate.js";
import { ODD_APPS, writeApp } from "./odd-apps.js";
import { freePort, HOST, Processes, until } from "./servers.js";

const folder = mkdtempSync(join(tmpdir(), "static-site-"));
const app = join(folder, "app");
const processes = new Processes();
let url = "";

const api = createServer((request, response) => response.end(JSON.stringify({ path: request.url })));

/** What nginx' official image does at its start, and its main configuration around ours. */
const ENTRYPOINT = (root: string) => `#!/usr/bin/env bash
set -eu
names=$(env | cut -d= -f1 | grep -E "$NGINX_ENVSUBST_FILTER" | sed 's/^/$/' | tr '\\n' ' ')
node -e 'const wanted = process.argv[1].split(" "); process.stdout.write(require("fs").readFileSync(0, "utf8").replace(/\\$\\{(\\w+)\\}/g, (all, name) => wanted.includes("$" + name) ? process.env[name] : all))' "$names" <${root}/static.conf.template >${root}/static.conf
exec "$1" -p ${root} -c ${root}/nginx.conf
`;

beforeAll(async () => {
  writeApp(app, ODD_APPS["static-site"]!);
  const emitted = runMigrate(["manifests", app, "--target", "compose", "--quiet", "--no-cache"]);
  expect(emitted.code, emitted.stderr).toBe(0);
  const images = join(app, "deploy/images");
  const backend = await freePort();
  await new Promise<void>((resolve) => api.listen(backend, HOST, resolve));
  const port = await freePort();
  writeApp(join(folder, "dist"), {
    "index.html": "<h1>home</h1>",
    "about.html": "<h1>about</h1>",
    "404.html": "<h1>none</h1>",
    "assets/app.js": "run()",
  });
  mkdirSync(join(folder, "tmp"));
  chmodSync(folder, 0o755);
  const conf = readFileSync(join(images, "static.conf.template"), "utf8").replace("/srv/site", join(folder, "dist"));
  writeFileSync(join(folder, "static.conf.template"), conf);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/tmp/${name};`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {} http { access_log off; include /etc/nginx/mime.types; ${paths.join(" ")} include static.conf; }`,
  );
  writeFileSync(join(folder, "docker-entrypoint.sh"), ENTRYPOINT(folder), { mode: 0o755 });
  const boot = readFileSync(join(images, "boot.sh"), "utf8")
    .replace("/docker-entrypoint.sh", join(folder, "docker-entrypoint.sh"))
    .replace("OUTPUT_DIR=/tmp", `OUTPUT_DIR=${folder}`);
  writeFileSync(join(folder, "boot"), boot, { mode: 0o755 });
  processes.start("site", ["bash", join(folder, "boot")], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), API_URL: `http://${HOST}:${backend}/v1/` },
  });
  url = `http://${HOST}:${port}`;
  await until("nginx", async () => (await fetch(url)).ok);
}, 60_000);

afterAll(async () => {
  await processes.stop();
  await new Promise((resolve) => api.close(resolve));
  rmSync(folder, { recursive: true });
});

const text = async (path: string): Promise<readonly [number, string]> => {
  const answer = await fetch(url + path, { redirect: "manual" });
  return [answer.status, await answer.text()];
};

it("hands out files, and pages without their ending", async () => {
  expect(await text("/")).toEqual([200, "<h1>home</h1>"]);
  expect(await text("/assets/app.js")).toEqual([200, "run()"]);
  expect(await text("/about")).toEqual([200, "<h1>about</h1>"]);
});

it("follows routes, redirects and the error page", async () => {
  expect(await text("/shop/7")).toEqual([200, "<h1>home</h1>"]);
  const old = await fetch(`${url}/old`, { redirect: "manual" });
  expect([old.status, old.headers.get("location")]).toEqual([302, "https://shop.example.com/new"]);
  expect(await text("/nothing")).toEqual([404, "<h1>none</h1>"]);
});

it("passes the API on to the address in its variable, prefix taken off", async () => {
  expect(await text("/api/carts?x=1")).toEqual([200, '{"path":"/v1/carts?x=1"}']);
});

it("sends the headers of the last pattern that fits", async () => {
  const cache = async (path: string) => (await fetch(url + path)).headers.get("cache-control");
  expect([await cache("/"), await cache("/assets/app.js")]).toEqual(["no-cache", "max-age=31536000"]);
});

it("is the whole app: a web process on every platform, and nothing lost without a word", () => {
  const compose = readFileSync(join(app, "deploy/compose/compose.yaml"), "utf8");
  expect(compose).toContain("bin/boot");
  const fidelity = readFileSync(join(app, "deploy/compose/FIDELITY.md"), "utf8");
  expect(fidelity).toMatch(/`config var API_URL` \| kept .*`static\.json:\d+`/);
  expect(fidelity).toContain("BASIC_AUTH_USERNAME");
});
