/** Config vars are joined with every place that reads them; services are named by imports, hosts, gems and variables. */
import { describe, expect, it } from "vitest";
import { detectConfigVars } from "../../src/detect/config-vars.js";
import { detectIntegrations } from "../../src/detect/integrations.js";
import { parseCatalogues } from "../../src/heroku/catalogues.js";
import { readHeroku } from "../../src/heroku/index.js";
import { readRuleTexts, readWasm } from "../../src/io/package-files.js";
import { createParser } from "../../src/parse/index.js";
import { resolveReferences } from "../../src/resolve/index.js";
import { memoryRepo } from "../heroku/memory-repo.js";

const catalogues = parseCatalogues(readRuleTexts());
const parser = createParser({ wasm: readWasm });

function detect(files: Readonly<Record<string, string>>) {
  const { workspace, reader } = memoryRepo(files);
  const facts = workspace.files.flatMap(
    ({ path }) => parser.parse({ path, text: reader.read(path)!, bytes: reader.bytes(path)! }) ?? [],
  );
  const resolution = resolveReferences(facts, workspace, reader);
  const heroku = readHeroku(workspace, reader, catalogues, new Map());
  const input = { facts, resolution, heroku, workspace, reader, catalogues };
  return { vars: detectConfigVars(input), integrations: detectIntegrations(input) };
}

describe("detectConfigVars", () => {
  const { vars } = detect({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell default in a Procfile.
    Procfile: "web: bundle exec puma -t ${THREADS:-5} -p $PORT\n",
    "app.json": '{"env": {"A": "1", "UNREAD": "2"}, "addons": ["heroku-redis"]}',
    "src/a.js":
      "const { A, B = 1 } = process.env;\nmodule.exports = [A, B, process.env.HOME];\n// process.env.COMMENT\n",
    "test/a.test.js": "process.env.ONLY_TEST;\n",
    ".env.example": '# OFF=1\nexport EXAMPLE=x\nMULTI="a\nNOT_ONE=b"\n',
    "config/custom-environment-variables.json":
      '{"db": {"url": "NODE_CONFIG_DB", "n": {"__name": "N", "__format": "json"}}}',
    "config/database.yml":
      "production:\n  # ENV['COMMENTED']\n  url: <%= ENV['DB_URL'] %>\n  pool: <%= ENV.fetch(\"POOL\") { 5 } %>\n  <%# ENV['OFF'] %>\n",
    "config/credentials.yml.enc": "x",
  });
  const at = (name: string) =>
    vars.find((entry) => entry.name === name)?.readAt.map(({ path, line }) => `${path}:${line}`);

  it("finds every reader", () => {
    expect(at("A")).toEqual(["src/a.js:1"]);
    expect(at("B")).toEqual(["src/a.js:1"]);
    expect(at("EXAMPLE")).toEqual([".env.example:2"]);
    expect(at("NODE_CONFIG_DB")).toEqual(["config/custom-environment-variables.json:1"]);
    expect(at("N")).toEqual(["config/custom-environment-variables.json:1"]);
    expect(at("DB_URL")).toEqual(["config/database.yml:3"]);
    expect(at("POOL")).toEqual(["config/database.yml:4"]);
    expect(at("THREADS")).toEqual(["Procfile:1"]);
    expect(at("PORT")).toEqual(["Procfile:1"]);
    expect(at("RAILS_MASTER_KEY")).toHaveLength(1);
    expect(at("UNREAD")).toEqual([]);
    expect(at("REDIS_URL")).toEqual([]);
  });

  it("leaves comments, values, tests and the machine's own names out", () => {
    for (const name of ["COMMENT", "COMMENTED", "OFF", "NOT_ONE", "ONLY_TEST", "HOME", "json", "DYNO"])
      expect(at(name)).toBeUndefined();
  });
});

describe("detectIntegrations", () => {
  it("needs a sign: an import, a gem of one's own, a host, a variable", () => {
    const { integrations } = detect({
      "src/pay.js": 'const Stripe = require("stripe");\nmodule.exports = Stripe(process.env.KEY);\n',
      "src/mail.js": 'fetch("https://api.postmarkapp.com/email");\n// fetch("https://api.mailgun.net")\n',
      "src/sms.js": "module.exports = process.env.TWILIO_AUTH_TOKEN;\n",
      "test/s.test.js": 'require("@slack/web-api");\n',
      "Gemfile.lock":
        "GEM\n  specs:\n    octokit (4.0)\n    sentry-ruby (5.0)\n\nDEPENDENCIES\n  sentry-ruby\n\nBUNDLED WITH\n   2.3\n",
    });
    expect(integrations.map(({ id, evidence }) => [id, evidence.map(({ path, line }) => `${path}:${line}`)])).toEqual([
      ["postmark", ["src/mail.js:1"]],
      ["sentry", ["Gemfile.lock:7"]],
      ["stripe", ["src/pay.js:1"]],
      ["twilio", ["src/sms.js:1"]],
    ]);
  });
});

