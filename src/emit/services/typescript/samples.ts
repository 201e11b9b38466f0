/** Turns a JSON Schema into one value that it accepts, for tests of a contract. */
import type { JsonSchema } from "./zod.js";

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-01-02T03:04:05.000Z",
  date: "2026-01-02",
  uuid: "00000000-0000-4000-8000-000000000000",
  email: "someone@example.com",
  uri: "https://example.com/",
};

export function sampleOf(schema: JsonSchema): unknown {
  if (schema.enum !== undefined && schema.enum.length > 0) return schema.enum[0];
  if (schema.anyOf !== undefined && schema.anyOf.length > 0) return sampleOf(schema.anyOf[0]!);
  const names = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  switch (names.find((name) => name !== "null")) {
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    case "string":
      return FORMATS[schema.format ?? ""] ?? "x".repeat(Math.max(1, schema.minLength ?? 1));
    case "array":
      return schema.items === undefined ? [] : [sampleOf(schema.items)];
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, sampleOf(inner)]),
      );
    default:
      return null;
  }
}
