/** The story on Node, on real servers: cards in TypeScript behind nginx, its jobs performed by the monolith's own BullMQ worker. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGateway } from "./gateway.js";
import { decideAndGenerate, install, type NeobankNode, SECRET, startNeobankNode } from "./neobank-node-app.js";
import { freePort, HOST, Processes, startNats, until as untilReady } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "valueline-node-"));
const source = join(root, "source");
const folder = join(source, "services/cards");
const processes = new Processes();
let app: NeobankNode;
let gateway = "";
let service = "";
let collector: Server;
const traces: string[] = [];

/** Says what every process printed last, where something did not happen. */
const until = (what: string, ready: () => Promise<boolean>): Promise<void> =>
  untilReady(what, ready).catch((error: Error) => {
    const said = ["web", "worker", "valueline_relay", "cards"].map(
      (name) => `${name}: ${processes.log(name).slice(-1500)}`,
    );
    throw new Error(`${error.message}\n${said.join("\n")}`);
  });

/** What a person ports by hand: freezing a card books what is still pending on it, by the monolith's own job. */
const FREEZE = `import { z } from "zod";
import { NotFound } from "../errors.js";
import type { Answer, Call } from "../operation.js";
import type { Services } from "../services.js";

export const FreezeV1CardRequest = z.object({ params: z.object({ id: z.string() }) });

export async function freezeV1Card(call: Call<z.infer<typeof FreezeV1CardRequest>>, services: Services): Promise<Answer> {
  return services.store.transaction(async (tx) => {
    const own = "SELECT c.id FROM cards c JOIN accounts a ON a.id = c.account_id WHERE c.id = $1 AND a.user_id = $2";
    const { rowCount } = await tx.query(own, [call.params.id, call.caller?.subject]);
    if (rowCount === 0) throw new NotFound();
    const pending = "SELECT id FROM card_authorizations WHERE card_id = $1 AND status = 'pending'";
    const { rows } = await tx.query<{ id: number }>(pending, [call.params.id]);
    for (const { id } of rows) await services.jobs.enqueue(tx, "cards:capture", { authorizationId: id });
    await tx.query("UPDATE cards SET status = 'frozen' WHERE id = $1", [call.params.id]);
    if (call.params.id === "2") throw new Error("rolled back");
    return { status: 202, body: { captured: rows.length } };
  });
}
`;

function port(): void {
  writeFileSync(join(folder, "src/operations/freeze-v1-card.ts"), FREEZE);
  const handle = join(folder, "src/events/handle.ts");
  const ported = readFileSync(handle, "utf8")
    .replace(
      "async function onAccountChanged(_tx: Transaction, _data:",
      "async function onAccountChanged(tx: Transaction, data:",
    )
    .replace("_message: Message", "message: Message")
    .replace(
      /( {2}\/\/ VALUELINE-PORT: what cards does when monolith tells account\.changed[^\n]*\n) {2}throw new NotPorted\(\);/,
      () =>
        '  await tx.query("INSERT INTO seen_accounts (message_id, status, raw) VALUES ($1, $2, $3)", [message.id, data.status, JSON.stringify(message)]);',
    );
  expect(ported).toContain("INSERT INTO seen_accounts");
  writeFileSync(handle, ported);
}

/** Counts what OpenTelemetry sends. */
async function startCollector(): Promise<string> {
  collector = createServer((request, response) => {
    traces.push(request.url ?? "");
    request.resume();
    response.end("{}");
  });
  await new Promise<void>((resolve) => collector.listen(0, HOST, resolve));
  const address = collector.address();
  return typeof address === "object" && address !== null ? `http://${HOST}:${address.port}` : "";
}

