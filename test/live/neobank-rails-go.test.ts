/** The story, on real servers: the card API in Go behind nginx, its jobs performed by the monolith's own Sidekiq. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runMigrate } from "../cli/run-migrate.js";
import { type NeobankRails, startNeobankRails } from "./neobank-rails-app.js";
import { freePort } from "./servers.js";

const FIXTURE = fileURLToPath(new URL("../../fixtures/neobank-rails/", import.meta.url));
const SECRET = "only-for-this-test-run";
const root = mkdtempSync(join(tmpdir(), "valueline-story-"));
const source = join(root, "source");
const children: ChildProcess[] = [];
let app: NeobankRails;
let gateway = "";
let service = "";
let goLog = "";

/** What a person ports by hand: the one handler that the story needs, and the effect of an event. */
const CAPTURE = `package handler

import (
	"context"
	"net/url"
	"strconv"

	"northwind-bank/services/authorizations/internal/jobs"
)

type CaptureCardAuthorizationRequest struct {
	ID          string     \`json:"-"\`
	AmountCents int64      \`json:"amount_cents,omitempty"\`
	Query       url.Values \`json:"-"\`
}

func (h *Handler) CaptureCardAuthorization(ctx context.Context, req *CaptureCardAuthorizationRequest, rsp *Response[any]) error {
	id, err := strconv.ParseInt(req.ID, 10, 64)
	if err != nil {
		return ErrNotFound
	}
	tx, err := h.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := h.Jobs.Enqueue(ctx, tx, jobs.CaptureAuthorizationWorker, id, req.AmountCents); err != nil {
		return err
	}
	rsp.Status = 202
	return tx.Commit()
}
`;

const ON_CARD_CHANGED = `package events

import (
	"context"
	"database/sql"
)

func onCardChanged(ctx context.Context, tx *sql.Tx, message Message) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO seen_cards (message_id, name) VALUES (?, ?)", message.ID, message.Key)
	return err
}
`;

import { copyFixture } from "../copy-fixture.js";

function start(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): ChildProcess {
  const child = spawn(command, [...args], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout?.on("data", (chunk: Buffer) => {
    goLog += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    goLog += chunk.toString();
  });
  children.push(child);
  return child;
}

async function eventually(what: string, ready: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 180_000; Date.now() < end; ) {
    if (await ready().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`${what} did not happen within 180 s\n${goLog.slice(-3000)}`);
}

function generate(): void {
  copyFixture("neobank-rails", source);
  execFileSync("git", ["init", "-q"], { cwd: source });
  const selected = runMigrate(["select", source, "--quiet", "--answers", join(FIXTURE, "answers.yaml")]);
  expect(selected.stderr).toContain("wrote");
  const generated = runMigrate(["generate", source, "--quiet", "--apply"]);
  expect(generated.code, generated.stderr).toBe(0);
}

function buildGo(): string {
  const folder = join(source, "services/authorizations");
  writeFileSync(join(folder, "internal/handler/capture_card_authorization.go"), CAPTURE);
  writeFileSync(join(folder, "internal/events/on_card_changed.go"), ON_CARD_CHANGED);
  execFileSync("go", ["vet", "./..."], { cwd: folder, stdio: "pipe" });
  execFileSync("go", ["build", "-o", join(root, "authorizations"), "."], { cwd: folder, stdio: "pipe" });
  return join(root, "authorizations");
}

async function startNginx(servicePort: number): Promise<string> {
  const port = await freePort();
  const folder = join(root, "nginx");
  cpSync(join(source, "gateway/nginx"), folder, { recursive: true });
  const upstreams = join(folder, "upstreams.conf");
  const written = readFileSync(upstreams, "utf8")
    .replace("monolith:3000", new URL(app.url).host)
    .replace("authorizations:4001", `127.0.0.1:${servicePort}`);
  writeFileSync(upstreams, written);
  const switches = join(folder, "switches.conf");
  writeFileSync(
    switches,
    readFileSync(switches, "utf8").replace(/# 10% {2}authorizations;\n\s+\* {4}monolith;/, "* authorizations;"),
  );
  const conf = join(folder, "gateway.conf");
  writeFileSync(conf, readFileSync(conf, "utf8").replace("listen 8080", `listen 127.0.0.1:${port}`));
  mkdirSync(join(folder, "tmp"));
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/tmp/${name};`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log notice; events {} http { access_log off; ${paths.join(" ")} include gateway.conf; }`,
  );
  start("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")], { cwd: folder });
  const url = `http://127.0.0.1:${port}`;
  await eventually("nginx", async () => (await fetch(`${url}/up`)).ok);
  return url;
}

beforeAll(async () => {
  generate();
  app = await startNeobankRails({
    source,
    env: { VALUELINE_IDENTITY_SECRET: SECRET },
    tasks: ["db:schema:load", "db:migrate", "db:seed"],
  });
  await app.runner(
    'ActiveRecord::Base.connection.execute("CREATE TABLE seen_cards (message_id VARCHAR(64), name VARCHAR(64))")',
  );
  const binary = buildGo();
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    DATABASE_URL: app.databaseUrl,
    REDIS_URL: app.redisUrl,
    VALUELINE_IDENTITY_SECRET: SECRET,
  };
  execFileSync(binary, ["migrate"], { env });
  start(binary, [], { cwd: root, env });
  service = `http://127.0.0.1:${port}`;
  await eventually("the Go service", async () => (await fetch(`${service}/readyz`)).ok);
  const relay = /^valueline_relay: (.+)$/m.exec(readFileSync(join(app.folder, "Procfile"), "utf8"))?.[1] ?? "";
  app.start("relay", relay.split(" "));
  gateway = await startNginx(port);
});

