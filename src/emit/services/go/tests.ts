/** Turns a planned service into the tests of its REST adapter. */
import { samplePath } from "../../route-pattern.js";
import type { GoService } from "./needs.js";

export const printAuthTest = (go: GoService): string => `package rest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

var now = time.Unix(1700000000, 0)

func sign(claims map[string]any, secret string) string {
	encode := func(value any) string {
		raw, _ := json.Marshal(value)
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	unsigned := encode(map[string]string{"alg": "HS256", "typ": "JWT"}) + "." + encode(claims)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(unsigned))
	return unsigned + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func TestIdentity(t *testing.T) {
	auth := &Authenticator{IdentitySecret: []byte("right"), Audience: "${go.service.name}", Now: func() time.Time { return now }}
	claims := func(change map[string]any) map[string]any {
		all := map[string]any{"sub": "7", "aud": "${go.service.name}", "req": "GET /x", "exp": now.Unix() + 60}
		for key, value := range change {
			all[key] = value
		}
		return all
	}
	cases := map[string]struct {
		token string
		want  int
	}{
		"valid":           {sign(claims(nil), "right"), http.StatusOK},
		"forged":          {sign(claims(nil), "wrong"), http.StatusUnauthorized},
		"expired":         {sign(claims(map[string]any{"exp": now.Unix() - 1}), "right"), http.StatusUnauthorized},
		"other service":   {sign(claims(map[string]any{"aud": "other"}), "right"), http.StatusUnauthorized},
		"another request": {sign(claims(map[string]any{"req": "POST /x"}), "right"), http.StatusUnauthorized},
		"none":            {"", http.StatusUnauthorized},
	}
	for name, one := range cases {
		t.Run(name, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodGet, "/x", nil)
			request.Header.Set("X-Valueline-Identity", one.token)
			recorder := httptest.NewRecorder()
			auth.Identity(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if caller, ok := CallerOf(r.Context()); !ok || caller.Subject != "7" {
					t.Errorf("wrong caller %v", caller)
				}
			})).ServeHTTP(recorder, request)
			if recorder.Code != one.want {
				t.Errorf("want %d, got %d", one.want, recorder.Code)
			}
		})
	}
}
`;

export const printRoutesTest = (go: GoService): string => {
  const rows = go.service.routes.map(
    ({ route, auth }) => `\t\t{"${route.method}", "${samplePath(route)}", ${auth === "public"}},\n`,
  );
  return `package rest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"${go.module}/internal/handler"
)

func TestEveryRouteIsServedAndKnowsStrangers(t *testing.T) {
	for _, one := range []struct {
		method, path string
		public       bool
	}{${rows.length === 0 ? "" : `\n${rows.join("")}\t`}} {
		code := ask(one.method, one.path)
		if code == http.StatusNotFound || code == http.StatusMethodNotAllowed || (!one.public && code != http.StatusUnauthorized) {
			t.Errorf("%s %s answered %d", one.method, one.path, code)
		}
	}
}

func TestWhatIsNoRouteIsRefused(t *testing.T) {
	if code := ask("PROPFIND", "/no-such-path-here"); code != http.StatusNotFound && code != http.StatusMethodNotAllowed {
		t.Fatalf("answered %d", code)
	}
}

func TestPagesAndDataSayWhatTheyAre(t *testing.T) {
	for want, body := range map[string]any{
		"text/html; charset=utf-8":        []byte("<p>Ada</p>"),
		"application/json; charset=utf-8": map[string]string{"name": "Ada"},
		"":                                nil,
	} {
		recorder := httptest.NewRecorder()
		answer(recorder, 0, body)
		if got := recorder.Header().Get("Content-Type"); got != want || recorder.Code != http.StatusOK {
			t.Errorf("%v: %q, %d", body, got, recorder.Code)
		}
	}
}

func ask(method, path string) int {
	auth := &Authenticator{Audience: "${go.service.name}", Now: time.Now}
	recorder := httptest.NewRecorder()
	New(&handler.Handler{}, auth, slog.New(slog.DiscardHandler)).ServeHTTP(recorder, httptest.NewRequest(method, path, nil))
	return recorder.Code
}
`;
};
