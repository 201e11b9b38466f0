/** graphql-js judges the root fields read from schemas in SDL and in code: each schema is built by its own library. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { detectRoutes } from "../../src/detect/routes.js";
import { inputOf, readFixture } from "../detect/analyse-fixture.js";
import { askJudge, installFixture } from "./installed-fixture.js";

const read = (fixture: string): string[] =>
  detectRoutes(inputOf(readFixture(resolve("fixtures", fixture, "app"))))
    .routes.filter((one) => /^(QUERY|MUTATION|SUBSCRIPTION)$/.test(one.method))
    .map((one) => `${one.method} ${one.path}`)
    .sort();

describe("root fields", () => {
  it("are those of SDL with renamed and extended roots, and of graphql-js with fields from other files", () => {
    const folder = installFixture("graphql-library");
    const held = askJudge(folder, "graphql-fields.mjs", "src/schema.js");
    expect(read("graphql-library")).toEqual(held);
    expect(held).toHaveLength(14);
  });

  it("are those of type-graphql's decorators, of Pothos and of Nexus", () => {
    const folder = installFixture("graphql-builders");
    execFileSync("npx", ["tsc"], { cwd: folder });
    const held = askJudge(folder, "graphql-fields.mjs", "dist/schema.js");
    expect(read("graphql-builders")).toEqual(held);
    expect(held).toHaveLength(16);
  });
});
