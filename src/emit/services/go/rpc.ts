/** Turns planned routes into plain RPC methods, the shape that go-micro registers. */
import type { PlannedRoute } from "../../../model/plan.js";
import { exported, fieldNames, type GoService } from "./needs.js";
import { queryField } from "./routes.js";
import { answerType, printFields, tagOf } from "./types.js";

export const printRpc = (
  go: GoService,
): string => `// Package rpc offers the operations as plain methods (ctx, *request, *response) error, for an RPC framework.
package rpc

import (
${go.service.routes.length === 0 ? "" : '\t"context"\n\t"net/url"\n'}	"time"

	"${go.module}/internal/config"
${go.produces.length === 0 ? "" : `	"${go.module}/internal/events"\n`}	"${go.module}/internal/handler"
	"${go.module}/internal/jobs"
	"${go.module}/internal/outgoing"
	"${go.module}/internal/store"
)

// Handler is what is registered; its callers are services inside, never the public.
type Handler struct{ operations *handler.Handler }

// New opens what the operations need.
func New(lookup func(string) (string, bool)) (*Handler, error) {
	settings, err := config.Read(lookup)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(settings.DatabaseURL)
	if err != nil {
		return nil, err
	}
	return &Handler{operations: &handler.Handler{DB: db, Calls: &outgoing.Client{}, Jobs: &jobs.Outbox{Now: time.Now}${go.produces.length > 0 ? ", Events: &events.Outbox{Now: time.Now}" : ""}}}, nil
}
${go.service.routes
  .map((planned) => {
    const name = exported(planned.operation);
    return `
// ${name}Call is the request as one message: beside the body stands what a URL says over HTTP.
type ${name}Call struct {
	handler.${name}Request
${printFields(urlFields(planned))}}

// ${name} calls the operation of the same name.
func (h *Handler) ${name}(ctx context.Context, call *${name}Call, rsp *handler.Response[${bodyType(planned)}]) error {
	req := call.${name}Request
${urlFields(planned)
  .map(([field]) => `\treq.${field} = call.${field}\n`)
  .join("")}	return h.operations.${name}(ctx, &req, rsp)
}
`;
  })
  .join("")}`;

/** Fields that REST fills from the URL and keeps out of the body's JSON: path parameters, and the query. */
function urlFields(planned: PlannedRoute): readonly (readonly [field: string, type: string, tag: string])[] {
  const names = planned.parameters.map(({ name }) => name);
  const body = Object.keys((planned.request as { properties?: object } | null)?.properties ?? {});
  const query = [...names, ...body].includes("query") ? "url_query" : "query";
  return [
    ...[...fieldNames(names)].map(([name, field]) => [field, "string", tagOf(name)] as const),
    [queryField(planned), "url.Values", tagOf(query, ",omitempty")],
  ];
}

/** Types of the package handler, by their full names. */
const bodyType = (planned: PlannedRoute): string =>
  answerType(planned).replace(/[A-Z]\w*/, (name) => `handler.${name}`);
