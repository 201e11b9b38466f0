/** report.sarif as Microsoft's own validator judges it: it must have nothing to say, and every finding must be in it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeApp, makeTemporary, runMigrate } from "../cli/run-migrate.js";
import { verdict } from "./judges/judge.js";

interface Log {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly message: { readonly text?: string; readonly arguments?: readonly string[] };
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
    }[];
  }[];
}

const readLog = (path: string): Log => JSON.parse(readFileSync(path, "utf8")) as Log;

test("every finding stands on its line, and the validator has nothing against it", () => {
  const app = makeApp({
    Procfile: "web: node 'a server.js'\nclock: node clock.js\n",
    "app.json": JSON.stringify({ name: "shop", formation: { clock: { quantity: 2 } } }),
    "package.json": JSON.stringify({ name: "shop", dependencies: { express: "4.21.2", "node-cron": "3.0.3" } }),
    "a server.js":
      'const fs = require("fs");\nrequire("express")().listen(3000);\nfs.writeFileSync("uploads/ä.txt", "x");\n' +
      'module.exports = process.env.HEROKU_APP_NAME + "https://shop.herokuapp.com";\n',
    "clock.js": 'require("node-cron").schedule("* * * * *", () => {});\n',
  });
  const out = makeTemporary();
  expect(runMigrate(["analyze", app, "--out", out, "--sarif", "--quiet"]).code).toBe(0);
  const { findings } = JSON.parse(readFileSync(join(out, "analysis.json"), "utf8")) as {
    findings: readonly { rule: string }[];
  };
  const log = readLog(join(out, "report.sarif"));
  expect(findings.length).toBeGreaterThan(3);
  expect(log.runs[0]!.results.map(({ ruleId }) => ruleId)).toEqual(findings.map(({ rule }) => rule));
  expect(
    log.runs[0]!.results.flatMap(({ locations }) =>
      locations.map((place) => place.physicalLocation.artifactLocation.uri),
    ),
  ).toContain("a%20server.js");

  const judged = join(out, "judged.sarif");
  const env = { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" };
  expect(verdict("sarif/Sarif.Multitool", ["validate", join(out, "report.sarif"), "--output", judged], out, env)).toBe(
    "",
  );
  expect(readLog(judged).runs[0]!.results.map(({ ruleId, message }) => [ruleId, message.arguments])).toEqual([]);
});
