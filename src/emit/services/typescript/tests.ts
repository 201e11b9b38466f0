/** Turns a planned service into tests of its own: health, identity, and its contracts. */
import type { PlannedRoute } from "../../../model/plan.js";
import { pascal, type TypescriptService } from "./needs.js";
import { sampleOf } from "./samples.js";
import type { JsonSchema } from "./zod.js";

/** Values of the right form, none of which leads anywhere. */
const SAMPLES: Readonly<Record<string, string>> = {
  DATABASE_URL: "postgres://nobody@127.0.0.1/none",
  REDIS_URL: "redis://127.0.0.1/0",
  NATS_URL: "nats://127.0.0.1",
  AMQP_URL: "amqp://127.0.0.1",
  CELERY_BROKER_URL: "redis://127.0.0.1/0",
  MONOLITH_URL: "http://127.0.0.1",
};

export function printServerTest({ service, settings }: TypescriptService): string {
  const auths = new Set(service.routes.map(({ auth }) => auth));
  const signed = auths.has("ask-monolith") || auths.has("jwt");
  const guarded = service.routes.find(({ auth }) => auth !== "public");
  const strict = service.routes.find(isStrict);
  const env = settings.required.map((name) => `  ${name}: ${JSON.stringify(SAMPLES[name] ?? "s")},\n`).join("");
  return `import assert from "node:assert/strict";
${signed ? 'import { createHmac } from "node:crypto";\n' : ""}import { test } from "node:test";
import { readSettings } from "../src/config.js";
${signed ? 'import { verify } from "../src/identity.js";\n' : ""}import { createServer } from "../src/server.js";
import type { Services } from "../src/services.js";

const ENVIRONMENT = {
${env}};
const settings = readSettings(ENVIRONMENT);
const services = { store: { ready: async () => false }, jobs: {} } as unknown as Services;
const server = createServer(settings, services, false);
${signed ? SIGN : ""}
test("names all that is missing in the environment", () => {
  for (const name of Object.keys(ENVIRONMENT)) assert.throws(() => readSettings({}), new RegExp(name));
});

test("readyz means it", async () => {
  assert.equal((await server.inject("/healthz")).statusCode, 200);
  assert.equal((await server.inject("/readyz")).statusCode, 503);
});

test("passes the request id on", async () => {
  const answer = await server.inject({ url: "/healthz", headers: { "x-request-id": "r-1" } });
  assert.equal(answer.headers["x-request-id"], "r-1");
});
${guarded === undefined ? "" : printStrangerTest(guarded)}${strict === undefined ? "" : printRefusalTest(service.name, strict)}${signed ? TRUST : ""}`;
}

const SIGN = `
function sign(claims: object, secret: string): string {
  const unsigned = [{ alg: "HS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return \`\${unsigned}.\${createHmac("sha256", secret).update(unsigned).digest("base64url")}\`;
}
const later = Math.floor(Date.now() / 1000) + 60;
`;

const TRUST = `
test("trusts a signature only with its secret and before its end", () => {
  assert.equal(verify(sign({ sub: "7", exp: later }, "s"), "s")?.["sub"], "7");
  assert.equal(verify(sign({ sub: "7", exp: later }, "wrong"), "s"), null);
  assert.equal(verify(sign({ sub: "7", exp: 1 }, "s"), "s"), null);
});
`;

/** A request of this path: a parameter is "1". */
const samplePath = ({ route }: PlannedRoute): string =>
  route.path.replace(/\([^)]*\)/g, "").replace(/[:*][A-Za-z_]\w*\??/g, "1");

const printStrangerTest = (guarded: PlannedRoute): string => `
test("refuses a stranger", async () => {
  const answer = await server.inject({ method: "${guarded.route.method}", url: ${JSON.stringify(samplePath(guarded))} });
  assert.equal(answer.statusCode, 401);
});
`;

/** One whose body must have something, and whose caller the test can be. */
const isStrict = ({ auth, request }: PlannedRoute): boolean =>
  ["ask-monolith", "public"].includes(auth) && ((request as JsonSchema | null)?.required ?? []).length > 0;

