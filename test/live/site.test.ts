/** A frontend served as files by a real nginx, with the app behind: what is a file, what is the app's, and what passes through unchanged. */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printSiteConf } from "../../src/emit/images/site.js";
import { freePort, HOST, Processes, until } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "valueline-site-"));
const processes = new Processes();
let url = "";
let routedUrl = "";
let port = 0;

/** Says what reached it. */
const app = createServer(async (request: IncomingMessage, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const { method, url: path, headers } = request;
  response.setHeader("content-type", "application/json");
  response.setHeader("set-cookie", "session=1; HttpOnly");
  response.statusCode = path?.includes("missing") ? 404 : 200;
  response.end(
    JSON.stringify({ method, path, body, cookie: headers.cookie, for: headers["x-forwarded-for"], host: headers.host }),
  );
});
app.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"));

beforeAll(async () => {
  const behind = await freePort();
  await new Promise<void>((resolve) => app.listen(behind, HOST, resolve));
  port = await freePort();
  const files = join(root, "dist");
  mkdirSync(join(files, "docs"), { recursive: true });
  mkdirSync(join(root, "tmp"));
  // Started by root, nginx reads files as nobody.
  chmodSync(root, 0o755);
  writeFileSync(join(files, "index.html"), "<h1>page</h1>");
  writeFileSync(join(files, "docs/index.html"), "<h1>docs</h1>");
  writeFileSync(join(files, "app.js"), "run()");
  writeFileSync(join(files, ".env"), "SECRET=1");
  const routed = await freePort();
  const conf = { behind: [`${HOST}:${behind}`], root: files };
  writeFileSync(join(root, "site.conf"), printSiteConf({ ...conf, listen: `${HOST}:${port}`, pages: false }));
  // Beside it in one server: the names of its upstream and maps are the other's.
  const other = printSiteConf({ ...conf, listen: `${HOST}:${routed}`, pages: true });
  writeFileSync(
    join(root, "routed.conf"),
    other
      .replaceAll("http://behind", "http://routed")
      .replace("upstream behind", "upstream routed")
      .replaceAll("$site_", "$routed_"),
  );
  routedUrl = `http://${HOST}:${routed}`;
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${root}/tmp/${name};`,
  );
  writeFileSync(
    join(root, "nginx.conf"),
    `daemon off; pid ${root}/pid; error_log ${root}/error.log; events {} http { access_log off; include /etc/nginx/mime.types; ${paths.join(" ")} include site.conf; include routed.conf; }`,
  );
  processes.start("site", ["nginx", "-p", root, "-c", join(root, "nginx.conf")], { cwd: root, env: process.env });
  url = `http://${HOST}:${port}`;
  await until("nginx", async () => (await fetch(url)).ok);
}, 60_000);

afterAll(async () => {
  await processes.stop();
  await new Promise((resolve) => app.close(resolve));
  rmSync(root, { recursive: true });
});

const seen = async (path: string, init?: RequestInit) =>
  (await (await fetch(url + path, init)).json()) as Record<string, unknown>;

it("hands out files, the page at the root and in folders, and lets browsers ask whether they are the same", async () => {
  const page = await fetch(`${url}/`);
  expect(await page.text()).toBe("<h1>page</h1>");
  expect(page.headers.get("cache-control")).toBe("no-cache");
  const again = await fetch(`${url}/`, { headers: { "if-none-match": page.headers.get("etag")! } });
  expect(again.status).toBe(304);
  expect(await (await fetch(`${url}/docs`)).text()).toBe("<h1>docs</h1>");
  const script = await fetch(`${url}/app.js`);
  expect([await script.text(), script.headers.get("content-type")]).toEqual(["run()", "application/javascript"]);
});

it("leaves deep links and the API to the app, with method, query, body and cookies", async () => {
  expect(await seen("/accounts/7/edit?tab=2")).toMatchObject({ method: "GET", path: "/accounts/7/edit?tab=2" });
  const post = await seen("/api/cards?x=%2F", { method: "POST", body: '{"a":1}', headers: { cookie: "session=abc" } });
  expect(post).toMatchObject({ method: "POST", path: "/api/cards?x=%2F", body: '{"a":1}', cookie: "session=abc" });
  expect((await fetch(`${url}/api/missing`)).status).toBe(404);
  expect((await fetch(`${url}/api/cards`)).headers.get("set-cookie")).toContain("session=1");
  // With its port: Rails compares Origin to it before it takes a form.
  expect(await seen("/api/cards")).toMatchObject({ for: HOST, host: `${HOST}:${port}` });
});

it("gives the app every method but GET and HEAD, also at the path of a file", async () => {
  expect(await seen("/app.js", { method: "DELETE" })).toMatchObject({ method: "DELETE", path: "/app.js" });
  expect(await seen("/", { method: "POST", body: "x" })).toMatchObject({ method: "POST", path: "/", body: "x" });
});

it("hands out nothing that begins with a dot", async () => {
  expect(await seen("/.env")).toMatchObject({ path: "/.env" });
});

it("passes websockets on", async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, HOST, () =>
      socket.write(`GET /cable HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
    );
    socket.once("data", (data) => resolve(String(data)));
    socket.once("error", reject);
  });
  expect(answer).toContain("101 Switching Protocols");
});

describe("a frontend with a router in the browser", () => {
  const open = (path: string, init: RequestInit = {}) =>
    fetch(routedUrl + path, { headers: { accept: "text/html,application/xhtml+xml" }, ...init });

  it("gives the page to a person who opens an address that the app does not know", async () => {
    const page = await open("/missing/7/edit?tab=2");
    expect([page.status, await page.text()]).toEqual([200, "<h1>page</h1>"]);
    expect([page.headers.get("cache-control"), page.headers.get("content-type")]).toEqual(["no-cache", "text/html"]);
  });

  it("leaves to the app what it knows, what scripts ask for, and what is no read", async () => {
    const known = await open("/accounts/7");
    expect([known.status, await known.json()]).toMatchObject([
      200,
      { path: "/accounts/7", host: new URL(routedUrl).host },
    ]);
    const asked = await open("/api/missing", { headers: { accept: "application/json" } });
    expect([asked.status, await asked.json()]).toMatchObject([404, { path: "/api/missing" }]);
    expect((await open("/missing", { method: "POST" })).status).toBe(404);
    expect((await open("/missing.js", { headers: { accept: "*/*" } })).status).toBe(404);
  });
});

it("answers 404 as the app does where the browser tells no pages apart", async () => {
  expect((await fetch(`${url}/missing`, { headers: { accept: "text/html" } })).status).toBe(404);
});
