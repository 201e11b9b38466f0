/** Routers that are the end of a chain or a table of the app: composed, or named with their lines. */
import { expect, it } from "vitest";
import { detectRoutes } from "../../src/detect/routes.js";
import { inputOf } from "./analyse-fixture.js";

it("mounts what `export default Router().use(…)` gives", () => {
  const { routes, diagnostics } = detectRoutes(
    inputOf({
      "package.json": "{}",
      "tags.ts": 'import { Router } from "express";\nconst r = Router();\nr.get("/tags", list);\nexport default r;\n',
      "routes.ts":
        'import { Router } from "express";\nimport tags from "./tags";\nexport default Router().use("/api", tags);\n',
      "main.ts":
        'import express from "express";\nimport routes from "./routes";\nconst app = express();\napp.use(routes);\n',
    }),
  );
  expect(routes.map((one) => `${one.method} ${one.path}`)).toEqual(["GET /api/tags"]);
  expect(diagnostics).toEqual([]);
});

it("names the lines of registrations in a table of the app's own, which nothing here follows", () => {
  const { routes, diagnostics } = detectRoutes(
    inputOf({
      "package.json": "{}",
      "table.js":
        "module.exports = class Table {\n  constructor() { this.rows = []; this.mount(); }\n  route(method, path, handler) { this.rows.push({ method, path, handler }); }\n};\n",
      "users.js":
        'const Table = require("./table");\nmodule.exports = class Users extends Table {\n  mount() {\n    this.route("GET", "/users", list);\n    this.route("POST", "/users", add);\n  }\n};\n',
    }),
  );
  expect(routes).toEqual([]);
  expect(diagnostics.map((one) => `${one.code} ${one.path}:${one.line} ${one.message}`)).toEqual([
    "route-prefix-unknown users.js:4 2 routes hang on a router that no server is seen to mount: lines 4, 5",
  ]);
});
