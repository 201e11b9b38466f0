/** Turns JSON Schemas into zod and TypeScript text. */

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** A name as the key of an object or type, quoted where it must be. */
export const keyText = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** Fastify refuses a body that has this name, and as a key it would set the prototype. https://fastify.dev/docs/latest/Reference/Server/#onprotopoisoning */
export const fieldsOf = ({ properties }: JsonSchema): readonly (readonly [string, JsonSchema])[] =>
  Object.entries(properties ?? {}).filter(([name]) => name !== "__proto__");

const namesOf = ({ type }: JsonSchema): readonly string[] => (typeof type === "string" ? [type] : (type ?? []));

/** zod that accepts what the schema says. */
export function zodOf(schema: JsonSchema): string {
  const names = namesOf(schema);
  const base = baseOf(schema, names.find((name) => name !== "null") ?? "");
  return names.includes("null") ? `${base}.nullable()` : base;
}

function baseOf(schema: JsonSchema, name: string): string {
  if (schema.enum !== undefined && schema.enum.length > 0)
    return `z.enum([${schema.enum
      .filter((value) => value !== null)
      .map((value) => JSON.stringify(String(value)))
      .join(", ")}])`;
  if (schema.anyOf !== undefined && schema.anyOf.length > 1) return `z.union([${schema.anyOf.map(zodOf).join(", ")}])`;
  switch (name) {
    case "integer":
      return `z.number().int()${bounds(schema, "minimum", "maximum")}`;
    case "number":
      return `z.number()${bounds(schema, "minimum", "maximum")}`;
    case "boolean":
      return "z.boolean()";
    case "string":
      return `z.string()${bounds(schema, "minLength", "maxLength")}`;
    case "array":
      return `z.array(${schema.items === undefined ? "z.unknown()" : zodOf(schema.items)})`;
    case "object":
      return objectOf(schema);
    default:
      return "z.unknown()";
  }
}

function bounds(schema: JsonSchema, low: "minimum" | "minLength", high: "maximum" | "maxLength"): string {
  const least = schema[low];
  const most = schema[high];
  return `${least === undefined ? "" : `.min(${least})`}${most === undefined ? "" : `.max(${most})`}`;
}

function objectOf(schema: JsonSchema): string {
  const fields = zodFields(schema);
  return `z.looseObject({${fields.length === 0 ? "" : ` ${fields.join(", ")} `}})`;
}

/** "name: z.string()" for each property. */
export const zodFields = (schema: JsonSchema): readonly string[] =>
  fieldsOf(schema).map(
    ([name, inner]) =>
      `${keyText(name)}: ${zodOf(inner)}${schema.required?.includes(name) === true ? "" : ".optional()"}`,
  );

/** A TypeScript type for what an operation answers. */
export function typeOf(schema: JsonSchema): string {
  const names = namesOf(schema);
  const base = baseTypeOf(schema, names.find((name) => name !== "null") ?? "");
  return names.includes("null") ? `${base} | null` : base;
}

function baseTypeOf(schema: JsonSchema, name: string): string {
  if (schema.enum !== undefined && schema.enum.length > 0)
    return schema.enum
      .filter((value) => value !== null)
      .map((value) => JSON.stringify(value))
      .join(" | ");
  if (schema.anyOf !== undefined && schema.anyOf.length > 1) return schema.anyOf.map(typeOf).join(" | ");
  switch (name) {
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "string":
      return "string";
    case "array":
      return `readonly (${schema.items === undefined ? "unknown" : typeOf(schema.items)})[]`;
    case "object": {
      const fields = fieldsOf(schema).map(
        ([key, inner]) =>
          `readonly ${keyText(key)}${schema.required?.includes(key) === true ? "" : "?"}: ${typeOf(inner)}`,
      );
      return fields.length === 0 ? "Readonly<Record<string, unknown>>" : `{ ${fields.join("; ")} }`;
    }
    default:
      return "unknown";
  }
}
