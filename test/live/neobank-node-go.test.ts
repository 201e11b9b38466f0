/** neobank-node with its cards in Go: jobs through the monolith's own enqueue endpoint, events over RabbitMQ quorum queues. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGateway } from "./gateway.js";
import { decideAndGenerate, type NeobankNode, SECRET, startNeobankNode } from "./neobank-node-app.js";
import { freePort, HOST, Processes, startRabbitmq, until as untilReady } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "valueline-node-go-"));
const source = join(root, "source");
const folder = join(source, "services/cards");
const processes = new Processes();
const ENQUEUE_TOKEN = "enqueue-only-for-this-test-run";
let app: NeobankNode;
let gateway = "";

/** Says what every process printed last, where something did not happen. */
const until = (what: string, ready: () => Promise<boolean>): Promise<void> =>
  untilReady(what, ready).catch((error: Error) => {
    const said = ["web", "worker", "valueline_relay", "cards"].map(
      (name) => `${name}: ${processes.log(name).slice(-1500)}`,
    );
    throw new Error(`${error.message}\n${said.join("\n")}`);
  });

/** What a person ports by hand. */
const FREEZE = `package handler

import (
	"context"
	"net/url"
	"strconv"

	"tern-bank/services/cards/internal/jobs"
)

type FreezeV1CardRequest struct {
	ID    string     \`json:"-"\`
	Query url.Values \`json:"-"\`
}

func (h *Handler) FreezeV1Card(ctx context.Context, req *FreezeV1CardRequest, rsp *Response[any]) error {
	id, err := strconv.ParseInt(req.ID, 10, 64)
	if err != nil {
		return ErrNotFound
	}
	tx, err := h.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var pending int64
	if err := tx.QueryRowContext(ctx, "SELECT id FROM card_authorizations WHERE card_id = $1 AND status = 'pending'", id).Scan(&pending); err != nil {
		return err
	}
	if _, err := h.Jobs.Enqueue(ctx, tx, jobs.CardsCapture, map[string]any{"authorizationId": pending}); err != nil {
		return err
	}
	rsp.Status = 202
	return tx.Commit()
}
`;

const ON_ACCOUNT_CHANGED = `package events

import (
	"context"
	"database/sql"
)

func onAccountChanged(ctx context.Context, tx *sql.Tx, message Message) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO seen_accounts (message_id, raw) VALUES ($1, $2)", message.ID, string(message.Data))
	return err
}
`;

beforeAll(async () => {
  decideAndGenerate(source, "services.cards.language=go", "broker.choice=rabbitmq");
  writeFileSync(join(folder, "internal/handler/freeze_v1_card.go"), FREEZE);
  writeFileSync(join(folder, "internal/events/on_account_changed.go"), ON_ACCOUNT_CHANGED);
  const binary = join(root, "cards");
  execFileSync("go", ["build", "-o", binary, "."], { cwd: folder, stdio: "pipe" });
  const rabbitmq = await startRabbitmq(root, processes);
  const shared = { AMQP_URL: rabbitmq.url, VALUELINE_ENQUEUE_TOKEN: ENQUEUE_TOKEN };
  app = await startNeobankNode(root, source, processes, shared);
  await app.postgres.sql("CREATE TABLE seen_accounts (id serial, message_id text, raw jsonb)");
  const listen = await freePort();
  const env = {
    ...process.env,
    ...shared,
    PORT: String(listen),
    DATABASE_URL: `${app.postgres.url}?sslmode=disable`,
    REDIS_URL: app.redisUrl,
    MONOLITH_URL: app.url,
    VALUELINE_IDENTITY_SECRET: SECRET,
  };
  execFileSync(binary, ["migrate"], { env, stdio: "pipe" });
  processes.start("cards", [binary], { cwd: root, env });
  await until("the service", async () => (await fetch(`http://${HOST}:${listen}/readyz`)).ok);
  const services = { cards: `${HOST}:${listen}` };
  gateway = await startGateway(root, source, processes, { monolith: new URL(app.url).host, services });
});