beforeAll(async () => {
  decideAndGenerate(source, "broker.choice=nats", "services.cards.language=typescript");
  port();
  await install(folder);
  execFileSync("npm", ["run", "--silent", "lint"], { cwd: folder, stdio: "pipe" });
  execFileSync("npm", ["run", "--silent", "build"], { cwd: folder, stdio: "pipe" });
  execFileSync("npm", ["test", "--silent"], { cwd: folder, stdio: "pipe" });
  const nats = await startNats(root, processes);
  app = await startNeobankNode(root, source, processes, { NATS_URL: nats.url });
  await app.postgres.sql("CREATE TABLE seen_accounts (id serial, message_id text, status text, raw jsonb)");
  const listen = await freePort();
  const env = {
    ...process.env,
    PORT: String(listen),
    DATABASE_URL: app.postgres.url,
    REDIS_URL: app.redisUrl,
    NATS_URL: nats.url,
    VALUELINE_IDENTITY_SECRET: SECRET,
    OTEL_ENABLED: "1",
    OTEL_EXPORTER_OTLP_ENDPOINT: await startCollector(),
    OTEL_BSP_SCHEDULE_DELAY: "200",
  };
  execFileSync("node", ["dist/main.js", "migrate"], { cwd: folder, env, stdio: "pipe" });
  processes.start("cards", ["node", "dist/main.js"], { cwd: folder, env });
  service = `http://${HOST}:${listen}`;
  await until("the service", async () => (await fetch(`${service}/readyz`)).ok);
  gateway = await startGateway(root, source, processes, {
    monolith: new URL(app.url).host,
    services: { cards: `${HOST}:${listen}` },
  });
});

afterAll(async () => {
  await processes.stop();
  collector?.close();
  rmSync(root, { recursive: true, force: true });
});

const json = { "Content-Type": "application/json" };

async function register(email: string): Promise<string> {
  await app.runner(`const { register } = require("./services/users");
    await register({ email: "${email}", password: "correct horse", fullName: "Ada" });`);
  const response = await fetch(`${gateway}/api/v1/tokens`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ email, password: "correct horse" }),
  });
  return ((await response.json()) as { token: string }).token;
}

async function addCard(email: string, amount: number): Promise<void> {
  await app.postgres.sql(`WITH card AS (
      INSERT INTO cards (account_id, status, created_at, updated_at)
      SELECT a.id, 'active', now(), now() FROM accounts a JOIN users u ON u.id = a.user_id WHERE u.email = '${email}' RETURNING id)
    INSERT INTO card_authorizations (card_id, stripe_authorization_id, merchant, amount_cents, created_at, updated_at)
    SELECT id, 'iauth_' || id, 'Bakery', ${amount}, now(), now() FROM card`);
}

const freeze = (id: number, token: string): Promise<Response> =>
  fetch(`${gateway}/api/v1/cards/${id}/freeze`, { method: "POST", headers: { Authorization: `Bearer ${token}` } });

const cell = async (text: string): Promise<string> => (await app.postgres.sql(text))[0]?.[0] ?? "";

