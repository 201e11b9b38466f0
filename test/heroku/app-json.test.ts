/** app.json in every form, with add-ons, variables and buildpacks by catalogue. */
import { describe, expect, it } from "vitest";
import { parseAppJson } from "../../src/heroku/app-json.js";
import { parseCatalogues } from "../../src/heroku/catalogues.js";
import { readHeroku } from "../../src/heroku/index.js";
import { readRuleTexts } from "../../src/io/package-files.js";
import { memoryRepo } from "./memory-repo.js";

const catalogues = parseCatalogues(readRuleTexts());
const read = (files: Readonly<Record<string, string>>, capture: Readonly<Record<string, string>> = {}) => {
  const { workspace, reader } = memoryRepo(files);
  return readHeroku(workspace, reader, catalogues, new Map(Object.entries(capture)));
};

const FULL = `{
  "name": "shop",
  "stack": "heroku-24",
  "env": {
    "PLAIN": "x",
    "BROKER_URL": "$CLOUDAMQP_URL",
    "SECRET_KEY": {"generator": "secret"},
    "OPTIONAL": {"required": false, "value": "SK_VALUE_NEVER_KEPT"}
  },
  "formation": {"web": {"quantity": 2, "size": "Standard-1X"}},
  "addons": [
    "heroku-postgresql",
    {"plan": "heroku-postgresql:standard-0", "as": "REPORTS"},
    "heroku-postgresql:essential-0",
    {"plan": "cloudamqp:lemur", "as": "RABBITMQ"},
    {"plan": "nobody-knows:this"}
  ],
  "buildpacks": [{"url": "heroku/nodejs"}, {"url": "heroku/ruby"}],
  "scripts": {"postdeploy": "rake db:seed"},
  "environments": {
    "test": {"scripts": {"test": "rake"}, "addons": ["heroku-redis:in-dyno"], "env": {"ONLY_TEST": "1"}},
    "review": {"addons": ["heroku-postgresql:essential-1"]}
  }
}`;

describe("app.json", () => {
  const app = read({
    "app.json": FULL,
    Procfile: "web: node s.js\n",
    "package.json": '{"scripts": {"heroku-postbuild": "npm run build"}}',
  });

  it("gives add-ons their need and variables, aliases and second databases", () => {
    expect(app.addons.map(({ plan, as, need, configVars }) => [plan, as, need, configVars])).toEqual([
      ["cloudamqp:lemur", "RABBITMQ", "queue", ["RABBITMQ_APIKEY", "RABBITMQ_URL"]],
      ["heroku-postgresql", null, "postgres", ["DATABASE_URL"]],
      ["heroku-postgresql:essential-0", null, "postgres", ["HEROKU_POSTGRESQL_<COLOR>_URL"]],
      ["heroku-postgresql:standard-0", "REPORTS", "postgres", ["REPORTS_URL"]],
      ["heroku-redis:in-dyno", null, "redis", ["REDIS_TLS_URL", "REDIS_URL"]],
      ["nobody-knows:this", null, null, []],
    ]);
    expect(app.diagnostics).toMatchObject([{ code: "addon-unknown", line: 16 }]);
  });

  it("marks its facts as a review app's", () => {
    expect(app.addons[1]?.evidence[0]).toMatchObject({
      path: "app.json",
      line: 12,
      note: expect.stringContaining("review apps") as string,
    });
    expect(app.processes[0]).toMatchObject({ quantity: 2, size: "Standard-1X" });
  });

  it("keeps of variables names and nature only", () => {
    const find = (name: string) => app.configVars.find((entry) => entry.name === name);
    expect(find("PLAIN")).toMatchObject({ declared: true, required: true, secret: false });
    expect(find("BROKER_URL")).toMatchObject({ refersTo: "CLOUDAMQP_URL", secret: true });
    expect(find("SECRET_KEY")).toMatchObject({ generated: true, secret: true });
    expect(find("OPTIONAL")).toMatchObject({ required: false });
    expect(find("RABBITMQ_URL")).toMatchObject({ declared: false, injectedBy: "cloudamqp" });
    expect(find("RAILS_LOG_TO_STDOUT")).toMatchObject({ injectedBy: "heroku/ruby" });
    expect(find("PORT")).toMatchObject({ injectedBy: "heroku" });
    expect(find("ONLY_TEST")).toMatchObject({ declared: true });
    expect(JSON.stringify(app)).not.toContain("SK_VALUE_NEVER_KEPT");
  });

  it("reads stack, environments, scripts and buildpacks", () => {
    expect(app.stack).toBe("heroku-24");
    expect(app.environments).toEqual(["review", "test"]);
    expect(app.buildpacks).toEqual(["heroku/nodejs", "heroku/ruby"]);
    expect(app.scripts).toEqual([
      { name: "heroku-postbuild", command: "npm run build" },
      { name: "postdeploy", command: "rake db:seed" },
      { name: "test:test", command: "rake" },
    ]);
  });

  it("keeps the line of each of them", () => {
    const at = (path: string, line: number) => [{ path, line }];
    expect(app.places).toEqual({
      "stack heroku-24": at("app.json", 3),
      "buildpack heroku/nodejs": at("app.json", 18),
      "buildpack heroku/ruby": at("app.json", 18),
      "script postdeploy": at("app.json", 19),
      "script test:test": at("app.json", 21),
      "script heroku-postbuild": at("package.json", 1),
      "environment test": at("app.json", 21),
      "environment review": at("app.json", 22),
    });
  });

  it("names the line of other files, and the call behind a capture", () => {
    const listed = read({ Procfile: "web: x\n", ".buildpacks": "# two\nheroku/ruby\n\nheroku/nodejs\n" });
    expect(listed.places).toEqual({
      "buildpack heroku/ruby": [{ path: ".buildpacks", line: 2 }],
      "buildpack heroku/nodejs": [{ path: ".buildpacks", line: 4 }],
    });
    const own = {
      schema: "valueline/capture/1",
      app: "x",
      stack: "heroku-22",
      domains: ["a.example"],
      buildpacks: ["b"],
    };
    const captured = read({ Procfile: "web: x\n" }, { "capture.json": JSON.stringify(own) });
    expect(Object.values(captured.places!).flat()).toEqual([
      { path: "", note: "capture: GET /apps/x" },
      { path: "", note: "capture: GET /apps/x/buildpack-installations" },
      { path: "", note: "capture: GET /apps/x/domains" },
    ]);
  });

  it.each([
    ['{\n  "name": "a",\n  "env": {"A": "1",}\n}', 3, 20],
    ['{"a": 1', 1, 8],
    ["{'a': 1}", 1, 2],
    ['{"a": "x\ny"}', 1, 9],
  ])("names line and column of a syntax error in %j", (text, line, column) => {
    const [diagnostic] = parseAppJson("app.json", text).diagnostics;
    expect(diagnostic).toMatchObject({ code: "app-json-syntax", line });
    expect(diagnostic?.message).toContain(`line ${line}, column ${column}`);
  });

  it("recognises Expo's, React Native's and Dokku's", () => {
    for (const text of ['{"expo": {"name": "a"}}', '{"name": "a", "displayName": "A"}', '{"cron": []}']) {
      expect(parseAppJson("app.json", text)).toMatchObject({
        foreign: true,
        diagnostics: [{ code: "app-json-foreign" }],
      });
    }
    expect(parseAppJson("app.json", '{"name": "a", "unknown": 1}').foreign).toBe(false);
  });

  it("reports buildpack lists that contradict each other", () => {
    const two = read({ "app.json": FULL, ".buildpacks": "https://github.com/heroku/heroku-buildpack-nodejs.git\n" });
    expect(two.diagnostics.find(({ code }) => code === "buildpacks-contradict")).toMatchObject({ path: ".buildpacks" });
    const same = read({
      "app.json": '{"buildpacks": [{"url": "heroku/ruby"}]}',
      ".buildpacks": "https://github.com/heroku/heroku-buildpack-ruby.git#v1\n",
    });
    expect(same.diagnostics).toEqual([]);
  });
});

