import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { readAnalysisSchema } from "../../src/io/package-files.js";
import { validateAnalysis } from "../../src/io/validate.js";

const expected = new URL("../../fixtures/neobank-node/expected/analysis.json", import.meta.url);
const analysis = (): Record<string, unknown> => JSON.parse(readFileSync(expected, "utf8"));

describe("the published schema", () => {
  it("is valid by JSON Schema 2020-12's own schema", () => {
    const ajv = new Ajv2020();
    expect(ajv.validateSchema(readAnalysisSchema()), ajv.errorsText()).toBe(true);
  });

  it("lets an analysis pass, and names what another breaks", () => {
    expect(() => validateAnalysis(analysis())).not.toThrow();
    expect(() => validateAnalysis({ ...analysis(), routes: "none" })).toThrow(/\/routes must be array/);
  });
});
