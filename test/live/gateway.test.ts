/** The one door in front of Rails and a Go service, as nginx and as Caddy: who answers what, for whom, and what happens when one is down. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateMonolith } from "./fault-stage.js";
import { type NeobankRails, startNeobankRails } from "./neobank-rails-app.js";
import { freePort, HOST, until } from "./servers.js";

const SECRET = "only-for-this-test-run";
const root = mkdtempSync(join(tmpdir(), "valueline-gateway-"));
const source = join(root, "source");
let app: NeobankRails;
let service = 0;
const stopped = (): Promise<void> => app.processes.kill("service", "SIGKILL");

/** How a test tells the two kinds of gateway what a person would write into its settings. */
interface Gateway {
  url: string;
  /** Share of users ("none", "half", "all") and routes that are given back. */
  set(share: "none" | "half" | "all", off?: readonly string[]): Promise<void>;
}

const SHARES = { none: ["none", "none"], half: ["[0-7]", "[0-9a-m]"], all: [".", "."] } as const;

async function startNginx(): Promise<Gateway> {
  const port = await freePort();
  const folder = join(root, "nginx");
  cpSync(join(source, "gateway/nginx"), folder, { recursive: true });
  const edit = (name: string, change: (text: string) => string): void =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name), "utf8")));
  edit("upstreams.conf", (text) =>
    text.replace("monolith:3000", new URL(app.url).host).replace("authorizations:4001", `${HOST}:${service}`),
  );
  edit("gateway.conf", (text) => text.replace("listen 8080", `listen ${HOST}:${port}`));
  const switches = readFileSync(join(folder, "switches.conf"), "utf8");
  mkdirSync(join(folder, "tmp"));
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path tmp/${name};`);
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log notice; events {} http { access_log off; ${paths.join(" ")} include gateway.conf; }`,
  );
  const command = ["nginx", "-p", folder, "-c", join(folder, "nginx.conf")];
  app.processes.start("nginx", command, { cwd: folder, env: process.env });
  const url = `http://${HOST}:${port}`;
  await until("nginx", async () => (await fetch(`${url}/up`)).ok);
  const lines = { none: "", half: "50% authorizations;", all: "100% authorizations;" };
  return {
    url,
    set: async (share, off = []) => {
      writeFileSync(
        join(folder, "switches.conf"),
        switches
          .replace("default on;", `default on; ${off.map((route) => `${route} off;`).join(" ")}`)
          .replace(
            /# 10% {2}authorizations;\n\s+\* {4}monolith;/,
            `${lines[share]} * ${share === "all" ? "authorizations" : "monolith"};`,
          )
          .replace("100% authorizations; ", ""),
      );
      await app.processes.kill("nginx", "SIGTERM");
      app.processes.restart("nginx");
      await until("nginx", async () => (await fetch(`${url}/up`)).ok);
    },
  };
}

async function startCaddy(): Promise<Gateway> {
  const port = await freePort();
  const folder = join(source, "gateway/caddy");
  const url = `http://${HOST}:${port}`;
  const set: Gateway["set"] = async (share, off = []) => {
    const [cookies, tokens] = SHARES[share];
    const env = {
      ...process.env,
      HOME: root,
      GATEWAY_ADDRESS: url,
      MONOLITH_ADDRESS: new URL(app.url).host,
      AUTHORIZATIONS_ADDRESS: `${HOST}:${service}`,
      AUTHORIZATIONS_SHARE: cookies,
      AUTHORIZATIONS_TOKEN_SHARE: tokens,
      ...Object.fromEntries(off.map((route) => [`ROUTE_${route.toUpperCase()}`, "off"])),
    };
    await app.processes.kill("caddy", "SIGTERM");
    // Its own admin endpoint has one fixed port, which another Caddy may have.
    const text = readFileSync(join(folder, "Caddyfile"), "utf8");
    writeFileSync(join(root, "Caddyfile"), `{\n\tadmin off\n}\n${text}`);
    app.processes.start("caddy", ["caddy", "run", "--adapter", "caddyfile", "--config", join(root, "Caddyfile")], {
      cwd: folder,
      env,
    });
    await until("Caddy", async () => (await fetch(`${url}/up`)).ok);
  };
  await set("all");
  return { url, set };
}

