/** Turns planned routes into the thin REST adapter of a Go service: old paths in, handlers called. */
import type { PlannedRoute } from "../../../model/plan.js";
import { exported, type GoService } from "./needs.js";

export function printRoutes(go: GoService): string {
  const routes = go.service.routes.map(printRoute).join("");
  const imports =
    go.service.routes.length === 0
      ? `import "net/http"\n\nimport "${go.module}/internal/handler"\n`
      : `import (\n\t"net/http"\n\n\t"${go.module}/internal/handler"\n)\n`;
  return `package rest

${imports}
// routes serves the monolith's paths unchanged.
func routes(mux *http.ServeMux, h *handler.Handler, auth *Authenticator) {
${routes === "" ? "\t_, _, _ = mux, h, auth\n" : routes}}
`;
}

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
  const binds = parameters.map(
    (parameter) => `\t\treq.${exported(parameter.name)} = r.PathValue("${parameter.name}")\n`,
  );
  return `\tmux.Handle("${route.method} ${goPattern(route.path)}", ${AUTH[auth]}(serve(h.${name}, func(r *http.Request, req *handler.${name}Request) {
${binds.join("")}\t\treq.Query = r.URL.Query()
\t})))
`;
}

/** ":id" -> "{id}"; a wildcard takes the rest. An optional part in parentheses is served without it. */
function goPattern(path: string): string {
  const plain = path.replace(/\([^)]*\)/g, "");
  const pattern = plain.replace(/:([A-Za-z_]\w*)/g, "{$1}").replace(/\*([A-Za-z_]\w*)$/, "{$1...}");
  return pattern === "/" || pattern === "" ? "/{$}" : pattern;
}

export const printRest = (
  go: GoService,
): string => `// Package rest turns HTTP into calls of handlers; the only place that knows net/http.
package rest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"time"

	"${go.module}/internal/handler"
)

const (
	// Heroku's router gave up after 30 s; so does this service, a little earlier.
	requestTimeout = 25 * time.Second
	maxBody        = 10 << 20
)

// New returns the handler of all routes, with request ids, logging and a deadline around each.
func New(h *handler.Handler, auth *Authenticator, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	routes(mux, h, auth)
	return withRequestID(withLog(log, http.TimeoutHandler(mux, requestTimeout, ${"`"}{"error":"timeout"}${"`"})))
}

// serve decodes the body, calls the operation and encodes its answer.
func serve[Req, Body any](call func(context.Context, *Req, *handler.Response[Body]) error, bind func(*http.Request, *Req)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req Req
		decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
		if err := decoder.Decode(&req); err != nil && !errors.Is(err, io.EOF) {
			fail(w, http.StatusBadRequest, "malformed_body")
			return
		}
		bind(r, &req)
		var rsp handler.Response[Body]
		if err := call(r.Context(), &req, &rsp); err != nil {
			failWith(r.Context(), w, err)
			return
		}
		answer(w, rsp.Status, rsp.Body)
	})
}

func answer(w http.ResponseWriter, status int, body any) {
	if status == 0 {
		status = http.StatusOK
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
		slog.ErrorContext(ctx, "operation failed", "request_id", RequestID(ctx), "error", err)
		fail(w, http.StatusInternalServerError, "internal")
	}
}

func fail(w http.ResponseWriter, status int, code string) {
	answer(w, status, map[string]string{"error": code})
}

type requestIDKey struct{}

// RequestID is the id that the gateway gave the request; calls out pass it on.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-Id")
		if id == "" {
			var raw [16]byte
			_, _ = rand.Read(raw[:])
			id = hex.EncodeToString(raw[:])
		}
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
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
		log.Info("request", "method", r.Method, "path", r.URL.Path, "status", seen.status,
			"ms", time.Since(start).Milliseconds(), "request_id", RequestID(r.Context()))
	})
}
`;

