/** Turns planned routes into the Go router and its table: old paths in, handlers called. */
import type { PlannedRoute } from "../../../model/plan.js";
import { bySpecificity, capturesOf, patternOf } from "../../route-pattern.js";
import { exported, fieldNames, type GoService } from "./needs.js";

export function printRoutes(go: GoService): string {
  const ordered = [...go.service.routes].sort((a, b) => bySpecificity(a.route, b.route));
  const routes = ordered.map(printRoute).join("");
  const imports =
    go.service.routes.length === 0
      ? `import "${go.module}/internal/handler"\n`
      : `import (\n\t"net/http"\n\n\t"${go.module}/internal/handler"\n)\n`;
  return `package rest

${imports}
// routes serves the monolith's paths unchanged, what is written out before parameters and these before wildcards.
func routes(router *Router, h *handler.Handler, auth *Authenticator) {
${routes === "" ? "\t_, _, _ = router, h, auth\n" : routes}}
`;
}

/** The standard library's own router knows no wildcard in the middle, and stops the program where two patterns overlap. */
export const printRouter = (): string => `package rest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// Router tries its routes in order.
type Router struct{ routes []route }

type route struct {
	method  string
	pattern *regexp.Regexp
	names   []string
	handler http.Handler
}

// Handle adds a route; names are what the pattern captures.
func (t *Router) Handle(method, pattern string, names []string, handler http.Handler) {
	t.routes = append(t.routes, route{method, regexp.MustCompile(pattern), names, handler})
}

// ServeHTTP answers by the first route that fits; a path that only other methods know is 405.
func (t *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, one := range t.routes {
		found := one.pattern.FindStringSubmatch(r.URL.Path)
		if found == nil {
			continue
		}
		if one.method != r.Method && !(one.method == http.MethodGet && r.Method == http.MethodHead) {
			allowed = append(allowed, one.method)
			continue
		}
		for i, name := range one.names {
			r.SetPathValue(name, found[i+1])
		}
		one.handler.ServeHTTP(w, r)
		return
	}
	if len(allowed) == 0 {
		fail(w, http.StatusNotFound, "not_found")
		return
	}
	slices.Sort(allowed)
	w.Header().Set("Allow", strings.Join(slices.Compact(allowed), ", "))
	fail(w, http.StatusMethodNotAllowed, "method_not_allowed")
}
`;

const bodyHasQuery = ({ request }: PlannedRoute): boolean =>
  Object.keys((request as { properties?: object } | null)?.properties ?? {}).some((name) => exported(name) === "Query");

/** The request's field that holds the whole query. */
export const queryField = (planned: PlannedRoute): string =>
  planned.parameters.some(({ name }) => exported(name) === "Query") || bodyHasQuery(planned) ? "URLQuery" : "Query";

const AUTH = {
  "ask-monolith": "auth.Identity",
  jwt: "auth.JWT",
  token: "auth.Token",
  "api-key": "auth.APIKey",
  public: "auth.Public",
} as const;

function printRoute(planned: PlannedRoute): string {
  const { route, operation, auth, parameters } = planned;
  const name = exported(operation);
  const fields = fieldNames(parameters.map((parameter) => parameter.name));
  const asked = new Set(parameters.filter((parameter) => parameter.in === "query").map((parameter) => parameter.name));
  const binds = [...fields].map(([parameter, field]) => {
    const value = asked.has(parameter) ? `r.URL.Query().Get("${parameter}")` : `r.PathValue("${parameter}")`;
    return `\t\treq.${field} = ${value}\n`;
  });
  const names = capturesOf(route).map((one) => `"${one}"`);
  return `\trouter.Handle("${route.method}", \`${patternOf(planned, true)}\`, ${names.length === 0 ? "nil" : `[]string{${names.join(", ")}}`}, ${AUTH[auth]}(serve(h.${name}, func(r *http.Request, req *handler.${name}Request) {
${binds.join("")}\t\treq.${queryField(planned)} = r.URL.Query()
\t})))
`;
}
