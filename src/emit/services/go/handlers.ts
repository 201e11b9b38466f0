/** Turns planned routes into Go handlers: plain structs and methods, apart from any framework. */
import type { Artifact } from "../../../model/artifact.js";
import type { PlannedRoute } from "../../../model/plan.js";
import { pageOf } from "../../page-of.js";
import { goFile, jobNames } from "./names.js";
import { exported, fieldNames, type GoService } from "./needs.js";
import { answerType, declareAnswer, GoTypes, printFields, type Schema, TypeNames, tagOf } from "./types.js";

export function printHandlers(go: GoService): readonly Artifact[] {
  const names = new TypeNames(go);
  return go.service.routes.map((planned) => ({
    path: `services/${go.service.name}/internal/handler/${goFile(planned.operation)}`,
    content: printHandler(go, planned, names),
    policy: "once",
    because: `handler of ${planned.route.id}`,
    evidence: planned.route.evidence,
  }));
}

function printHandler(go: GoService, planned: PlannedRoute, names: TypeNames): string {
  const name = exported(planned.operation);
  const types = new GoTypes(names);
  const fields = printRequestFields(planned, types);
  const jobs = (planned.enqueues ?? []).filter((job) => go.service.enqueues.some((enqueue) => enqueue.job === job));
  return `package handler

import (
\t"context"
\t"net/url"
)

// ${name}Request is what ${planned.route.method} ${planned.route.path} takes${readFrom(planned.request)}.
type ${name}Request struct {
${fields}}
${types.declared()}${declareAnswer(planned, names)}
// ${name} answers ${planned.route.method} ${planned.route.path}.
//
// Source: ${sourceOf(planned)}${pageOf(planned) === undefined ? "" : `, which shows the page ${pageOf(planned)}`}
func (h *Handler) ${name}(ctx context.Context, req *${name}Request, rsp *Response[${answerType(planned)}]) error {
\t// VALUELINE-PORT: ${portNote(go, planned, jobs)}
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

const portNote = (go: GoService, { route }: PlannedRoute, jobs: readonly string[]): string =>
  `${route.handler ?? route.id}${jobs.length === 0 ? "" : `; it enqueues ${jobs.join(", ")}: h.Jobs.Enqueue(ctx, tx, jobs.${jobNames(go).get(jobs[0]!)}, …)`}`;

function printRequestFields({ operation, parameters, request }: PlannedRoute, types: GoTypes): string {
  const path = fieldNames(parameters.map(({ name }) => name));
  const fields = [...path.values()].map((field) => [field, "string", '`json:"-"`']);
  const taken = new Set(path.values());
  const body = Object.entries((request as Schema | null)?.properties ?? {});
  const names = fieldNames(body.map(([name]) => name));
  for (const [name, schema] of body) {
    // What the path says wins over the same name in the body, as in the monolith.
    const field = names.get(name)!;
    if (!taken.has(field))
      fields.push([field, types.of(schema, `${exported(operation)}${field}`), tagOf(name, ",omitempty")]);
    taken.add(field);
  }
  fields.push([taken.has("Query") ? "URLQuery" : "Query", "url.Values", '`json:"-"`']);
  return printFields(fields);
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

// Response is an operation's answer: Status 0 means 200, a nil Body means none, a []byte is a page.
type Response[T any] struct {
\tStatus int
\t// Header is what the answer says besides its body, such as Location.
\tHeader map[string]string
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
