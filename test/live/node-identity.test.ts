/** The gateway's question at the cut, answered by Express, Koa, Fastify and Nest themselves: who is calling, and is he let in? */
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitPlan } from "../../src/emit/index.js";
import { addTypes } from "../../src/plan/types/index.js";
import { copyApp } from "../copy-fixture.js";
import { handMadePlan } from "../hand-made-plan.js";
import { install } from "./neobank-node-app.js";
import { freePort, HOST, Processes, until } from "./servers.js";

const SECRET = "identity-secret";
const root = mkdtempSync(join(tmpdir(), "identity-"));
const processes = new Processes();
afterAll(async () => {
  await processes.stop();
  rmSync(root, { recursive: true, force: true });
});

/** The app with what `generate` writes for it, its patch applied by git. */
async function equip(name: string, folder: string): Promise<void> {
  copyApp(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), folder);
  execFileSync("git", ["init", "-q"], { cwd: folder });
  execFileSync("git", ["add", "."], { cwd: folder });
  const paths = execFileSync("git", ["ls-files"], { cwd: folder, encoding: "utf8" }).trim().split("\n");
  const packages = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    type?: string;
    dependencies: Record<string, string>;
  };
  const { monolith, services, ...rest } = handMadePlan({ language: "typescript", database: "postgres" });
  const node = {
    ...monolith,
    runtime: "node",
    framework: name,
    language: paths.some((path) => path.endsWith(".ts")) ? ("typescript" as const) : ("javascript" as const),
    locked: packages.dependencies,
    esm: packages.type === "module",
  };
  const sources = {
    paths,
    read: (path: string) => (paths.includes(path) ? readFileSync(join(folder, path), "utf8") : null),
  };
  const plan = { ...rest, monolith: node, services: services.map((one) => ({ ...one, enqueues: [] })), events: [] };
  for (const { path, content } of emitPlan(await addTypes(plan, sources), sources)) {
    if (!/^(valueline|migration)\//.test(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  execFileSync("git", ["apply", "migration/monolith.patch"], { cwd: folder });
  await install(folder);
  if (node.language === "typescript") execFileSync("npx", ["tsc", "-p", "."], { cwd: folder, stdio: "inherit" });
}

interface Asked {
  readonly status: number;
  readonly claims: Record<string, unknown> | null;
}

describe.each([
  ["express", "express", "app.js", ""],
  ["koa", "koa", "app.js", ""],
  ["fastify", "fastify", "app.js", ""],
  ["nest on express", "nest", "dist/main.js", "express"],
  ["nest on fastify", "nest", "dist/main.js", "fastify"],
] as const)("%s", (title, name, main, adapter) => {
  const folder = join(root, name);
  const staff: Record<string, string> = {};
  const guest: Record<string, string> = {};
  let url = "";

  const login = async (user: number): Promise<Record<string, string>> => {
    const answer =
      name === "nest"
        ? await fetch(`${url}/login/${user}`)
        : await fetch(`${url}/login`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ user }),
          });
    expect(await answer.text()).toBe("in");
    return {
      cookie: answer.headers
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; "),
    };
  };

  const ask = async (method: string, path: string, headers: Record<string, string>): Promise<Asked> => {
    const about = { "x-original-method": method, "x-original-uri": path, "x-valueline-audience": "authorizations" };
    const answer = await fetch(`${url}/valueline/identity`, { headers: { ...about, ...headers }, redirect: "manual" });
    const token = answer.headers.get("x-valueline-identity");
    if (token === null) return { status: answer.status, claims: null };
    const [head = "", body = "", signature] = token.split(".");
    expect(signature).toBe(createHmac("sha256", SECRET).update(`${head}.${body}`).digest("base64url"));
    return { status: answer.status, claims: JSON.parse(Buffer.from(body, "base64url").toString()) };
  };

  beforeAll(async () => {
    if (adapter !== "fastify") await equip(name, folder);
    const port = await freePort();
    url = `http://${HOST}:${port}`;
    const env = { ...process.env, ADAPTER: adapter, PORT: String(port), VALUELINE_IDENTITY_SECRET: SECRET };
    processes.start(title, ["node", main], { cwd: folder, env });
    await until(title, async () => (await fetch(`${url}/handled`)).ok).catch((error: Error) => {
      throw new Error(`${error.message}\n${processes.log(title)}`);
    });
    Object.assign(staff, await login(7));
    Object.assign(guest, await login(8));
  }, 240_000);

  it("names the caller of a session, for this request and this service", async () => {
    const { status, claims } = await ask("GET", "/api/things/5?full=1", staff);
    expect([status, claims?.["sub"], claims?.["aud"], claims?.["req"]]).toEqual([
      204,
      "7",
      "authorizations",
      "GET /api/things/5",
    ]);
  });

  it("lets nobody in without a session, with a forged one, or to ask for another service", async () => {
    expect(await ask("GET", "/api/things/5", {})).toEqual({ status: 403, claims: null });
    const forged = { cookie: staff["cookie"]!.replace(/=(.{4})/, "=AAAA") };
    expect(await ask("GET", "/api/things/5", forged)).toEqual({ status: 403, claims: null });
    expect(await ask("GET", "/api/things/5", { ...staff, "x-valueline-audience": "other" })).toEqual({
      status: 403,
      claims: null,
    });
    expect(await ask("GET", "/api/nothing", staff)).toEqual({ status: 403, claims: null });
  });

  it("asks every guard of the route: its role and its CSRF token", async () => {
    expect((await ask("POST", "/api/things", staff)).status).toBe(403);
    expect((await ask("POST", "/api/things", { ...guest, "x-csrf": "c" })).status).toBe(403);
    const { status, claims } = await ask("POST", "/api/things", { ...staff, "x-csrf": "c" });
    expect([status, claims?.["sub"]]).toEqual([204, "7"]);
  });

  it("never ran a handler for a question, and answers requests as before", async () => {
    expect(await (await fetch(`${url}/handled`)).json()).toEqual([]);
    const post = (headers: Record<string, string>, body: object): Promise<Response> =>
      fetch(`${url}/api/things`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body: JSON.stringify(body),
        redirect: "manual",
      });
    expect((await post(staff, { name: "x" })).status).toBe(403);
    expect((await post({ ...staff, "x-csrf": "c" }, { name: "x" })).status).toBe(201);
    if (name === "fastify" || name === "nest") {
      expect((await post({ ...staff, "x-csrf": "c" }, {})).status).toBe(400);
    }
    expect((await (await fetch(`${url}/api/things/9`, { headers: staff })).json()) as object).toEqual({ id: "9" });
    expect(await (await fetch(`${url}/handled`)).json()).toEqual(["create", "show 9"]);
  });
});
