/** Turns what an action was seen to take and give into JSON Schemas, typed by the columns of its records. */
import type { AppModel, Table } from "../model/app-model.js";
import type { ColumnFact, ValueShape } from "../model/fragments.js";
import type { PlannedRoute } from "../model/plan.js";
import { createInflector } from "../text/inflections.js";
import { isHidden, propertyOf } from "./schemas.js";

/** A JSON Schema; empty says nothing. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: boolean;
}

const inflector = createInflector();

export class ShapePrinter {
  /** `table`: whose columns a name stands for where nothing else says. */
  constructor(
    private readonly app: AppModel,
    private readonly table: Table | null,
  ) {}

  /** Names that are parameters of the path are no part of the body. */
  body(shape: ValueShape, path: ReadonlySet<string>): Schema {
    const whole = this.#schema(shape, this.table);
    const properties = Object.entries(whole.properties ?? {}).filter(([name]) => !path.has(name));
    const required = (whole.required ?? []).filter((name) => !path.has(name));
    return objectOf(Object.fromEntries(properties), required);
  }

  answer = (shape: ValueShape): Schema => this.#schema(shape, this.table);

  #schema(shape: ValueShape, table: Table | null): Schema {
    const one = flatten(shape);
    const printed = this.#single(one, table);
    return one.many === "maybe" ? { anyOf: [printed, { type: "array", items: printed }] } : printed;
  }

  #single({ type, properties, required, items, row }: ValueShape, table: Table | null): Schema {
    if (row !== undefined) return this.#record(row);
    if (type === "array") return { type, items: this.#schema(items ?? {}, table) };
    if (type !== "object") return type === undefined ? {} : { type };
    const fields = Object.entries(properties ?? {}).map(([name, field]) => [name, this.#field(name, field, table)]);
    return objectOf(Object.fromEntries(fields) as Record<string, Schema>, required ?? []);
  }

  /** "user" and "address_attributes" hold columns of users and addresses, other names stand for a column of the table around. */
  #field(name: string, shape: ValueShape, table: Table | null): Schema {
    const one = flatten(shape);
    if (one.column === undefined) {
      const around = name.replace(/_attributes$/, "");
      // Rails permits a list wherever it permits a record; one that is named in the singular is one.
      const single = one.many === "maybe" && inflector.pluralize(around) !== around;
      const { many: _, ...record } = one;
      return this.#schema(single ? record : one, this.#tableNamed(around));
    }
    const column = table?.columns.find((each) => each.name === name);
    return column === undefined || table === null ? {} : propertyOf(column, table);
  }

  #record({ model, only, except, with: added }: NonNullable<ValueShape["row"]>): Schema {
    const known = model === null ? this.table : this.#tableOfModel(model);
    if (known === null) return objectOf(Object.fromEntries((only ?? []).map((name) => [name, {}])), []);
    const wanted = ({ name }: ColumnFact): boolean =>
      only === undefined ? except?.includes(name) !== true && !isHidden(name) : only.includes(name);
    const columns = known.columns.filter(wanted).map((column) => [column.name, propertyOf(column, known)] as const);
    const computed = (only ?? []).filter((name) => !known.columns.some((column) => column.name === name));
    return objectOf(
      {
        ...Object.fromEntries(columns),
        ...Object.fromEntries(computed.map((name) => [name, {}])),
        ...Object.fromEntries(Object.keys(added ?? {}).map((name) => [name, {}])),
      },
      [],
    );
  }

  #tableOfModel(name: string): Table | null {
    const model = this.app.models.find((one) => one.name === name);
    return this.app.tables.find((table) => table.name === model?.table) ?? null;
  }

  #tableNamed(name: string): Table | null {
    const plural = inflector.pluralize(name);
    return this.app.tables.find((table) => table.name === plural || table.name.endsWith(`.${plural}`)) ?? null;
  }
}

const objectOf = (properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema => ({
  type: "object",
  properties,
  ...(required.length === 0 ? {} : { required }),
  additionalProperties: true,
});

/** What several places say of one value: objects keep the properties of all, different types leave open which. */
function flatten(shape: ValueShape): ValueShape {
  const { all, ...own } = shape;
  if (all === undefined) return shape;
  return [own, ...all.map(flatten)].reduce(join);
}

function join(a: ValueShape, b: ValueShape): ValueShape {
  if (Object.keys(a).length === 0) return b;
  if (Object.keys(b).length === 0) return a;
  // Read as a name in one place, and followed further in another.
  if (a.column && b.type !== undefined) return b;
  if (b.column && a.type !== undefined) return a;
  if (a.type !== b.type || a.row?.model !== b.row?.model) return {};
  const many = a.many ?? b.many;
  if (a.type === "array") return { type: "array", items: join(flatten(a.items ?? {}), flatten(b.items ?? {})) };
  if (a.type !== "object") return a;
  const properties: Record<string, ValueShape> = { ...a.properties };
  for (const [name, field] of Object.entries(b.properties ?? {})) {
    const known = properties[name];
    properties[name] = known === undefined ? field : join(flatten(known), flatten(field));
  }
  const required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])].sort();
  return {
    type: "object",
    properties,
    ...(required.length === 0 ? {} : { required }),
    ...(many === undefined ? {} : { many }),
  };
}

const isKnown = (schema: Schema): boolean =>
  Object.keys(schema.properties ?? {}).length > 0 || (schema.type !== undefined && schema.type !== "object");

/** What the action itself says wins over what columns would suggest. */
export function shapeRoute(app: AppModel, planned: PlannedRoute, table: Table | null): PlannedRoute {
  const { detail } = planned;
  const { takes, gives, handlerName } = detail;
  const printer = new ShapePrinter(app, table);
  const writes = ["POST", "PUT", "PATCH", "DELETE"].includes(planned.route.method);
  const from = { "x-read-from": `parameters of ${handlerName ?? planned.route.id}` };
  const body = takes === undefined ? {} : printer.body(takes, new Set(planned.parameters.map(({ name }) => name)));
  const answer = gives === undefined ? {} : printer.answer(gives);
  const page = detail.page !== undefined && !isKnown(answer);
  const query = writes || !isKnown(body) ? [] : Object.entries(body.properties ?? {});
  return {
    ...planned,
    ...(writes && isKnown(body) ? { request: { ...body, ...from } } : {}),
    ...(isKnown(answer)
      ? { response: { ...answer, "x-read-from": `answers of ${handlerName ?? planned.route.id}` } }
      : {}),
    // The columns of its table are not what a page shows.
    ...(page ? { response: null } : {}),
    parameters: [...planned.parameters, ...query.map(([name]) => ({ name, in: "query" as const, type: "string" }))],
  };
}
