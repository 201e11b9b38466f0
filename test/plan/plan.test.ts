/** Decisions become a plan: who answers what, which jobs and events cross, and what is refused. */
import { describe, expect, it } from "vitest";
import { readDecisions, settleDecisions } from "../../src/decide/index.js";
import type { Decisions } from "../../src/model/decision.js";
import { makePlan } from "../../src/plan/index.js";
import { nameOperations } from "../../src/plan/operation.js";
import { handMadeGround } from "../hand-made-ground.js";

const ground = handMadeGround();

function decide(...set: readonly string[]): Decisions {
  return readDecisions(settleDecisions(null, ground, { set, answers: null, given: new Map() }), "decisions.yaml");
}

const planWith = (decisions: Decisions, app = ground.app) =>
  makePlan({ app, proposal: ground.proposal, decisions, commit: null, build: null });

describe("makePlan", () => {
  it("gives routes, jobs and events their ends", () => {
    const plan = planWith(decide());
    expect(plan.services.map(({ name }) => name)).toEqual(["authorizations"]);
    expect(plan.gateway.every(({ to }) => to === "authorizations")).toBe(true);
    expect(plan.services[0]?.enqueues).toMatchObject([
      { job: "CaptureAuthorizationWorker", wire: "sidekiq", version: "6.4.1" },
    ]);
    expect(plan.events).toMatchObject([
      { name: "card.changed", from: "monolith", to: ["authorizations"], orderedBy: "id" },
    ]);
  });

  it("asks the monolith to enqueue where unique locks stand in the way", () => {
    const app = { ...ground.app, locked: { ...ground.app.locked, "sidekiq-unique-jobs": "7.1.0" } };
    expect(planWith(decide(), app).services[0]?.enqueues[0]).toMatchObject({ wire: "endpoint" });
  });

  it("refuses a route for which nobody decided how callers are known", () => {
    expect(() => planWith(decide("services.authorizations.auth=undecided"))).toThrow(
      /nobody decided how authorizations knows/,
    );
  });

  it("refuses a service whose modules are gone, and a route that two services claim", () => {
    expect(() => planWith(decide("services.authorizations.modules=[nothing]"))).toThrow(
      /takes nothing, which the analysis does not have/,
    );
    const both = decide("services.cards.extract=true", "services.cards.modules=[authorization]");
    expect(() => planWith(both)).toThrow(/two services claim the route/);
  });

  it("takes Devise's encrypted_password for the hash it is, and an encrypted column for ciphertext", () => {
    const column = (name: string) => ({ name, type: "string", nullable: true, default: null, primaryKey: false });
    const withColumns = (...names: readonly string[]) => {
      const tables = [{ ...ground.app.tables[0]!, name: "users", columns: names.map(column) }];
      return JSON.stringify(planWith(decide(), { ...ground.app, tables }).steps);
    };
    expect(withColumns("encrypted_password")).not.toContain("holds ciphertext");
    expect(withColumns("encrypted_iban", "encrypted_iban_iv")).toContain("users.encrypted_iban holds ciphertext");
    expect(withColumns("encrypted_iban", "encrypted_iban_iv")).not.toContain("encrypted_iban_iv holds");
    expect(withColumns("encrypted_password", "encrypted_password_iv")).toContain("encrypted_password holds ciphertext");
  });

  it("leaves a route with the monolith where a person says so", () => {
    const decisions = decide();
    const [service] = decisions.services;
    const kept = { ...service!, routes: { "GET /api/v1/card_authorizations": "monolith" as const } };
    const plan = planWith({ ...decisions, services: [kept] });
    expect(plan.gateway.filter(({ to }) => to === "monolith").map(({ route }) => route.id)).toEqual([
      "GET /api/v1/card_authorizations",
    ]);
  });
});

describe("nameOperations", () => {
  const named = (...lines: readonly string[]): readonly string[] => {
    const routes = lines.map((line) => {
      const [method = "", path = "", handler = null] = line.split(" ");
      return { id: line, method, path, handler, host: null, constraints: [], evidence: [] };
    });
    return [...nameOperations(routes).values()];
  };

  it("names by verb and noun", () => {
    expect(
      named(
        "GET /api/v1/transfers",
        "GET /api/v1/transfers/:id",
        "POST /api/v1/transfers",
        "POST /transfers/:id/cancel",
        "GET /",
      ),
    ).toEqual(["listTransfers", "getTransfer", "createTransfer", "cancelTransfer", "getRoot"]);
  });

  it("names what no identifier can spell, and never by a keyword alone", () => {
    expect(named("DELETE /поиск/:id", "POST /a/:id/поиск a#поиск", "GET /:id")).toEqual([
      "deleteById",
      "createA",
      "getById",
    ]);
  });

  it("keeps names apart", () => {
    const names = named("GET /web/cards", "GET /api/v1/web/cards", "GET /v2/web/cards");
    expect(names).toEqual(["listWebCards", "listV1WebCards", "listV2WebCards"]);
    expect(named("POST /api/cards", "POST /cards", "GET /u/:id", "GET /u/:slug")).toEqual([
      "createApiCard",
      "createCard",
      "getUById",
      "getUBySlug",
    ]);
  });

  it("takes the verb of a remote call out of its path", () => {
    expect(named("POST /api/documents.list", "POST /api/documents.create", "GET /robots.txt")).toEqual([
      "listDocuments",
      "createDocument",
      "listRobotsTxt",
    ]);
  });

  it("never gives a word of the language, nothing, or two names that one file would have", () => {
    const names = named(
      "DELETE /日本",
      "DELETE /",
      "GET /:default",
      "GET /*",
      "POST /constructor",
      "POST /users/:id/delete",
      "POST /users/:id/-",
      "GET /__proto__",
      "GET /keys",
      "GET /KEYS",
    );
    expect(names.slice(0, 6)).toEqual([
      "deleteRoot",
      "deleteRoot2",
      "getByDefault",
      "getRoot",
      "createConstructor",
      "deleteUser",
    ]);
    expect(names.every((name) => /^[a-z]+[A-Z][A-Za-z0-9]*$/.test(name))).toBe(true);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });
});