describe("neobank-node with its cards in TypeScript", () => {
  let token = "";

  it("reaches the service through the gateway; the monolith's own worker performs the job it enqueued", async () => {
    token = await register("ada@example.com");
    await app.postgres.sql("UPDATE accounts SET balance_cents = 10000");
    await addCard("ada@example.com", 4200);
    const answer = await freeze(1, token);
    expect([answer.status, await answer.json()], processes.log("cards")).toEqual([202, { captured: 1 }]);
    await until(
      "the capture",
      async () => (await cell("SELECT status FROM card_authorizations WHERE id = 1")) === "captured",
    );
    expect(await cell("SELECT amount_cents FROM ledger_entries WHERE reference = 'Bakery'")).toBe("-4200");
    const kept = await app.runner(`const { cardQueue } = require("./queues");
      const [job] = await cardQueue.getCompleted(); console.log(JSON.stringify([job.name, job.opts.attempts, job.opts.backoff.type]));`);
    expect(JSON.parse(kept)).toEqual(["capture", 5, "exponential"]);
  });

  it("hands nothing to the worker where the service's transaction rolls back", async () => {
    await addCard("ada@example.com", 99);
    expect((await freeze(2, token)).status).toBe(500);
    expect(await cell("SELECT COUNT(*) FROM cards_outbox")).toBe("0");
    expect(await cell("SELECT status FROM card_authorizations WHERE id = 2")).toBe("pending");
  });

  it("answers a stranger as the monolith did, and trusts nobody at the service itself", async () => {
    const direct = await fetch(`${app.url}/api/v1/cards`);
    const through = await fetch(`${gateway}/api/v1/cards`);
    expect([through.status, await through.text()]).toEqual([direct.status, await direct.text()]);
    expect((await freeze(1, "forged")).status).toBe(401);
    expect((await fetch(`${service}/api/v1/cards`)).status).toBe(401);
    expect((await fetch(`${gateway}/valueline/identity`)).status).toBe(404);
  });

  it("knows a session by the old cookie, refuses a forged one, and a write without CSRF token as before", async () => {
    const cookieOf = (response: Response): string =>
      response.headers
        .getSetCookie()
        .map((line) => line.split(";")[0]!)
        .find((pair) => pair.startsWith("tern.sid=")) ?? "";
    const page = await fetch(`${gateway}/login`);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
    const signedIn = await fetch(`${gateway}/login`, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/x-www-form-urlencoded", Cookie: cookieOf(page) },
      body: new URLSearchParams({ _csrf: csrf, email: "ada@example.com", password: "correct horse" }),
    });
    expect([signedIn.status, signedIn.headers.get("location")]).toEqual([302, "/app"]);
    const cookie = cookieOf(signedIn) || cookieOf(page);
    const list = (sent: string): Promise<Response> =>
      fetch(`${gateway}/cards`, { headers: { Cookie: sent, Accept: "application/json" } });
    // 501 is the service's own answer for what is not ported yet: the caller got through to it.
    expect((await list(cookie)).status).toBe(501);
    expect((await list("tern.sid=s%3Aforged.signature")).status).toBe(401);
    const write = (base: string): Promise<Response> =>
      fetch(`${base}/cards/1/unfreeze`, { method: "POST", headers: { Cookie: cookie } });
    const before = await write(app.url);
    expect([(await write(gateway)).status, before.status]).toEqual([403, 403]);
  });

  it("carries a committed event to the consumer once, as its contract says, and nothing of a rolled-back one", async () => {
    const seen = async (): Promise<number> => Number(await cell("SELECT COUNT(*) FROM seen_accounts"));
    // Registering opened an account, and the capture changed its balance: both are events.
    await until(
      "the first events",
      async () =>
        (await seen()) >= 2 && (await cell("SELECT COUNT(*) FROM valueline_outbox WHERE published_at IS NULL")) === "0",
    );
    const before = await seen();
    await app.runner(`const { sequelize, Account } = require("./models");
      const rollback = sequelize.transaction(async (transaction) => {
        await Account.update({ status: "closed" }, { where: {}, transaction }); throw new Error("no"); });
      await rollback.catch(() => {});
      await Account.update({ status: "frozen" }, { where: {} });`);
    await until("the event", async () => (await seen()) === before + 1);
    expect(await cell("SELECT status FROM seen_accounts ORDER BY id DESC LIMIT 1")).toBe("frozen");
    expect(await cell("SELECT COUNT(*) FROM seen_accounts WHERE status = 'closed'")).toBe("0");
    const contract = JSON.parse(
      readFileSync(join(source, "contracts/events/account.changed.schema.json"), "utf8"),
    ) as object;
    const ajv = new Ajv2020({
      strict: false,
      formats: { "date-time": (text: string) => !Number.isNaN(Date.parse(text)) },
    });
    for (const [raw = ""] of await app.postgres.sql("SELECT raw FROM seen_accounts"))
      expect(ajv.validate(contract, JSON.parse(raw)), ajv.errorsText()).toBe(true);
  });

  it("sends traces where the flag is set", async () => {
    await until("traces", async () => traces.includes("/v1/traces"));
  });

  it("ends in order on SIGTERM", async () => {
    const child = processes.log("cards").length;
    await processes.kill("cards", "SIGTERM");
    expect(child).toBeGreaterThan(0);
    await expect(fetch(`${service}/healthz`)).rejects.toThrow();
  });
});
