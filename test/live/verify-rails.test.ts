/**
 * `migrate verify` on a real Docker Engine: neobank-rails with its card API in Go, every process, relay, broker and
 * gateway. Base images are stand-ins (stand-ins.ts says what each lacks); the lockfile names gems of the day it was
 * written, so the copy's is written anew against Debian's gems. The release phase also makes a user with a token, so
 * that a caller exists whom the monolith lets in.
 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DockerEngine, splitFixture } from "./docker-engine.js";
import { golangStandIn, makeStandIn, mysqlStandIn, nginxStandIn, redisStandIn, rubyStandIn } from "./stand-ins.js";

const engine = new DockerEngine();
const app = join(engine.folder, "app");
const values = join(engine.folder, "values.env");
const TOKEN = "only-for-this-test-run";

const VALUES = `FORCE_SSL=false
MAIL_DELIVERY=test
STRIPE_SECRET_KEY=test
WEB_CONCURRENCY=0
`;

function addCaller(): void {
  const digest = createHash("sha256").update(TOKEN).digest("hex");
  const task = `task caller: :environment do
  user = User.new(name: "Verify", email: "verify@example.com", password: "correct horse")
  user.save!(validate: false)
  user.api_tokens.create!(device: "verify").update_column(:token_digest, "${digest}")
end
`;
  writeFileSync(join(app, "lib/tasks/caller.rake"), task);
  const procfile = join(app, "Procfile");
  const text = readFileSync(procfile, "utf8");
  writeFileSync(procfile, text.replace("rails db:migrate", "rails db:migrate caller"));
}

beforeAll(async () => {
  splitFixture("neobank-rails", app);
  addCaller();
  rmSync(join(app, "Gemfile.lock"));
  const env = { ...process.env, BUNDLER_VERSION: "2.3.15" };
  execFileSync("bundle", ["lock", "--local"], { cwd: app, env, stdio: "pipe" });
  for (const script of ["bin/rails", "bin/rake"]) chmodSync(join(app, script), 0o755);
  writeFileSync(values, VALUES);
  await engine.start();
  makeStandIn(engine.host, redisStandIn("redis:7.4-bookworm"));
  makeStandIn(engine.host, mysqlStandIn("mysql:8.4"));
  makeStandIn(engine.host, nginxStandIn("nginx:1.28-bookworm"));
  makeStandIn(engine.host, rubyStandIn("ruby:3.1.7-slim-bookworm"));
  makeStandIn(engine.host, golangStandIn("golang:1.26.8-bookworm", join(app, "services/authorizations")));
}, 1_500_000);

afterAll(() => engine.remove());

it("boots Rails, Sidekiq, relay, MySQL, Redis, the Go service and the gateway; a request and an event reach the service", async () => {
  const header = ["--header", `Authorization: Token token=${TOKEN}`];
  const { code, out, err } = await engine.verify(app, ["--env-file", values, "--timeout", "240", ...header]);
  expect(out, err).not.toContain("FAILED");
  expect(code, out + err).toBe(0);
  for (const row of [
    /ok +mysql +ready/,
    /ok +redis +ready/,
    /ok +release +release phase +ended well/,
    /ok +authorizations-release +release phase +ended well/,
    /ok +cards-worker +health/,
    /ok +clock +health/,
    /ok +valueline-relay +health/,
    /ok +worker +health/,
    /ok +web +health +GET \/up -> 200/,
    /ok +authorizations +health +GET \/readyz -> 200/,
    /ok +gateway +request to web +GET \/up -> 200/,
    // 501 is the Go service's own answer: the handler waits to be ported, the caller got through to it.
    /ok +gateway +request to authorizations +GET \S+ -> 501 by the service/,
    /ok +authorizations +message +event \S+, taken from the broker/,
    /ok +authorizations +message +job, from its outbox into redis/,
  ])
    expect(out).toMatch(row);
  expect(engine.left()).toBe("");
}, 900_000);