describe("saved heroku output", () => {
  it("is told by its shape, and no value is kept", () => {
    const app = read(
      { Procfile: "web: node s.js\n" },
      {
        "ps.json":
          '[{"type": "web", "command": "node s.js", "size": "Basic", "state": "up"}, {"type": "scheduler", "command": "rake nightly"}]',
        "addons.json":
          '[{"name": "pg-1", "addon_service": {"name": "heroku-postgresql"}, "plan": {"name": "heroku-postgresql:standard-2"}, "config_vars": ["DATABASE_URL", "HEROKU_POSTGRESQL_PINK_URL"]}]',
        "config.json": '{"API_KEY": "value-that-must-go", "lower": "other-value"}',
        "domains.json": '[{"hostname": "shop.example", "kind": "custom"}]',
      },
    );
    expect(JSON.stringify(app)).not.toMatch(/value-that-must-go|other-value/);
    expect(app.processes).toMatchObject([{ type: "web", quantity: 1, size: "Basic" }]);
    expect(app.addons).toMatchObject([
      { plan: "heroku-postgresql:standard-2", configVars: ["DATABASE_URL", "HEROKU_POSTGRESQL_PINK_URL"] },
    ]);
    expect(app.configVars.filter(({ declared }) => declared).map(({ name }) => name)).toEqual(["API_KEY", "lower"]);
    expect(app.domains).toEqual(["shop.example"]);
    expect(app.schedules).toMatchObject([{ runs: "rake nightly", when: null }]);
  });
});

describe("catalogues", () => {
  it("hold what is promised, and name file and line of a bad entry", () => {
    expect(catalogues.addons.length).toBeGreaterThanOrEqual(60);
    expect(catalogues.sdks.length).toBeGreaterThanOrEqual(80);
    expect(catalogues.dynoSizes.find(({ name }) => name === "performance-m")).toEqual({
      name: "performance-m",
      memory: 2560,
      price: 250,
    });
    const bad = (text: string) => () => parseCatalogues(new Map([["catalogues/addons.yaml", text]]));
    expect(bad("read: 2026-01-01\naddons:\n  - { service: a, need: b }\n  - { service: c, ned: d }\n")).toThrow(
      /addons\.yaml:4: unknown key "ned"/,
    );
    expect(bad("read: 2026-01-01\naddons:\n  - { service: a }\n")).toThrow(/addons\.yaml:3: "need" is missing/);
    expect(bad("addons: []\n")).toThrow(/"read"/);
    expect(bad("read: 1\naddons:\n  - { service: a, need: b }\n  - { service: a, need: b }\n")).toThrow(
      /addons\.yaml:4: "a" is there twice/,
    );
  });
});