export const printAuth = (): string => `package rest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// Authenticator knows the callers. Each method guards a handler in one way.
type Authenticator struct {
	// IdentitySecret signs what the monolith says about a caller (VALUELINE_IDENTITY_SECRET).
	IdentitySecret []byte
	// Audience is this service's name.
	Audience string
	// JWTSecret verifies HS256 tokens that clients bring themselves (JWT_SECRET).
	JWTSecret []byte
	// ServiceToken and APIKeys are shared with machines.
	ServiceToken string
	APIKeys      []string
	Now          func() time.Time
}

// Caller is who asks.
type Caller struct {
	Subject string
	Claims  map[string]any
}

type callerKey struct{}

// CallerOf is the authenticated caller, if the route asks for one.
func CallerOf(ctx context.Context) (Caller, bool) {
	caller, ok := ctx.Value(callerKey{}).(Caller)
	return caller, ok
}

// Public lets anyone in.
func (a *Authenticator) Public(next http.Handler) http.Handler { return next }

// Identity takes the monolith's word, signed, short-lived and made for this service and this request.
func (a *Authenticator) Identity(next http.Handler) http.Handler {
	return a.guard(next, func(r *http.Request) (Caller, error) {
		claims, err := a.verify(r.Header.Get("X-Valueline-Identity"), a.IdentitySecret)
		if err != nil {
			return Caller{}, err
		}
		if claims["aud"] != a.Audience || claims["req"] != r.Method+" "+r.URL.Path {
			return Caller{}, errors.New("made for another request")
		}
		return callerFrom(claims), nil
	})
}

// JWT takes an HS256 token that the client brings.
func (a *Authenticator) JWT(next http.Handler) http.Handler {
	return a.guard(next, func(r *http.Request) (Caller, error) {
		claims, err := a.verify(bearer(r), a.JWTSecret)
		return callerFrom(claims), err
	})
}

// Token takes the one token shared between machines.
func (a *Authenticator) Token(next http.Handler) http.Handler {
	return a.guard(next, func(r *http.Request) (Caller, error) {
		return machine(same(bearer(r), a.ServiceToken))
	})
}

// APIKey takes one of the keys in API_KEYS.
func (a *Authenticator) APIKey(next http.Handler) http.Handler {
	return a.guard(next, func(r *http.Request) (Caller, error) {
		found := false
		for _, key := range a.APIKeys {
			found = same(r.Header.Get("X-Api-Key"), key) || found
		}
		return machine(found)
	})
}

func (a *Authenticator) guard(next http.Handler, identify func(*http.Request) (Caller, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, err := identify(r)
		if err != nil {
			fail(w, http.StatusUnauthorized, "unauthenticated")
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, caller)))
	})
}

// verify reads a JWT signed with HS256; an empty secret trusts nobody.
func (a *Authenticator) verify(token string, secret []byte) (map[string]any, error) {
	parts := strings.Split(token, ".")
	if len(secret) == 0 || len(parts) != 3 {
		return nil, errors.New("no token")
	}
	var header map[string]any
	if err := decode(parts[0], &header); err != nil || header["alg"] != "HS256" {
		return nil, errors.New("not HS256")
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(parts[0] + "." + parts[1]))
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !hmac.Equal(signature, mac.Sum(nil)) {
		return nil, errors.New("wrong signature")
	}
	var claims map[string]any
	if err := decode(parts[1], &claims); err != nil {
		return nil, err
	}
	expires, ok := claims["exp"].(float64)
	if !ok || a.Now().Unix() >= int64(expires) {
		return nil, errors.New("expired")
	}
	return claims, nil
}

func decode(part string, into any) error {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

func callerFrom(claims map[string]any) Caller {
	subject, _ := claims["sub"].(string)
	return Caller{Subject: subject, Claims: claims}
}

func machine(known bool) (Caller, error) {
	if !known {
		return Caller{}, errors.New("unknown token")
	}
	return Caller{Subject: "machine"}, nil
}

func bearer(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

func same(given, known string) bool {
	return known != "" && subtle.ConstantTimeCompare([]byte(given), []byte(known)) == 1
}
`;