afterAll(async () => {
  for (const child of children) child.kill("SIGTERM");
  await app?.stop();
  rmSync(root, { recursive: true, force: true });
});

const sessionOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0]!)
    .find((pair) => pair.startsWith("_northwind_session=")) ?? "";

const token = async (): Promise<string> =>
  (await app.runner('print User.find_by(email: "ada@example.com").api_tokens.create!(device: "test").plain')).trim();

describe("neobank-rails with its card API in Go", () => {
  it("reaches the Go service through the gateway; the real Sidekiq performs the job it enqueued", async () => {
    const created = await fetch(`${app.url}/api/v1/card_authorizations`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Processor-Token": "processor-token" },
      body: JSON.stringify({ reference: "story-1", stripe_card_id: "ic_demo", amount_cents: 4200, currency: "USD" }),
    });
    const { id } = (await created.json()) as { id: number };
    const response = await fetch(`${gateway}/api/v1/card_authorizations/${id}/capture`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Processor-Token": "processor-token" },
      body: JSON.stringify({ amount_cents: 4200 }),
    });
    expect(response.status).toBe(202);
    expect(goLog).toContain(`/api/v1/card_authorizations/${id}/capture`);
    await eventually("the capture", async () =>
      (await app.runner(`print CardAuthorization.find(${id}).status`)).includes("captured"),
    );
    expect(app.log("worker")).toContain("CaptureAuthorizationWorker");
  });

  it("refuses a forged processor token in the monolith's own words, and a stranger at the service itself", async () => {
    const forged = await fetch(`${gateway}/api/v1/card_authorizations/1/capture`, {
      method: "POST",
      headers: { "X-Processor-Token": "forged" },
    });
    expect(forged.status).toBe(401);
    const direct = await fetch(`${service}/api/v1/card_authorizations/1/capture`, { method: "POST" });
    expect(direct.status).toBe(401);
  });

  it("lets a bearer token through that the monolith accepts, and answers as the monolith to one that it does not", async () => {
    const ask = (bearer: string): Promise<Response> =>
      fetch(`${gateway}/api/v1/card_authorizations`, { headers: { Authorization: `Token token=${bearer}` } });
    // Not ported: the service itself answers 501, which shows that the gateway let the caller through to it.
    expect((await ask(await token())).status).toBe(501);
    const refused = await ask("forged");
    expect([refused.status, await refused.json()]).toEqual([401, { error: "unauthenticated" }]);
  });

  it("knows a logged-in user by the old cookie, refuses a forged one, and a write without CSRF token as before", async () => {
    const first = await fetch(`${gateway}/web/session`, { headers: { Accept: "application/json" } });
    let cookie = sessionOf(first);
    const { csrf_token } = (await first.json()) as { csrf_token: string };
    const signedIn = await fetch(`${gateway}/web/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Cookie: cookie, "X-CSRF-Token": csrf_token },
      body: JSON.stringify({ email: "ada@example.com", password: "correct horse" }),
    });
    expect(signedIn.status).toBe(201);
    cookie = sessionOf(signedIn);
    const csrf = ((await signedIn.json()) as { csrf_token: string }).csrf_token;
    const list = (sent: string): Promise<Response> =>
      fetch(`${gateway}/web/notifications`, { headers: { Cookie: sent } });
    const read = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${gateway}/web/notifications/1/read`, { method: "PATCH", headers: { Cookie: cookie, ...headers } });
    // 501 is the Go service's own answer for what is not ported yet: the caller got through to it.
    expect((await list(cookie)).status).toBe(501);
    expect((await list("_northwind_session=forged")).status).toBe(401);
    expect((await list("")).status).toBe(401);
    const before = await fetch(`${app.url}/web/notifications/1/read`, { method: "PATCH", headers: { Cookie: cookie } });
    expect((await read({})).status).toBe(before.status);
    expect(before.status).toBe(422);
    expect((await read({ "X-CSRF-Token": csrf })).status).toBe(501);
  });

  it("keeps the monolith's word to the gateway inside", async () => {
    expect((await fetch(`${gateway}/valueline/identity`)).status).toBe(404);
  });

  it("carries a committed event to the Go consumer once, and nothing of a rolled-back one", async () => {
    const seen = async (): Promise<number> =>
      Number(await app.runner('print ActiveRecord::Base.connection.select_value("SELECT COUNT(*) FROM seen_cards")'));
    // The seeds made a card, which is an event too.
    await eventually("the seeds' event", async () => (await seen()) === 1);
    await app.runner('Card.transaction { Card.first.update!(status: "frozen_by_user"); raise ActiveRecord::Rollback }');
    await app.runner("Card.first.update!(updated_at: 1.minute.ago)");
    await eventually("the event", async () => (await seen()) > 1);
    expect(await app.runner('print Valueline::Outbox.where(name: "card.changed").count')).toBe("2");
    expect(await seen()).toBe(2);
  });
});
