/** Turns the ways in which callers are known into the Go code that checks them. */
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
