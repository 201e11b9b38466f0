/** What an app is built on, and what of that stays unknown. */
import { expect, test } from "vitest";
import { analyze, makeApp } from "../cli/run-migrate.js";

test("a framework that no reader knows is named, where an empty list would be taken for an answer", () => {
  const { routes, diagnostics } = analyze(
    makeApp({
      "package.json":
        '{\n  "name": "board",\n  "dependencies": {\n    "meteor-node-stubs": "1",\n    "express": "4"\n  }\n}\n',
      "server/main.js": 'import { Meteor } from "meteor/meteor";\nMeteor.methods({ "cards.add"() {} });\n',
    }),
  );
  expect(routes).toEqual([]);
  expect(diagnostics.filter(({ code }) => code === "framework-not-read")).toEqual([
    {
      code: "framework-not-read",
      path: "package.json",
      line: 4,
      message: "meteor is not read: its methods, publications and routes are missing here",
    },
  ]);
});
