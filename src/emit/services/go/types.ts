/** Turns JSON Schemas into Go types: structs with names of their own, pointers where null or absent must be told from zero. */
import type { PlannedRoute } from "../../../model/plan.js";
import { pageOf } from "../../page-of.js";
import { exported, fieldNames, type GoService } from "./needs.js";

export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly "x-read-from"?: string;
}

/** All handlers of a service are one package, in which a name stands for one thing. */
export class TypeNames {
  readonly #taken: Set<string>;

  constructor({ service }: GoService) {
    const own = service.routes.flatMap(({ operation }) => [requestName(operation), itemName(operation)]);
    this.#taken = new Set(["Handler", "Response", ...own]);
  }

  /** The name itself, or with the first number that is free. */
  claim(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.#taken.has(name); i += 1) name = `${wanted}${i}`;
    this.#taken.add(name);
    return name;
  }
}

const requestName = (operation: string): string => `${exported(operation)}Request`;
const itemName = (operation: string): string => `${exported(operation)}Item`;

const GO_TYPES: Readonly<Record<string, string>> = {
  integer: "int64",
  number: "float64",
  boolean: "bool",
  string: "string",
};

/** The types of one struct's fields, and the structs that these need beside it. */
export class GoTypes {
  readonly #declared: string[] = [];

  constructor(private readonly names: TypeNames) {}

  declared = (): string => this.#declared.join("");

  /** `name`: what an object of its own would be called. */
  of({ type, properties, items }: Schema, name: string): string {
    const names = typeof type === "string" ? [type] : (type ?? []);
    if (names[0] === "array") return `[]${this.of(items ?? {}, `${name}Item`)}`;
    if (names[0] === "object" && Object.keys(properties ?? {}).length > 0) return `*${this.#struct(properties!, name)}`;
    const base = GO_TYPES[names[0] ?? ""];
    if (base === undefined) return "any";
    return names.includes("null") ? `*${base}` : base;
  }

  #struct(properties: Readonly<Record<string, Schema>>, wanted: string): string {
    const name = this.names.claim(wanted);
    const rows = printFields(this.fields(properties, name, ",omitempty"));
    this.#declared.push(`\n// ${name} is a part of what stands above.\ntype ${name} struct {\n${rows}}\n`);
    return name;
  }

  fields(properties: Readonly<Record<string, Schema>>, name: string, option = ""): readonly (readonly string[])[] {
    const names = fieldNames(Object.keys(properties));
    return Object.entries(properties).map(([key, schema]) => {
      const field = names.get(key)!;
      return [field, this.of(schema, `${name}${field}`), tagOf(key, option)];
    });
  }
}

/** A name that breaks out of a struct tag is left to the person. */
export const tagOf = (name: string, option = ""): string =>
  /^[^"`\\,\s]+$/.test(name) ? `\`json:"${name}${option}"\`` : '`json:"-"`';

/** As gofmt aligns them. */
export function printFields(fields: readonly (readonly string[])[]): string {
  const width = (column: number): number => Math.max(...fields.map((field) => field[column]!.length));
  return fields.map(([name, type, tag]) => `\t${name!.padEnd(width(0))} ${type!.padEnd(width(1))} ${tag}\n`).join("");
}

/** The row that an operation answers with, one or a list of them; null where nothing is known of it. */
function rowOf({ response }: PlannedRoute): { readonly list: boolean; readonly row: Schema } | null {
  const schema = response as Schema | null;
  const row = schema?.type === "array" ? schema.items : schema;
  if (row?.properties === undefined || Object.keys(row.properties).length === 0) return null;
  return { list: schema?.type === "array", row };
}

/** The type of an operation's body. */
export function answerType(planned: PlannedRoute): string {
  const found = rowOf(planned);
  if (found === null) return pageOf(planned) === undefined ? "any" : "[]byte";
  return `${found.list ? "[]" : "*"}${itemName(planned.operation)}`;
}

/** The struct behind that type, with those that it needs. */
export function declareAnswer(planned: PlannedRoute, names: TypeNames): string {
  const found = rowOf(planned);
  if (found === null) return "";
  const name = itemName(planned.operation);
  const types = new GoTypes(names);
  const rows = printFields(types.fields(found.row.properties!, name));
  const from = found.row["x-read-from"] ?? (planned.response as Schema)["x-read-from"];
  const said = from === undefined ? "" : ` (${from})`;
  return `\n// ${name} is one row as clients see it${said}.\ntype ${name} struct {\n${rows}}\n${types.declared()}`;
}
