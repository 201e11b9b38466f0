/** A server that imitates the Platform API is captured; no value of a config var reaches the file. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printCapture, readTraffic } from "../../src/heroku/capture-file.js";
import { parseCatalogues } from "../../src/heroku/catalogues.js";
import { readHeroku } from "../../src/heroku/index.js";
import { readLogs, readSnapshot } from "../../src/io/heroku-api.js";
import { readRuleTexts } from "../../src/io/package-files.js";
import { memoryRepo } from "./memory-repo.js";

const SECRETS = ["hunter2-very-secret", "sk_live_51Hq8ZkQw3eRt6yUi9oPaSdF", "h8Gf2kLs9"];
const TOKEN = "HRKU-0000-token-of-the-test";
const seen: string[] = [];
let busy = 2;
let server: Server;
let host: string;

const ANSWERS: Readonly<Record<string, unknown>> = {
  "GET /apps/shop": { name: "shop", stack: { name: "heroku-24" }, region: { name: "eu" } },
  "GET /apps/shop/formation": [
    { type: "web", command: "node server.js", quantity: 2, size: "Standard-1X" },
    { type: "clock", command: "node clock.js --token=hunter2-very-secret", quantity: 0, size: "Basic" },
  ],
  "GET /apps/shop/dynos": [{ type: "web" }, { type: "web" }],
  "GET /apps/shop/config-vars": {
    DATABASE_URL: "postgres://app:h8Gf2kLs9@db.prod.net/app",
    STRIPE_KEY: "sk_live_51Hq8ZkQw3eRt6yUi9oPaSdF",
    PLAIN: "hunter2-very-secret",
  },
  "GET /apps/shop/addon-attachments": [{ addon: { name: "postgresql-curved-1" }, app: { name: "shop" } }],
  "GET /addons/postgresql-curved-1/addon-attachments": [{ app: { name: "shop" } }, { app: { name: "shop-admin" } }],
  "GET /apps/shop/domains": [{ hostname: "www.shop.example" }, { hostname: "shop.example" }],
  "GET /apps/shop/buildpack-installations": [{ buildpack: { url: "heroku/nodejs" } }],
  "GET /apps/shop/features": [
    { name: "preboot", enabled: true },
    { name: "spaces-dns", enabled: false },
  ],
  "GET /apps/shop/releases": [{ version: 1 }, { version: 2 }],
  "GET /apps/shop/collaborators": [{ user: { email: "ann@shop.example" } }],
  "GET /apps/shop/sni-endpoints": [],
  "GET /apps/shop/telemetry-drains": [{ signals: ["metrics"] }],
  "GET /apps/shop/formation/web/monitors": [
    { action_type: "scale", is_active: true, min_quantity: 2, max_quantity: 8, value: 750 },
    { action_type: "alert", is_active: true, value: 5 },
  ],
  "GET /apps/shop/pipeline-couplings": { pipeline: { name: "shop" }, stage: "production" },
};

const LOG = `2026-03-11T22:11:43+00:00 heroku[router]: at=info method=GET path="/orders/42?token=hunter2-very-secret" host=shop.example fwd="1.2.3.4" dyno=web.1 connect=1ms service=18ms status=200 bytes=13
2026-03-11T22:11:44+00:00 heroku[router]: at=info method=GET path=/orders/43 host=shop.example dyno=web.1 connect=1ms service=30ms status=200 bytes=13
2026-03-11T22:11:45+00:00 heroku[router]: at=error code=H12 desc="Request timeout" method=POST path="/reports" dyno=web.2 connect=1ms service=30000ms status=503 bytes=0
2026-03-11T22:11:46+00:00 heroku[router]: at=error code=H10 desc="App crashed" method=GET path="/" dyno= connect= service= status=503 bytes=
2026-03-11T22:11:47+00:00 heroku[web.1]: source=web.1 dyno=heroku.1.2 sample#memory_total=21.22MB sample#memory_rss=20.00MB
2026-03-11T22:11:48+00:00 heroku[web.2]: source=web.2 dyno=heroku.1.3 sample#memory_total=301.50MB sample#memory_rss=20.00MB
2026-03-11T22:11:49+00:00 app[web.1]: method=GET path=/not-a-router-line service=1ms
`;

/** Add-ons come in two pages; the first two requests are told to wait. */
function answer(request: IncomingMessage, response: ServerResponse) {
  const call = `${request.method} ${request.url}`;
  seen.push(call);
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    return response.end(JSON.stringify(body));
  };
  if (busy > 0) {
    busy -= 1;
    return send(429, { id: "rate_limit" });
  }
  if (call === "GET /logs") return response.end(LOG);
  const authorization = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64").toString();
  if (authorization !== `:${TOKEN}`) return send(401, { id: "unauthorized" });
  if (call === "POST /apps/shop/log-sessions") return send(201, { logplex_url: `${host}/logs` });
  if (call === "GET /apps/shop/addons") {
    const addon = (name: string, plan: string, configVars: readonly string[]) => ({
      name,
      plan: { name: plan },
      addon_service: { name: plan.split(":")[0] },
      config_vars: configVars,
    });
    if (request.headers.range?.startsWith("]"))
      return send(200, [addon("redis-round-2", "heroku-redis:mini", ["REDIS_URL"])]);
    const first = addon("postgresql-curved-1", "heroku-postgresql:standard-0", ["DATABASE_URL"]);
    return send(206, [first], { "next-range": "]postgresql-curved-1..; max=1" });
  }
  const found = ANSWERS[call];
  return found === undefined ? send(call.endsWith("/log-drains") ? 403 : 404, { id: "no" }) : send(200, found);
}

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