afterAll(async () => {
  await processes.stop();
  rmSync(root, { recursive: true, force: true });
});

const cell = async (text: string): Promise<string> => (await app.postgres.sql(text))[0]?.[0] ?? "";

const post = (authorization: string, body: object): Promise<Response> =>
  fetch(`${app.url}/valueline/jobs`, {
    method: "POST",
    headers: { Authorization: authorization },
    body: JSON.stringify(body),
  });

describe("neobank-node with its cards in Go", () => {
  it("hands a job to the monolith's own BullMQ worker through the monolith's endpoint", async () => {
    await app.runner(`const { register } = require("./services/users");
      await register({ email: "ada@example.com", password: "correct horse", fullName: "Ada" });`);
    await app.postgres.sql(`UPDATE accounts SET balance_cents = 10000;
      INSERT INTO cards (account_id, status, created_at, updated_at) SELECT id, 'active', now(), now() FROM accounts;
      INSERT INTO card_authorizations (card_id, stripe_authorization_id, merchant, amount_cents, created_at, updated_at)
      SELECT id, 'iauth_1', 'Bakery', 4200, now(), now() FROM cards`);
    const signedIn = await fetch(`${gateway}/api/v1/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email: "ada@example.com", password: "correct horse" }),
    });
    const { token } = (await signedIn.json()) as { token: string };
    const answer = await fetch(`${gateway}/api/v1/cards/1/freeze`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.status, processes.log("cards")).toBe(202);
    await until("the capture", async () => (await cell("SELECT status FROM card_authorizations")) === "captured");
    expect(await cell("SELECT amount_cents FROM ledger_entries WHERE reference = 'Bakery'")).toBe("-4200");
  });

  it("enqueues for nobody else: no token, a wrong one, an unknown job; a repeated id is one job", async () => {
    const job = { id: "00000000-0000-4000-8000-000000000001", job: "cards:capture", args: [{ authorizationId: 1 }] };
    expect((await post("", job)).status).toBe(401);
    expect((await post("Bearer wrong", job)).status).toBe(401);
    expect((await post(`Bearer ${ENQUEUE_TOKEN}`, { ...job, job: "mail:welcome" })).status).toBe(404);
    for (let i = 0; i < 2; i += 1) expect((await post(`Bearer ${ENQUEUE_TOKEN}`, job)).status).toBe(202);
    const ids = JSON.parse(
      await app.runner(`const { cardQueue } = require("./queues");
      const jobs = await cardQueue.getJobs(); console.log(JSON.stringify(jobs.map(({ id }) => id)));`),
    ) as string[];
    expect(ids.filter((id) => id === job.id)).toHaveLength(1);
    const through = await fetch(`${gateway}/valueline/jobs`, {
      method: "POST",
      headers: { Authorization: `Bearer ${ENQUEUE_TOKEN}` },
    });
    expect(through.status).toBe(404);
  });

  it("carries a committed event to the Go consumer over RabbitMQ, and nothing of a rolled-back one", async () => {
    const seen = async (): Promise<number> => Number(await cell("SELECT COUNT(*) FROM seen_accounts"));
    await until("the first events", async () => (await seen()) >= 3);
    const before = await seen();
    await app.runner(`const { sequelize, Account } = require("./models");
      await sequelize.transaction(async (transaction) => {
        await Account.update({ status: "closed" }, { where: {}, transaction }); throw new Error("no"); }).catch(() => {});
      await Account.update({ status: "frozen" }, { where: {} });`);
    await until("the event", async () => (await seen()) === before + 1);
    expect(await cell("SELECT raw->>'status' FROM seen_accounts ORDER BY id DESC LIMIT 1")).toBe("frozen");
    expect(await cell("SELECT COUNT(*) FROM seen_accounts WHERE raw->>'status' = 'closed'")).toBe("0");
  });
});
