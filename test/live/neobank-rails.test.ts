/** The story's app boots on Debian's Rails and serves: sign in, move money, jobs performed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type NeobankRails, startNeobankRails } from "./neobank-rails-app.js";

let app: NeobankRails;

beforeAll(async () => {
  app = await startNeobankRails();
});
afterAll(async () => app?.stop());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

function browser() {
  let cookie = "";
  let token = "";
  return async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(app.url + path, {
      method,
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        Cookie: cookie,
        "X-CSRF-Token": token,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    const text = await response.text();
    const answer = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    token = typeof answer.csrf_token === "string" ? answer.csrf_token : token;
    return { status: response.status, body: answer };
  };
}

const swipe = (body: object, token = "processor-token") =>
  fetch(`${app.url}/api/v1/card_authorizations`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Processor-Token": token },
    body: JSON.stringify(body),
  });

async function eventually<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  let value = await read();
  for (let tries = 0; tries < 100 && !good(value); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    value = await read();
  }
  return value;
}

describe("neobank-rails", () => {
  it("signs in with cookie and CSRF token, sends money, and Sidekiq settles it", async () => {
    const ada = browser();
    await ada("GET", "/web/session");
    expect((await ada("POST", "/web/session", { email: "ada@example.com", password: "wrong" })).status).toBe(401);
    expect((await ada("POST", "/web/session", { email: "ada@example.com", password: "correct horse" })).status).toBe(
      201,
    );
    const accounts = (await ada("GET", "/web/accounts")).body as unknown as { id: number; type: string }[];
    const source = accounts.find((account) => account.type === "CheckingAccount");
    const target = (await app.runner('print User.find_by(email: "bob@example.com").accounts.first.number')).trim();
    const sent = await ada("POST", "/web/transfers", {
      source_account_id: source?.id,
      target_account_number: target,
      amount_cents: 1250,
    });
    expect(sent.status).toBe(201);
    const settled = await eventually(
      async () => (await ada("GET", `/web/transfers/${String(sent.body.id)}`)).body.status,
      (status) => status === "settled",
    );
    expect(settled).toBe("settled");
  });

  it("refuses a write without the CSRF token", async () => {
    const response = await fetch(`${app.url}/web/session`, { method: "POST", body: "{}" });
    expect(response.status).toBe(422);
  });

  it("answers a swipe, once", async () => {
    const body = { reference: "swipe-1", stripe_card_id: "ic_demo", amount_cents: 4200, currency: "USD" };
    const first = await swipe(body);
    expect(first.status).toBe(201);
    const answer = await first.json();
    expect(answer).toMatchObject({ approved: true, reason: null });
    expect(await (await swipe(body)).json()).toEqual(answer);
    expect((await swipe(body, "wrong")).status).toBe(401);
  });

  it("serves the page and the back office", async () => {
    expect(await (await fetch(`${app.url}/index.html`)).text()).toContain("Northwind");
    const signIn = await (await fetch(`${app.url}/admin/session/new`)).text();
    const token = /name="authenticity_token" value="([^"]+)"/.exec(signIn)?.[1];
    expect(token).toBeTruthy();
  });
});
