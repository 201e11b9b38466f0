/** Turns nothing but the convention into /healthz and /readyz of a Go service. */
export const printHealth = (): string => `// Package health answers the platform: alive, and able to work.
package health

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Checks are what the service cannot work without.
type Checks map[string]func(context.Context) error

// Register adds /healthz (the process runs) and /readyz (what it needs answers).
func Register(mux *http.ServeMux, checks Checks) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		write(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		status, report := http.StatusOK, map[string]string{}
		for name, check := range checks {
			report[name] = "ok"
			if err := check(ctx); err != nil {
				// The cause goes to the log of whoever owns the dependency, not to the public.
				status, report[name] = http.StatusServiceUnavailable, "unavailable"
			}
		}
		write(w, status, report)
	})
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
`;

export const printHealthTest = (): string => `package health

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestReadyzMeansIt(t *testing.T) {
	broken := false
	mux := http.NewServeMux()
	Register(mux, Checks{"database": func(context.Context) error {
		if broken {
			return errors.New("down")
		}
		return nil
	}})
	for _, want := range []int{http.StatusOK, http.StatusServiceUnavailable} {
		recorder := httptest.NewRecorder()
		mux.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		if recorder.Code != want {
			t.Fatalf("want %d, got %d", want, recorder.Code)
		}
		broken = true
	}
}
`;
