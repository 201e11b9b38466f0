/** Tables that no service owns: the database's catalogue, and what only a test asks for. */
import { expect, it } from "vitest";
import { analyze, makeApp } from "../cli/run-migrate.js";

it("counts neither catalogues nor what tests read, and takes a route called test.js for code", () => {
  const { tables, routes } = analyze(
    makeApp({
      "package.json": '{"name":"pad","dependencies":{"pg":"8","express":"4"},"devDependencies":{"mocha":"10"}}',
      "drivers/postgres/index.js":
        'const { Pool } = require("pg");\nconst pool = new Pool();\nexports.columns = () => pool.query("SELECT name FROM system.columns");\nexports.run = () => pool.query("SELECT id FROM saved_queries");\nexports.ddl = () => pool.query("SELECT * FROM v_catalog.columns JOIN svv_external_columns ON true");\n',
      "drivers/postgres/test.js":
        'const assert = require("node:assert");\nconst { Pool } = require("pg");\ndescribe("it", () => it("reads", async () => assert.ok(await new Pool().query("SELECT * FROM fake_table"))));\n',
      "routes/test.js":
        'const { Pool } = require("pg");\nconst router = require("express").Router();\nrouter.get("/trials", async (req, res) => res.json(await new Pool().query("SELECT * FROM trials")));\nmodule.exports = router;\n',
      "app.js":
        'const app = require("express")();\napp.use("/test", require("./routes/test"));\napp.listen(process.env.PORT);\n',
    }),
  );
  expect(tables.map(({ name }) => name)).toEqual(["saved_queries", "trials"]);
  expect(routes.map(({ path }) => path)).toEqual(["/test/trials"]);
});
