/** MongoDB collections whose names come from settings and callers. */
import { expect, test } from "vitest";
import { analyze, makeApp } from "../cli/run-migrate.js";

const tablesOf = (files: Readonly<Record<string, string>>): readonly string[] =>
  analyze(makeApp({ "package.json": '{"name":"log","dependencies":{"mongodb":"6"}}', ...files })).tables.map(
    ({ name, access }) => `${name} ${[...new Set(access.map(({ mode }) => mode))].sort().join(" ")}`,
  );

test("a collection that the callers of a function name is theirs", () => {
  const files = {
    "lib/store.js":
      "function storage(name, ctx) {\n  const api = () => ctx.store.collection(name);\n  api.save = (doc) => api().insertOne(doc);\n  return api;\n}\nmodule.exports = storage;\n",
    "lib/boot.js":
      'const env = require("./env");\nmodule.exports = (ctx) => {\n  ctx.profile = require("./store")(env.profile_collection, ctx);\n  ctx.food = require("./store")("food", ctx);\n};\n',
    "lib/env.js": "module.exports = { profile_collection: process.env.PROFILES };\n",
  };
  expect(tablesOf(files)).toEqual(["food read write", "profile read write"]);
});

test("what stands behind a deployment's prefix names the collection", () => {
  const files = {
    "roles.js":
      "module.exports = (env, ctx) => {\n  const roles = ctx.store.collection(env.auth_prefix + 'roles');\n  return roles.find({}).toArray();\n};\n",
  };
  expect(tablesOf(files)).toEqual(["roles read"]);
});

test("nothing is guessed where no caller is seen to name it, and that is said", () => {
  const files = {
    "any.js": "module.exports = (name, ctx) => ctx.store.collection(name).deleteMany({});\n",
    "paint.js": "module.exports = (shade) => shade.collection('red' + shade.name);\n",
  };
  expect(tablesOf(files)).toEqual([]);
  const { diagnostics } = analyze(
    makeApp({ "package.json": '{"name":"log","dependencies":{"mongodb":"6"}}', ...files }),
  );
  expect(
    diagnostics.filter(({ code }) => code === "collection-name-unread").map(({ path, line }) => `${path}:${line}`),
  ).toEqual(["any.js:1"]);
});
