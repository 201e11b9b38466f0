/** A small app and proposal made by hand: one service worth extracting, one that stays. */
import type { AppModel, Table } from "../src/model/app-model.js";
import type { Proposal } from "../src/model/proposal.js";
import { authorizations, handMadePlan, handMadeRoutes } from "./hand-made-plan.js";

const cards: Table = { ...authorizations, name: "cards", foreignKeys: [] };

export function handMadeGround(change: { readonly files?: readonly string[] } = {}): {
  app: AppModel;
  proposal: Proposal;
} {
  const plan = handMadePlan();
  const files = change.files ?? plan.services[0]!.files;
  const app: AppModel = {
    name: plan.app,
    languages: [{ id: "ruby", files: 10, lines: 500, parsed: 10 }],
    frameworks: [{ id: "rails", version: "6.1.7", evidence: [] }],
    heroku: {
      ...plan.monolith.heroku,
      addons: [
        {
          plan: "heroku-redis:mini",
          service: "heroku-redis",
          as: null,
          need: "redis",
          configVars: ["REDIS_URL"],
          sharedWith: [],
          evidence: [],
        },
      ],
    },
    configVars: [],
    routes: handMadeRoutes.map(({ route }) => route),
    routeDetails: handMadeRoutes.map(({ detail }) => detail),
    models: [
      {
        name: "Card",
        table: "cards",
        base: null,
        associations: [],
        evidence: [{ path: "app/models/card.rb", line: 1 }],
      },
    ],
    tables: [authorizations, cards],
    transactions: [],
    jobs: [
      {
        name: "CaptureAuthorizationWorker",
        system: "sidekiq",
        queue: "critical",
        process: "worker",
        evidence: [],
        enqueuedAt: [{ path: files[0] ?? "", line: 26 }],
      },
    ],
    messages: [],
    schedules: [],
    integrations: [],
    frontends: [],
    declared: [],
    roles: [],
    locked: plan.monolith.locked,
    diagnostics: [],
  };
  const module = (id: string, own: Partial<Proposal["modules"][number]>): Proposal["modules"][number] => ({
    id,
    name: id,
    files: [],
    tables: [],
    routes: [],
    jobs: [],
    confidence: 1,
    reasons: [],
    ...own,
  });
  const service = (id: string, modules: readonly string[]): Proposal["services"][number] => ({
    id,
    name: id,
    kind: "core",
    modules,
    confidence: 1,
    reasons: [],
    alternatives: [],
  });
  return {
    app,
    proposal: {
      modules: [
        module("authorization", {
          files,
          tables: ["card_authorizations"],
          routes: handMadeRoutes.map(({ route }) => route.id),
        }),
        module("card", { files: ["app/models/card.rb"], tables: ["cards"] }),
      ],
      shared: [],
      unplaced: [],
      verdict: "extract-one",
      reasons: [],
      services: [service("authorizations", ["authorization"]), service("cards", ["card"])],
      cuts: [
        {
          id: "authorizations--monolith--foreign-key",
          from: "authorizations",
          to: "monolith",
          kind: "foreign-key",
          count: 1,
          remedy: "event",
          evidence: [{ path: "db/schema.rb", line: 9, note: "card_authorizations -> cards" }],
        },
      ],
      order: [{ service: "authorizations", step: 1, because: [] }],
      metrics: {},
      notes: [],
    },
  };
}
