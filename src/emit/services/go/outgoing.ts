/** Prints the Go packages of calls out: the request id that travels with a context, and the client that passes it on. */

export const printRequestId =
  (): string => `// Package requestid carries the id that the gateway gave a request: logs name it, calls out pass it on.
package requestid

import "context"

// Header is where the id travels.
const Header = "X-Request-Id"

type key struct{}

// With returns a context that carries the id.
func With(ctx context.Context, id string) context.Context { return context.WithValue(ctx, key{}, id) }

// Of is the id, empty outside of a request.
func Of(ctx context.Context) string {
	id, _ := ctx.Value(key{}).(string)
	return id
}
`;

export const printOutgoing = (
  module: string,
): string => `// Package outgoing calls others over HTTP: always a timeout, request and trace ids passed on, reads retried with jitter,
// writes never.
package outgoing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"${module}/internal/requestid"
)

// maxAnswer is what an answer may weigh.
const maxAnswer = 10 << 20

// Client calls others; its zero values are the defaults.
type Client struct {
	// Transport passes the trace on (telemetry.Transport).
	Transport http.RoundTripper
	// Timeout of one attempt.
	Timeout time.Duration
	// Attempts of a GET or HEAD.
	Attempts int
	// Pause before the second attempt, doubled from then on.
	Pause time.Duration
}

// StatusError is an answer other than 2xx.
type StatusError struct{ Status int }

func (e *StatusError) Error() string { return fmt.Sprintf("answered %d", e.Status) }

// JSON sends body (nil: none) and reads the answer into result (nil: its body is dropped). An answer other than 2xx is
// a *StatusError.
func (c *Client) JSON(ctx context.Context, method, url string, headers http.Header, body, result any) error {
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return fmt.Errorf("%s %s: %w", method, url, err)
		}
	}
	attempts := 1
	if method == http.MethodGet || method == http.MethodHead {
		attempts = or(c.Attempts, 3)
	}
	for attempt := 1; ; attempt++ {
		err := c.send(ctx, method, url, headers, raw, result)
		if err == nil {
			return nil
		}
		if attempt >= attempts || !worthRetrying(err) || ctx.Err() != nil {
			return fmt.Errorf("%s %s: %w", method, url, err)
		}
		wait := or(c.Pause, 100*time.Millisecond) << attempt
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s %s: %w", method, url, errors.Join(ctx.Err(), err))
		// Jitter, so that replicas do not come back all at once.
		case <-time.After(wait/2 + rand.N(wait/2+1)):
		}
	}
}

func (c *Client) send(ctx context.Context, method, url string, headers http.Header, body []byte, result any) error {
	ctx, cancel := context.WithTimeout(ctx, or(c.Timeout, 5*time.Second))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if id := requestid.Of(ctx); id != "" {
		request.Header.Set(requestid.Header, id)
	}
	for name, values := range headers {
		request.Header[http.CanonicalHeaderKey(name)] = values
	}
	response, err := (&http.Client{Transport: c.Transport}).Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer := io.LimitReader(response.Body, maxAnswer)
	if response.StatusCode/100 != 2 || result == nil {
		// Read to its end, so that the connection is used again.
		_, _ = io.Copy(io.Discard, answer)
		if response.StatusCode/100 != 2 {
			return &StatusError{response.StatusCode}
		}
		return nil
	}
	return json.NewDecoder(answer).Decode(result)
}

// worthRetrying is what another attempt may answer otherwise: no answer at all, or the other side's own trouble.
func worthRetrying(err error) bool {
	var status *StatusError
	if errors.As(err, &status) {
		return status.Status >= 500
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	return !errors.As(err, &syntax) && !errors.As(err, &kind)
}

func or[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
`;

export const printOutgoingTest = (module: string): string => `package outgoing

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"${module}/internal/requestid"
)

// calling answers from a server of its own and counts what reached it.
func calling(t *testing.T, answer http.HandlerFunc) (*atomic.Int32, string) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return &calls, server.URL
}

func TestAReadIsTriedAgainAndAWriteIsNot(t *testing.T) {
	calls, url := calling(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	client := &Client{Pause: time.Microsecond}
	for method, want := range map[string]int32{http.MethodGet: 3, http.MethodPost: 1} {
		calls.Store(0)
		err := client.JSON(t.Context(), method, url, nil, nil, nil)
		var status *StatusError
		if !errors.As(err, &status) || status.Status != http.StatusBadGateway || calls.Load() != want {
			t.Errorf("%s: %d calls, %v", method, calls.Load(), err)
		}
	}
}

func TestWhatIsRefusedIsNotAskedAgain(t *testing.T) {
	calls, url := calling(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	if err := (&Client{}).JSON(t.Context(), http.MethodGet, url, nil, nil, nil); err == nil || calls.Load() != 1 {
		t.Fatalf("%d calls, %v", calls.Load(), err)
	}
}

func TestIdsBodiesAndAnswersTravel(t *testing.T) {
	_, url := calling(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Request-Id") != "r-7" || r.Header.Get("Authorization") != "Bearer x" || r.ContentLength == 0 {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		_, _ = w.Write([]byte(\`{"name":"Ada"}\`))
	})
	var got struct{ Name string }
	ctx := requestid.With(t.Context(), "r-7")
	headers := http.Header{"Authorization": {"Bearer x"}}
	if err := (&Client{}).JSON(ctx, http.MethodPost, url, headers, map[string]int{"n": 1}, &got); err != nil || got.Name != "Ada" {
		t.Fatalf("got %+v, %v", got, err)
	}
}

func TestASilentPeerIsGivenUp(t *testing.T) {
	silent := make(chan struct{})
	_, url := calling(t, func(http.ResponseWriter, *http.Request) { <-silent })
	defer close(silent)
	err := (&Client{Timeout: time.Millisecond, Attempts: 2, Pause: time.Microsecond}).JSON(t.Context(), http.MethodGet, url, nil, nil, nil)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
}
`;