function printRefusalTest(name: string, strict: PlannedRoute): string {
  const { method } = strict.route;
  const path = samplePath(strict);
  const asked = `{ sub: "7", aud: ${JSON.stringify(name)}, req: ${JSON.stringify(`${method} ${path}`)}, exp: later }`;
  const headers = strict.auth === "public" ? "" : `, headers: { "x-valueline-identity": sign(${asked}, "s") }`;
  return `
test("refuses a body that is not as asked for, and says what is wrong with it", async () => {
  const answer = await server.inject({ method: "${method}", url: ${JSON.stringify(path)}, payload: {}${headers} });
  assert.equal(answer.statusCode, 422);
  assert.equal(answer.json().error, "invalid");
  assert.equal(answer.json().details[0].path[0], "body");
});
`;
}

/** Both sides test against the one contract: here, that its messages are read, once in effect each. */
export function printEventsTest({ consumes }: TypescriptService): string {
  const samples = consumes.map((event) => {
    const data = sampleOf(event.payload as JsonSchema);
    return `  ${JSON.stringify(event.name)}: ${JSON.stringify({ id: `sample-${event.name}`, name: event.name, key: "1", occurredAt: "2026-01-02T03:04:05.000Z", data })},\n`;
  });
  return `import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { type Consuming, take } from "../src/events/consumer.js";
import { ${consumes.map(({ name }) => `${pascal(name)}, `).join("")}type Message, readMessage } from "../src/events/messages.js";
import type { Store } from "../src/store.js";

const SAMPLES: Readonly<Record<string, object>> = {
${samples.join("")}};
const SHAPES = { ${consumes.map(({ name }) => `${JSON.stringify(name)}: ${pascal(name)}`).join(", ")} };

function consuming(handle: (message: Message) => Promise<void>): Consuming {
  const seen = new Set<string>();
  const store = {
    // A failed effect takes its remembered id back, as a rollback does.
    transaction: async (work: (tx: unknown) => Promise<unknown>) => {
      const before = [...seen];
      return work(null).catch((error: unknown) => {
        seen.clear();
        for (const id of before) seen.add(id);
        throw error;
      });
    },
    remember: async (_tx: unknown, id: string) => !seen.has(id) && seen.add(id) !== undefined,
    ready: async () => true,
  } as unknown as Store;
  const log = { warn: () => undefined, error: () => undefined };
  const signal = new AbortController().signal;
  return { store, handle: (_tx, message) => handle(message), log, signal, attempts: 3, backoff: 1 };
}

for (const [name, sample] of Object.entries(SAMPLES)) {
  test(\`reads what the contract says of \${name}\`, () => {
    const path = new URL(\`../../../../contracts/events/\${name}.schema.json\`, import.meta.url);
    const contract = JSON.parse(readFileSync(path, "utf8")) as object;
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    assert.ok(ajv.validate(contract, sample), ajv.errorsText());
    const { data } = readMessage(JSON.stringify(sample));
    assert.ok(SHAPES[name as keyof typeof SHAPES].safeParse(data).success);
  });
}

test("gives a message its effect once, however often it comes", async () => {
  const told: string[] = [];
  const parts = consuming(async ({ id }) => void told.push(id));
  const raw = JSON.stringify(Object.values(SAMPLES)[0]);
  await take(parts, raw);
  await take(parts, raw);
  assert.equal(told.length, 1);
});

test("tries again what failed, and gives up on what fails for good", async () => {
  let calls = 0;
  const parts = consuming(async () => {
    calls += 1;
    if (calls === 1) throw new Error("for a moment");
  });
  const raw = JSON.stringify(Object.values(SAMPLES)[0]);
  await take(parts, raw);
  assert.equal(calls, 2);
  const poisoned = consuming(async () => {
    throw new Error("always");
  });
  await assert.rejects(take(poisoned, raw), /always/);
  await assert.rejects(take(poisoned, "not JSON"), /not an envelope/);
});
`;
}