async function startService(): Promise<void> {
  app.processes.start("service", [join(root, "authorizations")], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(service),
      DATABASE_URL: app.databaseUrl,
      REDIS_URL: app.redisUrl,
      VALUELINE_IDENTITY_SECRET: SECRET,
    },
  });
  await until("the Go service", async () => (await fetch(`http://${HOST}:${service}/readyz`)).ok);
}

let sessions: { valid: string; expired: string; csrf: string };
let bearer = "";

/** Cookies as a browser has them: one of a signed-in user, and the same one a day after its end. */
async function signIn(): Promise<void> {
  const pair = (response: Response): string =>
    response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0]!)
      .find((one) => one.startsWith("_northwind_session=")) ?? "";
  const first = await fetch(`${app.url}/web/session`, { headers: { Accept: "application/json" } });
  const signedIn = await fetch(`${app.url}/web/session`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Cookie: pair(first),
      "X-CSRF-Token": ((await first.json()) as { csrf_token: string }).csrf_token,
    },
    body: JSON.stringify({ email: "ada@example.com", password: "correct horse" }),
  });
  const csrf = ((await signedIn.json()) as { csrf_token: string }).csrf_token;
  const user = (await app.runner('print User.find_by(email: "ada@example.com").id')).trim();
  // As ActionDispatch::Cookies::EncryptedKeyRotatingCookieJar writes it, with an end in the past.
  const [expired, sound] = (
    await app.runner(`
      jar = ActionDispatch::Request.new(Rails.application.env_config.merge("REQUEST_METHOD" => "GET", "rack.input" => StringIO.new, "HTTP_HOST" => "x")).cookie_jar
      value = { "session_id" => SecureRandom.hex(16), "user_id" => ${user} }
      [1.day.ago, 1.day.from_now].each do |at|
        options = { value: value.dup, expires: at }
        jar.encrypted["_northwind_session"] = options
        puts CGI.escape(options[:value])
      end
    `)
  )
    .trim()
    .split("\n");
  sessions = { valid: pair(signedIn), expired: `_northwind_session=${expired}`, csrf };
  // The writer is right where the same cookie with an end in the future is a signed-in user's.
  const control = await fetch(`${app.url}/web/notifications`, { headers: { Cookie: `_northwind_session=${sound}` } });
  expect(control.status).toBe(200);
  bearer = (
    await app.runner('print User.find_by(email: "ada@example.com").api_tokens.create!(device: "test").plain')
  ).trim();
}

beforeAll(async () => {
  generateMonolith(source, "redis");
  app = await startNeobankRails({
    source,
    env: { VALUELINE_IDENTITY_SECRET: SECRET },
    tasks: ["db:schema:load", "db:migrate", "db:seed"],
    processes: ["web"],
  });
  execFileSync("go", ["build", "-o", join(root, "authorizations"), "."], {
    cwd: join(source, "services/authorizations"),
    stdio: "pipe",
  });
  service = await freePort();
  await startService();
  await signIn();
});

