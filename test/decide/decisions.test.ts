/** Answers become one file, whoever gives them; a person's words in it survive. */
import { describe, expect, it } from "vitest";
import { findStale, readDecisions, settleDecisions } from "../../src/decide/index.js";
import { UserError } from "../../src/model/errors.js";
import { handMadeGround } from "../hand-made-ground.js";

const ground = handMadeGround();
const none = { set: [], answers: null, given: new Map() };
const yes = settleDecisions(null, ground, none);
const read = (text: string) => readDecisions(text, "migration/decisions.yaml");

describe("frontends", () => {
  const frontend = { path: "apps/web.ui", framework: "react", build: "npm run build", output: "dist", evidence: [] };
  const served = { ...ground, app: { ...ground.app, frontends: [frontend] } };

  it("are asked about, stay with the monolith unasked, and go stale when their build changes", () => {
    expect(read(settleDecisions(null, served, none)).frontends).toMatchObject([
      { path: "apps/web.ui", host: "monolith", by: "default" },
    ]);
    const moved = settleDecisions(null, served, { ...none, set: ["frontends.apps/web.ui.host=static"] });
    expect(read(moved).frontends).toMatchObject([{ path: "apps/web.ui", host: "static", by: "user" }]);
    expect(findStale(read(moved), served)).toEqual([]);
    const built = { ...ground, app: { ...ground.app, frontends: [{ ...frontend, output: "build" }] } };
    expect(findStale(read(moved), built)).toMatchObject([{ id: "frontends.apps/web.ui", gone: false }]);
    expect(findStale(read(moved), ground)).toMatchObject([{ id: "frontends.apps/web.ui", gone: true }]);
  });
});

describe("settleDecisions", () => {
  it("takes what the proposal puts first and what the app pays for", () => {
    const decisions = read(yes);
    expect(decisions.services.map(({ id, extract, by }) => [id, extract, by])).toEqual([
      ["authorizations", true, "default"],
      ["cards", false, "default"],
    ]);
    expect(decisions.broker).toMatchObject({ choice: "redis", by: "default" });
    expect(decisions.cuts).toMatchObject([{ transport: "event" }]);
    expect(decisions.services[0]?.auth).toBe("ask-monolith");
  });

  it("changes nothing the second time", () => {
    expect(settleDecisions(yes, ground, none)).toBe(yes);
  });

  it("keeps a person's comments and order", () => {
    const edited = yes.replace("    language: go", "    # Go, because Mei knows it\n    language: go # final");
    const next = settleDecisions(edited, ground, { ...none, set: ["services.authorizations.language=typescript"] });
    expect(next).toContain("# Go, because Mei knows it");
    expect(next).toContain("language: typescript # final");
    expect(read(next).services[0]).toMatchObject({ language: "typescript", by: "user" });
  });

  it("finds a service by its name", () => {
    const renamed = settleDecisions(yes, ground, { ...none, set: ["services.authorizations.name=swipes"] });
    const next = settleDecisions(renamed, ground, { ...none, set: ["services.swipes.data=own-schema"] });
    expect(read(next).services[0]).toMatchObject({ name: "swipes", data: "own-schema" });
  });

  it("extracts only what an answers file names, and takes a service that a person composed", () => {
    const text = "services:\n  edge:\n    extract: true\n    name: edge\n    modules: [authorization, card]\n";
    const next = read(settleDecisions(null, ground, { ...none, answers: { text, path: "answers.yaml" } }));
    expect(next.services.filter(({ extract }) => extract).map(({ id }) => id)).toEqual(["edge"]);
  });

  it("makes a service of the team's own by a flag, in whatever order the flags come", () => {
    const set = ["services.edge.language=typescript", "services.edge.modules=authorization, card"];
    const made = read(settleDecisions(null, ground, { ...none, set })).services.find(({ id }) => id === "edge");
    expect(made).toMatchObject({
      extract: true,
      name: "edge",
      modules: ["authorization", "card"],
      language: "typescript",
      auth: "ask-monolith",
      by: "user",
    });
  });

  it.each([
    ["services:\n  nobody:\n    extract: true\n", 'answers.yaml:2: no service is called "nobody"'],
    ["servces: {}\n", 'answers.yaml:1: unknown key "servces"'],
    ["services:\n  cards:\n    langage: go\n", 'answers.yaml:3: unknown key "langage"'],
    ["broker:\n  choice: kafka\n", "answers.yaml:2: broker.choice is one of redis, nats, rabbitmq"],
    ["broker: [\n", "answers.yaml:"],
    ["frontends:\n  web:\n    host: cdn\n", "answers.yaml:3: frontends.web.host is one of monolith, static"],
    [
      "frontends:\n  a:\n    host: static\n  b:\n    host: static\n",
      "answers.yaml:5: frontends.b.host: a is static already",
    ],
    ["frontends:\n  nowhere:\n    host: static\n", 'answers.yaml:2: no frontend is called "nowhere"'],
    ["services:\n  cards:\n    name: package\n", 'answers.yaml:3: services.cards.name "package" is a reserved word'],
    ["services:\n  cards:\n    name: ../up\n", "must be lower-case letters"],
  ])("names the line of what is wrong: %s", (text, message) => {
    const settle = () => settleDecisions(null, ground, { ...none, answers: { text, path: "answers.yaml" } });
    expect(settle).toThrow(UserError);
    expect(settle).toThrow(message);
  });

  it("names the line of an unknown service, an unknown key and an unknown value in an answers file", () => {
    const answer = (text: string) => () =>
      settleDecisions(null, ground, {
        ...none,
        answers: { text: `schema: valueline/decisions/1\n${text}`, path: "answers.yaml" },
      });
    expect(answer("services:\n  billing:\n    extract: true\n")).toThrow(
      /answers\.yaml:3: no service is called "billing"/,
    );
    expect(answer("services:\n  cards:\n    langauge: go\n")).toThrow(/answers\.yaml:4: unknown key "langauge"/);
    expect(answer("services:\n  cards:\n    language: rust\n")).toThrow(/answers\.yaml:4: .*one of typescript, go/);
    expect(answer("cuts:\n  cards--gone--table:\n    transport: api\n")).toThrow(/answers\.yaml:3: no cut is called/);
    expect(answer("brokers: {}\n")).toThrow(/answers\.yaml:2: unknown key "brokers"/);
  });

  it("refuses two services of one name", () => {
    const settle = () => settleDecisions(yes, ground, { ...none, set: ["services.cards.name=authorizations"] });
    expect(settle).toThrow(/is also the name of services.authorizations/);
  });
});

describe("findStale", () => {
  it("names only what changed under an answer", () => {
    expect(findStale(read(yes), ground)).toEqual([]);
    const moved = handMadeGround({ files: ["app/models/card_authorization.rb"] });
    expect(findStale(read(yes), moved)).toEqual([{ id: "services.authorizations", changed: ["files"], gone: false }]);
  });

  it("tells of a service whose modules are gone", () => {
    const { app, proposal } = ground;
    const without = { app, proposal: { ...proposal, modules: proposal.modules.slice(0, 1) } };
    expect(findStale(read(yes), without)).toContainEqual({ id: "services.cards", changed: [], gone: true });
  });
});
