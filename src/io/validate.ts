/** Checks a value against the published JSON Schema before it is written. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { readAnalysisSchema } from "./package-files.js";

/** Throws: an analysis that breaks its own contract is a bug of this tool, never the user's. */
export function validateAnalysis(analysis: unknown): void {
  // The schema itself is no input: its own test holds it to the standard's, which would cost each run 0.1 s.
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, validateSchema: false });
  const validate = ajv.compile(readAnalysisSchema());
  if (validate(analysis)) return;
  const errors = (validate.errors ?? []).slice(0, 5).map((error) => `${error.instancePath} ${error.message ?? ""}`);
  throw new Error(`analysis.json would break its schema:\n${errors.join("\n")}`);
}