describe("names that the app gives the environment", () => {
  const { vars } = detect({
    Procfile: "web: node src/server.js\n",
    "src/wrapped.ts": "export default withSecrets(process.env);\n",
    "src/env.ts": 'import environment from "./wrapped";\nexport class Env {\n  url = environment.DB_URL ?? "";\n}\n',
    "src/schema.ts":
      "import { z } from 'zod';\nconst schema = z.object({ TOKEN_TTL: z.string() });\nexport const env = schema.extend({ REGION: z.string() }).parse(process.env);\n",
    "src/barrel.ts": "export { env } from './schema';\n",
    "src/server.js": "import { env } from './barrel';\nlisten(env.LISTEN_ON);\n",
    "src/t3.ts":
      "import { createEnv } from '@t3-oss/env-nextjs';\nexport const env = createEnv({ server: { T3_KEY: z.string() }, runtimeEnv: process.env });\n",
    "src/copy.js": "const config = { ...process.env };\nmodule.exports = config;\nconfig.COPIED;\n",
    "src/reader.js":
      "function readEnv(name, fallback) {\n  return process.env[name] || fallback;\n}\nmodule.exports = { readEnv };\n",
    "src/lenient.js":
      "const { readEnv } = require('./reader');\nlet shadowEnv;\nconst load = () => {\n  shadowEnv = Object.fromEntries(Object.entries(process.env).map(trim));\n};\nconst readEnvFlag = (name) => readEnv(name) === 'on' || shadowEnv[name];\nreadEnvFlag('FLAG');\n",
    "src/asks.js": "const { readEnv } = require('./reader');\nreadEnv('API_TOKEN', 'X');\nother('NOT_READ');\n",
    "src/colours.ts": "export const settings = { RED: 1 };\nsettings.RED;\n",
    "src/uses.ts": "import { settings } from './colours';\nsettings.RED;\n",
  });
  const at = (name: string) =>
    vars.find((entry) => entry.name === name)?.readAt.map(({ path, line }) => `${path}:${line}`);

  it("follows a wrapped, a parsed and a copied environment to its reads", () => {
    expect(at("DB_URL")).toEqual(["src/env.ts:3"]);
    expect(at("LISTEN_ON")).toEqual(["src/server.js:2"]);
    expect(at("COPIED")).toEqual(["src/copy.js:3"]);
  });

  it("takes the keys of a schema as names", () => {
    expect(at("TOKEN_TTL")).toEqual(["src/schema.ts:2"]);
    expect(at("REGION")).toEqual(["src/schema.ts:3"]);
    expect(at("T3_KEY")).toEqual(["src/t3.ts:2"]);
  });

  it("takes the name handed to a function that reads it", () => {
    expect(at("API_TOKEN")).toEqual(["src/asks.js:2"]);
    expect(at("FLAG")).toEqual(["src/lenient.js:7"]);
    expect(at("NOT_READ")).toBeUndefined();
    expect(at("X")).toBeUndefined();
  });

  it("leaves other objects alone", () => {
    expect(at("RED")).toBeUndefined();
  });
});

it("takes no constant of a Next build for a variable", () => {
  const { vars } = detect({
    "web/next.config.js":
      "const basePath = process.env.BASE_PATH;\nmodule.exports = { env: { basePath, REGION: 'eu' } };\n",
    "web/app/page.tsx": "export default () => process.env.basePath + process.env.REGION + process.env.TOKEN;\n",
    "api/server.js": "process.env.REGION;\n",
  });
  expect(vars.filter(({ readAt }) => readAt.length > 0)).toMatchObject([
    { name: "BASE_PATH", readAt: [{ path: "web/next.config.js" }] },
    { name: "REGION", readAt: [{ path: "api/server.js" }] },
    { name: "TOKEN", readAt: [{ path: "web/app/page.tsx" }] },
  ]);
});
