/** Turns a planned service into the thin HTTP adapter of a Go service: requests decoded, answers encoded. */
import type { GoService } from "./needs.js";

export const printRest = (
  go: GoService,
): string => `// Package rest turns HTTP into calls of handlers; the only place that knows net/http.
package rest

import (
${serves(go) ? '\t"context"\n' : ""}	"crypto/rand"
	"encoding/hex"
	"encoding/json"
${serves(go) ? '\t"errors"\n' : ""}	"log/slog"
	"net/http"
	"reflect"
	"time"

	"${go.module}/internal/handler"
	"${go.module}/internal/requestid"
)

// Heroku's router gave up after 30 s; so does this service, a little earlier.
const requestTimeout = 25 * time.Second

// New returns the handler of all routes, with request ids, logging and a deadline around each.
func New(h *handler.Handler, auth *Authenticator, log *slog.Logger) http.Handler {
	router := &Router{}
	routes(router, h, auth)
	return withRequestID(withLog(log, http.TimeoutHandler(router, requestTimeout, ${"`"}{"error":"timeout"}${"`"})))
}
${serves(go) ? SERVE : ""}
func answer(w http.ResponseWriter, status int, body any) {
	if status == 0 {
		status = http.StatusOK
	}
	if page, ok := body.([]byte); ok {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write(page)
		return
	}
	if none(body) || status == http.StatusNoContent {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// none also sees a nil pointer in an interface.
func none(body any) bool {
	value := reflect.ValueOf(body)
	return !value.IsValid() || (value.Kind() == reflect.Pointer && value.IsNil())
}
${serves(go) ? FAIL_WITH : ""}
func fail(w http.ResponseWriter, status int, code string) {
	answer(w, status, map[string]string{"error": code})
}

// withRequestID takes the id that the gateway gave, or gives one.
func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestid.Header)
		if id == "" {
			var raw [16]byte
			_, _ = rand.Read(raw[:])
			id = hex.EncodeToString(raw[:])
		}
		w.Header().Set(requestid.Header, id)
		next.ServeHTTP(w, r.WithContext(requestid.With(r.Context(), id)))
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func withLog(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		log.InfoContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", seen.status,
			"ms", time.Since(start).Milliseconds(), "request_id", requestid.Of(r.Context()))
	})
}
`;

/** A service that only consumes events has nothing to decode. */
export const serves = ({ service }: GoService): boolean => service.routes.length > 0;

const SERVE = `
// serve decodes the body, calls the operation and encodes its answer.
func serve[Req, Body any](call func(context.Context, *Req, *handler.Response[Body]) error, bind func(*http.Request, *Req)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req Req
		if err := decodeBody(w, r, &req); err != nil {
			fail(w, http.StatusBadRequest, "malformed_body")
			return
		}
		bind(r, &req)
		var rsp handler.Response[Body]
		if err := call(r.Context(), &req, &rsp); err != nil {
			failWith(r.Context(), w, err)
			return
		}
		for name, value := range rsp.Header {
			w.Header().Set(name, value)
		}
		answer(w, rsp.Status, rsp.Body)
	})
}
`;

const FAIL_WITH = `
func failWith(ctx context.Context, w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, handler.ErrNotFound):
		fail(w, http.StatusNotFound, "not_found")
	case errors.Is(err, handler.ErrInvalid):
		fail(w, http.StatusUnprocessableEntity, "invalid")
	case errors.Is(err, handler.ErrForbidden):
		fail(w, http.StatusForbidden, "forbidden")
	case errors.Is(err, handler.ErrNotPorted):
		fail(w, http.StatusNotImplemented, "not_ported")
	default:
		slog.ErrorContext(ctx, "operation failed", "request_id", requestid.Of(ctx), "error", err)
		fail(w, http.StatusInternalServerError, "internal")
	}
}
`;
