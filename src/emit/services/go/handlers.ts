/** Turns planned routes into Go handlers: plain structs and methods, apart from any framework. */
import type { Artifact } from "../../../model/artifact.js";
import type { PlannedRoute } from "../../../model/plan.js";
import { exported, fieldNames, type GoService, snake } from "./needs.js";

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly "x-read-from"?: string;
}

export function printHandlers(go: GoService): readonly Artifact[] {
  const files = go.service.routes.map(
    (planned): Artifact => ({
      path: `services/${go.service.name}/internal/handler/${snake(planned.operation)}.go`,
      content: printHandler(go, planned),
      policy: "once",
      because: `handler of ${planned.route.id}`,
      evidence: planned.route.evidence,
    }),
  );
  return files;
}

function printHandler(go: GoService, planned: PlannedRoute): string {
  const name = exported(planned.operation);
  const declared: string[] = [];
  const answer = printType(planned.response as Schema | null, `${name}Item`);
  const jobs = (planned.enqueues ?? []).filter((job) => go.service.enqueues.some((enqueue) => enqueue.job === job));
  return `package handler

import (
\t"context"
\t"net/url"
)

// ${name}Request is what ${planned.route.method} ${planned.route.path} takes${readFrom(planned.request)}.
type ${name}Request struct {
${printRequestFields(planned, declared)}}
${declared.join("")}${answer.declaration}
// ${name} answers ${planned.route.method} ${planned.route.path}.
//
// Source: ${sourceOf(planned)}
func (h *Handler) ${name}(ctx context.Context, req *${name}Request, rsp *Response[${answer.type}]) error {
\t// VALUELINE-PORT: ${portNote(planned, jobs)}
\treturn ErrNotPorted
}
`;
}

const readFrom = (schema: object | null): string => {
  const from = (schema as Schema | null)?.["x-read-from"];
  return from === undefined ? "" : ` (${from})`;
};

const sourceOf = ({ detail, route }: PlannedRoute): string =>
  detail.handlerPath === null ? (route.handler ?? route.id) : `${detail.handlerPath}:${detail.handlerLine ?? 1}`;

const portNote = ({ route }: PlannedRoute, jobs: readonly string[]): string =>
  `${route.handler ?? route.id}${jobs.length === 0 ? "" : `; it enqueues ${jobs.join(", ")}: h.Jobs.Enqueue(ctx, tx, jobs.${exported(jobs[0]!)}, …)`}`;

function printRequestFields({ operation, parameters, request }: PlannedRoute, declared: string[]): string {
  const path = fieldNames(parameters.map(({ name }) => name));
  const fields = [...path.values()].map((field) => [field, "string", '`json:"-"`']);
  const taken = new Set(path.values());
  const body = Object.entries((request as Schema | null)?.properties ?? {});
  const names = fieldNames(body.map(([name]) => name));
  for (const [name, schema] of body) {
    // What the path says wins over the same name in the body, as in the monolith.
    const field = names.get(name)!;
    if (!taken.has(field))
      fields.push([field, goType(schema, `${exported(operation)}${field}`, declared), tagOf(name, ",omitempty")]);
    taken.add(field);
  }
  fields.push([taken.has("Query") ? "URLQuery" : "Query", "url.Values", '`json:"-"`']);
  return printFields(fields);
}

/** A name that breaks out of a struct tag is left to the person. */
const tagOf = (name: string, option = ""): string =>
  /^[^"`\\,\s]+$/.test(name) ? `\`json:"${name}${option}"\`` : '`json:"-"`';

/** As gofmt aligns them. */
function printFields(fields: readonly (readonly string[])[]): string {
  const width = (column: number): number => Math.max(...fields.map((field) => field[column]!.length));
  return fields.map(([name, type, tag]) => `\t${name!.padEnd(width(0))} ${type!.padEnd(width(1))} ${tag}\n`).join("");
}

function printType(schema: Schema | null, name: string): { type: string; declaration: string } {
  if (schema === null) return { type: "any", declaration: "" };
  const list = schema.type === "array";
  const object = list ? schema.items : schema;
  const properties = Object.entries(object?.properties ?? {});
  const names = fieldNames(properties.map(([key]) => key));
  const inner: string[] = [];
  const fields = properties.map(([key, field]) => {
    const one = names.get(key)!;
    return [one, goType(field, `${name}${one}`, inner), tagOf(key)];
  });
  if (fields.length === 0) return { type: "any", declaration: "" };
  const declaration = `\n// ${name} is one row as clients see it${readFrom(object ?? null)}.\ntype ${name} struct {\n${printFields(fields)}}\n${inner.join("")}`;
  return { type: list ? `[]${name}` : `*${name}`, declaration };
}

const GO_TYPES: Readonly<Record<string, string>> = {
  integer: "int64",
  number: "float64",
  boolean: "bool",
  string: "string",
};

/** A pointer where null or absent must be told from zero; an object with known keys is a struct of its own, declared beside. */
function goType({ type, properties, items }: Schema, name: string, declared: string[]): string {
  const names = typeof type === "string" ? [type] : (type ?? []);
  if (names[0] === "array") return `[]${goType(items ?? {}, `${name}Item`, declared)}`;
  const inner = Object.entries(properties ?? {});
  if (names[0] === "object" && inner.length > 0) {
    const fields = fieldNames(inner.map(([key]) => key));
    const rows = inner.map(([key, field]) => {
      const one = fields.get(key)!;
      return [one, goType(field, `${name}${one}`, declared), tagOf(key, ",omitempty")];
    });
    declared.push(`\n// ${name} is a part of what stands above.\ntype ${name} struct {\n${printFields(rows)}}\n`);
    return `*${name}`;
  }
  const base = GO_TYPES[names[0] ?? ""];
  if (base === undefined) return "any";
  return names.includes("null") ? `*${base}` : base;
}

export function printHandlerCore(go: GoService): string {
  return `// Package handler holds what ${go.service.name} does, in plain functions: no HTTP, no framework.
package handler

import (
\t"database/sql"
\t"errors"

${go.produces.length === 0 ? "" : `\t"${go.module}/internal/events"\n`}\t"${go.module}/internal/jobs"
\t"${go.module}/internal/outgoing"
)

// Handler carries what the operations need.
type Handler struct {
${printFields([
  ["DB", "*sql.DB", "// the service's tables"],
  ["Jobs", "*jobs.Outbox", "// jobs of the monolith"],
  ...(go.produces.length === 0 ? [] : [["Events", "*events.Outbox", "// what this service tells"]]),
  ["Calls", "*outgoing.Client", "// others over HTTP"],
])}}

// Response is an operation's answer: Status 0 means 200, a nil Body means none.
type Response[T any] struct {
\tStatus int
\tBody   T
}

var (
\t// ErrNotPorted marks an operation whose logic still waits in the monolith.
\tErrNotPorted = errors.New("not ported")
\t// ErrNotFound becomes 404.
\tErrNotFound = errors.New("not found")
\t// ErrInvalid becomes 422.
\tErrInvalid = errors.New("invalid")
\t// ErrForbidden becomes 403.
\tErrForbidden = errors.New("forbidden")
)
`;
}
