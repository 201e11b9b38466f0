/** A router that is a module's default export as the end of a chain, known to whoever imports it. */
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