afterAll(async () => {
  await app?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** The Go service answers 501 for what is not ported: that is how it shows. */
const NOT_PORTED = 501;
const visitor = (digit: string): string => `valueline_id=0123456789abcde${digit}`;

describe.each([
  ["nginx", startNginx],
  ["Caddy", startCaddy],
] as const)("%s", (_name, start) => {
  let gateway: Gateway;
  const list = (cookie: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${gateway.url}/web/notifications`, { headers: { Cookie: cookie, ...headers } });
  const read = (cookie: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${gateway.url}/web/notifications/999999/read`, { method: "PATCH", headers: { Cookie: cookie, ...headers } });

  beforeAll(async () => {
    gateway = await start();
  });

  it("lets a signed-in user through by the old cookie; a forged, an expired and a missing one get 401", async () => {
    await gateway.set("all");
    const mine = `${sessions.valid}; ${visitor("0")}`;
    expect((await list(mine)).status).toBe(NOT_PORTED);
    for (const bad of ["_northwind_session=forged", sessions.expired, "_other=1"]) {
      const refused = await list(`${bad}; ${visitor("0")}`);
      expect([refused.status, await refused.json()]).toEqual([401, { error: "unauthenticated" }]);
    }
  });

  it("refuses a write without CSRF token in the monolith's words, and lets one with it through", async () => {
    const mine = `${sessions.valid}; ${visitor("0")}`;
    expect((await read(mine)).status).toBe(422);
    expect((await read(mine, { "X-CSRF-Token": sessions.csrf })).status).toBe(NOT_PORTED);
  });

  it("does not believe a client that signs its own identity, and keeps the monolith's endpoint inside", async () => {
    const identity = { "X-Valueline-Identity": "eyJhbGciOiJIUzI1NiJ9.e30.x" };
    expect((await list(visitor("0"), identity)).status).toBe(401);
    expect((await fetch(`${gateway.url}/valueline/identity`)).status).toBe(404);
  });

  it("gives one route back, and leaves the others", async () => {
    await gateway.set("all", ["authorizations_listWebNotifications"]);
    const mine = `${sessions.valid}; ${visitor("0")}`;
    expect((await list(mine)).status).toBe(200);
    expect((await read(mine, { "X-CSRF-Token": sessions.csrf })).status).toBe(NOT_PORTED);
  });

  it("splits users by share, the same way every time, by cookie and by token", async () => {
    await gateway.set("half");
    const ask = (headers: Record<string, string>): Promise<number> =>
      fetch(`${gateway.url}/api/v1/card_authorizations`, { headers }).then(({ status }) => status);
    const users = [..."0123456789abcdef"].map((digit) => `${sessions.valid}; ${visitor(digit)}`);
    const first = await Promise.all(users.map((cookie) => list(cookie).then(({ status }) => status)));
    const again = await Promise.all(users.map((cookie) => list(cookie).then(({ status }) => status)));
    expect(again).toEqual(first);
    const moved = first.filter((status) => status === NOT_PORTED).length;
    expect(moved).toBeGreaterThan(2);
    expect(moved).toBeLessThan(14);
    expect(first.filter((status) => status === 200).length).toBe(16 - moved);
    const token = { Authorization: `Token token=${bearer}` };
    const answers = new Set([await ask(token), await ask(token), await ask(token)]);
    expect(answers.size).toBe(1);
  });

  it("follows the canary header at a share of none", async () => {
    await gateway.set("none");
    const mine = `${sessions.valid}; ${visitor("0")}`;
    expect((await list(mine)).status).toBe(200);
    expect((await list(mine, { "X-Valueline-Canary": "authorizations" })).status).toBe(NOT_PORTED);
    const newcomer = await fetch(`${gateway.url}/up`);
    expect(newcomer.headers.getSetCookie().join()).toContain("valueline_id=");
  });

  it("carries query, body and headers to the service whole, and what Rails reads as a format to Rails", async () => {
    await gateway.set("all");
    const created = await fetch(`${gateway.url}/api/v1/card_authorizations`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Cookie: visitor("0"), "X-Processor-Token": "processor-token" },
      body: "{ this is not json",
    });
    // The body reached the service, which could not read it.
    expect([created.status, await created.json()]).toEqual([400, { error: "malformed_body" }]);
    const mine = `${sessions.valid}; ${visitor("0")}`;
    const dotted = await fetch(`${gateway.url}/web/notifications.json`, { headers: { Cookie: mine } });
    expect(dotted.status).toBe(200);
  });

  it("lets the monolith answer reads while the service is down, and never repeats a write", async () => {
    await gateway.set("all");
    const mine = `${sessions.valid}; ${visitor("0")}`;
    const before = app.log("web").split("/web/notifications/999999/read").length;
    await stopped();
    expect((await list(mine)).status).toBe(200);
    const head = await fetch(`${gateway.url}/web/notifications`, { method: "HEAD", headers: { Cookie: mine } });
    expect(head.status).toBe(200);
    expect((await read(mine, { "X-CSRF-Token": sessions.csrf })).status).toBe(502);
    expect(app.log("web").split("/web/notifications/999999/read").length).toBe(before);
    await startService();
    await until("the way back", async () => (await list(mine)).status === NOT_PORTED);
  });
});
