/** Every Go project as generated, from clean: gofmt, vet, staticcheck, tidy modules, its own tests; awkward names and codetriage's kind of routes among them. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { emitPlan } from "../../src/emit/index.js";
import type { Plan, PlannedRoute } from "../../src/model/plan.js";
import { handMadePlan, handMadeRoutes } from "../hand-made-plan.js";
import { verdict } from "./judges/judge.js";
import { freePort, HOST, until } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "go-project-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, plan: Plan): readonly string[] {
  for (const { path, content } of emitPlan(plan, { paths: [], read: () => null })) {
    if (!path.startsWith("services/")) continue;
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), content);
  }
  return plan.services.map((service) => join(root, name, "services", service.name));
}

const go = (folder: string, ...args: readonly string[]): string =>
  execFileSync("go", args, { cwd: folder, encoding: "utf8", stdio: "pipe" });

function check(folder: string): void {
  expect(execFileSync("gofmt", ["-l", "."], { cwd: folder, encoding: "utf8" }), "gofmt").toBe("");
  go(folder, "vet", "./...");
  go(folder, "test", "./...");
  expect(go(folder, "mod", "tidy", "-diff"), "go mod tidy").toBe("");
  expect(verdict("bin/staticcheck", ["./..."], folder), "staticcheck").toBe("");
}

/** A producer beside the consumer, so that all files are made. */
function both(change: Parameters<typeof handMadePlan>[0]): Plan {
  const plan = handMadePlan(change);
  const service = plan.services[0]!;
  const producer = { ...service, id: "cards", name: "cards", routes: [], enqueues: [], port: 4002 };
  const event = { ...plan.events[0]!, from: "cards" };
  return { ...plan, services: [service, producer], events: [event, { ...event, name: "card_limit.raised" }] };
}

/** Takes what OpenTelemetry's exporter sends over HTTP, as bytes of a protobuf message. */
async function listenForTraces(): Promise<{ url: string; seen: () => Buffer; close: () => void }> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on("data", (part: Buffer) => request.url === "/v1/traces" && bodies.push(part));
    request.on("end", () => response.end());
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, HOST, resolve));
  return { url: `http://${HOST}:${port}`, seen: () => Buffer.concat(bodies), close: () => server.close() };
}

const awkward = (method: string, path: string, operation: string, fields: readonly string[]): PlannedRoute => {
  const base = handMadeRoutes[0]!;
  const properties = Object.fromEntries(fields.map((field) => [field, { type: ["string", "null"] }]));
  const shape = { type: "object", properties, additionalProperties: true, "x-read-from": "columns of odd" };
  return {
    ...base,
    route: { ...base.route, id: `${method} ${path}`, method, path, handler: `odd#${operation}` },
    operation,
    parameters: [...path.matchAll(/[:*](\w+)/g)].map(([, name]) => ({ name: name!, in: "path", type: "string" })),
    request: method === "GET" ? null : shape,
    response: shape,
    enqueues: [],
  };
};

/** Its field "request" is called as the operation's own request is, and the field of another operation's body as that. */
function clashing(): readonly PlannedRoute[] {
  const nested = { type: "object", properties: { item: { type: "object", properties: { a: { type: "integer" } } } } };
  const one = awkward("POST", "/defer/clash", "create_clash", []);
  const two = awkward("POST", "/defer/clash_request", "create_clash_request", []);
  const body = (name: string) => ({ type: "object", properties: { [name]: nested }, additionalProperties: true });
  return [
    { ...one, request: body("request"), response: body("request") },
    { ...two, request: body("item"), response: body("request") },
  ];
}

function page(method: string, path: string, operation: string): PlannedRoute {
  const planned = awkward(method, path, operation, []);
  const asked = [{ name: "page", in: "query" as const, type: "string" }];
  return {
    ...planned,
    parameters: [...planned.parameters, ...asked],
    response: null,
    detail: { ...planned.detail, page: `app/views/${operation}.html.erb` },
  };
}

describe("a generated Go project", () => {
  it.each([
    ["redis", "mysql"],
    ["nats", "postgres"],
    ["rabbitmq", "postgres"],
  ] as const)("on %s and %s is formatted, vetted and passes its tests", (broker, database) => {
    for (const folder of write(`${broker}-${database}`, both({ broker, database }))) check(folder);
  });

  it("compiles with reserved words and names that clash, serves overlapping and inner wildcards, boots and sends traces", async () => {
    const fields = [
      "type",
      "func",
      "range",
      "select",
      "id",
      "ID",
      "i_d",
      "query",
      "Query",
      "a_b",
      "aB",
      "1st",
      "größe",
      "json",
    ];
    const routes = [
      awkward("GET", "/*full_name", "package", fields),
      awkward("GET", "/*full_name/subscribers", "interface", fields),
      awkward("GET", "/:type/new", "type", fields),
      awkward("GET", "/repos/:func", "func", fields),
      awkward("POST", "/:range/:range_id", "return", fields),
      awkward("PATCH", "/select/:i_d/:id", "select", fields),
      ...clashing(),
      awkward("GET", "/interface/windows", "listWindows", []),
      awkward("GET", "/interface/test", "listTest", []),
      page("GET", "/interface/:defer", "defer"),
    ];
    const plan = handMadePlan({ database: "postgres", routes });
    const [enqueue] = plan.services[0]!.enqueues;
    const enqueues = ["Relay", "Cards::Sync", "CardsSync"].map((job) => ({ ...enqueue!, job }));
    const odd = { ...plan.services[0]!, id: "order", name: "order", enqueues };
    const [folder = ""] = write("awkward", {
      ...plan,
      services: [odd],
      events: [{ ...plan.events[0]!, name: "card.test", to: ["order"] }],
    });
    check(folder);
    go(folder, "build", "-o", join(root, "order"), ".");
    const port = await freePort();
    const collector = await listenForTraces();
    const child = spawn(join(root, "order"), [], {
      env: {
        ...process.env,
        PORT: String(port),
        DATABASE_URL: `postgres://nobody:nothing@${HOST}:1/none`,
        REDIS_URL: `redis://${HOST}:1`,
        VALUELINE_IDENTITY_SECRET: "only-for-this-test-run",
        OTEL_ENABLED: "1",
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      },
      stdio: "ignore",
    });
    try {
      const trace = "0af7651916cd43dd8448eb211c80319c";
      const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01` };
      const status = (path: string, method = "GET"): Promise<number> =>
        fetch(`http://${HOST}:${port}${path}`, { method, headers }).then((response) => response.status);
      await until("the service", async () => (await status("/healthz")) === 200);
      // Without a database it lives and is not ready; every route knows a stranger; a method nobody has is 405.
      expect(await status("/readyz")).toBe(503);
      expect(await status("/rails/rails/subscribers")).toBe(401);
      expect(await status("/repos/7")).toBe(401);
      expect(await status("/repos/7", "DELETE")).toBe(405);
      child.kill("SIGTERM");
      expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
      // The last spans left before the process did: under the service's name, in the caller's trace.
      expect(collector.seen().includes("order")).toBe(true);
      expect(collector.seen().includes(Buffer.from(trace, "hex"))).toBe(true);
    } finally {
      collector.close();
      child.kill("SIGKILL");
    }
  });
});