describe("migrate capture", () => {
  it("keeps names, sizes and counts, and no value", async () => {
    const api = { token: TOKEN, host, pause: 1 };
    const text = printCapture(await readSnapshot("shop", api), await readLogs("shop", api));
    for (const secret of [...SECRETS, TOKEN, "ann@shop.example", "1.2.3.4"]) expect(text).not.toContain(secret);
    const capture = JSON.parse(text) as Record<string, unknown>;
    expect(capture).toMatchObject({
      schema: "valueline/capture/1",
      app: "shop",
      stack: "heroku-24",
      region: "eu",
      configVars: ["DATABASE_URL", "PLAIN", "STRIPE_KEY"],
      dynos: { web: 2 },
      domains: ["shop.example", "www.shop.example"],
      features: ["preboot"],
      pipeline: { name: "shop", stage: "production" },
      releases: 2,
      collaborators: 1,
      telemetryDrains: 1,
      autoscaling: [{ type: "web", min: 2, max: 8, p95: 750 }],
      missing: ["GET /addons/redis-round-2/addon-attachments: 404", "GET /apps/shop/log-drains: 403"],
    });
    expect(capture["addons"]).toMatchObject([
      { plan: "heroku-postgresql:standard-0", sharedWith: ["shop-admin"] },
      { plan: "heroku-redis:mini", configVars: ["REDIS_URL"], sharedWith: [] },
    ]);
    expect(seen.filter((call) => !call.startsWith("GET "))).toEqual(["POST /apps/shop/log-sessions"]);
    expect(seen.filter((call) => call === "GET /apps/shop")).toHaveLength(3);
    expect(readTraffic(new Map([["capture.json", text]]))).toEqual(readTraffic(new Map([["router.log", LOG]])));
  });

  it("is what readHeroku takes for what runs", async () => {
    const text = printCapture(await readSnapshot("shop", { token: TOKEN, host, pause: 1 }), "");
    const { workspace, reader } = memoryRepo({
      Procfile: "web: node server.js\n",
      "app.json": '{"addons": ["heroku-postgresql:essential-0"], "formation": {"web": {"quantity": 1}}}',
    });
    const app = readHeroku(workspace, reader, parseCatalogues(readRuleTexts()), new Map([["capture.json", text]]));
    expect(app.processes.map(({ type, origin, quantity, size }) => [type, origin, quantity, size])).toEqual([
      ["clock", "live", 0, "Basic"],
      ["web", "declared", 2, "Standard-1X"],
    ]);
    expect(app.addons.map(({ plan, sharedWith }) => [plan, sharedWith])).toEqual([
      ["heroku-postgresql:standard-0", ["shop-admin"]],
      ["heroku-redis:mini", []],
    ]);
    expect(app.configVars.find(({ name }) => name === "PLAIN")).toMatchObject({ declared: true });
    expect(app.processes.find(({ type }) => type === "web")?.autoscaling).toEqual({ min: 2, max: 8, p95: 750 });
    expect(app.drains).toEqual({ logs: 0, telemetry: 1 });
    expect(app.sources).toEqual(["Procfile", "app.json", "capture"]);
  });

  it("says what is wrong in the user's words", async () => {
    await expect(readSnapshot("shop", { token: "wrong", host, pause: 1 })).rejects.toThrow(/does not accept the token/);
    await expect(readSnapshot("nope", { token: TOKEN, host, pause: 1 })).rejects.toThrow(/no app "nope"/);
  });
});

describe("parseLogs", () => {
  it("counts requests by shape of path, errors by code, memory by process", () => {
    const traffic = readTraffic(new Map([["router.log", LOG]]));
    expect(traffic.memory).toEqual({ web: 301.5 });
    expect(traffic.routes).toEqual([
      { method: "GET", path: "/", count: 1, p50: 0, p95: 0, errors: { H10: 1 } },
      { method: "GET", path: "/orders/:id", count: 2, p50: 18, p95: 30, errors: {} },
      { method: "POST", path: "/reports", count: 1, p50: 30000, p95: 30000, errors: { H12: 1 } },
    ]);
  });
});
