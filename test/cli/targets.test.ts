/** What only Heroku excuses is a note while nothing is decided, and a warning once another platform is. */
import { expect, test } from "vitest";
import { analyze, makeApp } from "./run-migrate.js";

const app = (decisions: Record<string, string>): string =>
  makeApp({
    "package.json": JSON.stringify({ name: "small", dependencies: { ioredis: "5.4.1" } }),
    Procfile: "web: node server.js\n",
    "server.js":
      'const Redis = require("ioredis");\nconst secure = url.startsWith("rediss:") ? { rejectUnauthorized: false } : null;\nnew Redis(url, merge(options, { tls: secure }));\n',
    ...decisions,
  });
const severity = (root: string): string | undefined =>
  analyze(root).findings.find(({ rule }) => rule === "heroku/redis-tls-unverified")?.severity;
const decide = (target: string) => ({
  "migration/decisions.yaml": `schema: valueline/decisions/1\ntargets:\n  - ${target}\n`,
});

test("unverified TLS to Redis weighs more away from Heroku", () => {
  expect(severity(app({}))).toBe("note");
  expect(severity(app(decide("heroku")))).toBe("note");
  expect(severity(app(decide("kubernetes")))).toBe("warning");
});
