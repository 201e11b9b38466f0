/** Turns a planned service into main.go, configuration, store and health of a Go service. */
import { inboxTable } from "./events.js";
import { outboxTable } from "./jobs.js";
import type { GoService } from "./needs.js";

const pushesSidekiq = ({ service }: GoService): boolean =>
  service.enqueues.some(({ wire }) => wire.includes("sidekiq"));
const usesEndpoint = ({ service }: GoService): boolean =>
  service.enqueues.some(({ wire }) => wire === "endpoint" || wire === "bullmq" || wire === "celery" || wire === "sql");

export function printMain(go: GoService): string {
  const consumes = go.consumes.length > 0;
  const sidekiq = pushesSidekiq(go);
  const imports = [
    `"${go.module}/internal/config"`,
    ...(consumes ? [`"${go.module}/internal/events"`] : []),
    `"${go.module}/internal/handler"`,
    `"${go.module}/internal/health"`,
    `"${go.module}/internal/jobs"`,
    `"${go.module}/internal/rest"`,
    `"${go.module}/internal/store"`,
  ];
  return `// Command ${go.service.name} serves the routes that ${go.app} gave away.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	${imports.join("\n\t")}
${consumes && go.broker === "nats" ? '\n\t"github.com/nats-io/nats.go"\n' : ""}${go.needs.redis ? '\n\t"github.com/redis/go-redis/v9"\n' : ""})

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	slog.SetDefault(log)
	if err := run(log); err != nil {
		log.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(log *slog.Logger) error {
	settings, err := config.Read(os.LookupEnv)
	if err != nil {
		return err
	}
	db, err := store.Open(settings.DatabaseURL)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if len(os.Args) > 1 && os.Args[1] == "migrate" {
		return store.Migrate(ctx, db)
	}
${
  go.needs.redis
    ? `	redisOptions, err := redis.ParseURL(settings.RedisURL)
	if err != nil {
		return fmt.Errorf("REDIS_URL: %w", err)
	}
	rdb := redis.NewClient(redisOptions)
	defer rdb.Close()
`
    : ""
}
	var background sync.WaitGroup
	relay := &jobs.Relay{DB: db, Log: log, Now: time.Now${sidekiq ? ", Sidekiq: &jobs.Sidekiq{Redis: rdb}" : ""}}
${
  usesEndpoint(go)
    ? `	relay.Endpoint = &jobs.Endpoint{URL: settings.MonolithURL + "/valueline/jobs", Token: settings.EnqueueToken, Client: &http.Client{Timeout: 10 * time.Second}}
`
    : ""
}	background.Go(func() { relay.Run(ctx) })
${consumes ? printConsumerStart(go) : ""}
	checks := health.Checks{"database": db.PingContext}
${go.needs.redis ? '	checks["redis"] = func(ctx context.Context) error { return rdb.Ping(ctx).Err() }\n' : ""}	mux := http.NewServeMux()
	health.Register(mux, checks)
	auth := &rest.Authenticator{
		IdentitySecret: []byte(settings.IdentitySecret), Audience: "${go.service.name}",
		JWTSecret: []byte(settings.JWTSecret), ServiceToken: settings.ServiceToken, APIKeys: settings.APIKeys, Now: time.Now,
	}
	mux.Handle("/", rest.New(&handler.Handler{DB: db, Jobs: &jobs.Outbox{Now: time.Now}}, auth, log))
	err = serve(ctx, log, settings.Port, mux)
	stop()
	background.Wait()
	return err
}

// serve answers until SIGTERM, then finishes what it began.
func serve(ctx context.Context, log *slog.Logger, port int, handler http.Handler) error {
	server := &http.Server{
		Addr: fmt.Sprintf(":%d", port), Handler: handler,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 90 * time.Second,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	log.Info("listening", "port", port)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 25*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
`;
}

function printConsumerStart(go: GoService): string {
  const start = {
    redis: `	member, _ := os.Hostname()
	background.Go(func() { consumer.RunRedis(ctx, rdb, member) })
`,
    nats: `	conn, err := nats.Connect(settings.NATSURL, nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true))
	if err != nil {
		return err
	}
	defer conn.Close()
	background.Go(func() { consumer.RunNATS(ctx, conn) })
`,
    rabbitmq: `	background.Go(func() { consumer.RunRabbitMQ(ctx, settings.AMQPURL) })
`,
  }[go.broker];
  return `	consumer := &events.Consumer{DB: db, Log: log, Now: time.Now, Handle: events.Handle, Attempts: 5, Backoff: 100 * time.Millisecond}
${start}`;
}

export function printConfig(go: GoService): string {
  const consumes = go.consumes.length > 0;
  const auths = new Set(go.service.routes.map(({ auth }) => auth));
  const required = [
    ["DatabaseURL", "DATABASE_URL"],
    ...(go.needs.redis ? [["RedisURL", "REDIS_URL"]] : []),
    ...(consumes && go.broker === "nats" ? [["NATSURL", "NATS_URL"]] : []),
    ...(consumes && go.broker === "rabbitmq" ? [["AMQPURL", "AMQP_URL"]] : []),
    ...(auths.has("ask-monolith") ? [["IdentitySecret", "VALUELINE_IDENTITY_SECRET"]] : []),
    ...(auths.has("jwt") ? [["JWTSecret", "JWT_SECRET"]] : []),
    ...(auths.has("token") ? [["ServiceToken", "SERVICE_TOKEN"]] : []),
    ...(usesEndpoint(go)
      ? [
          ["MonolithURL", "MONOLITH_URL"],
          ["EnqueueToken", "VALUELINE_ENQUEUE_TOKEN"],
        ]
      : []),
  ] as const;
  const all = [
    "DatabaseURL",
    "RedisURL",
    "NATSURL",
    "AMQPURL",
    "IdentitySecret",
    "JWTSecret",
    "ServiceToken",
    "MonolithURL",
    "EnqueueToken",
  ];
  return `// Package config reads the environment once, and refuses to start without what is required.
package config

import (
	"fmt"
	"strconv"
	"strings"
)

// Settings is everything that differs between environments.
type Settings struct {
	Port           int
${all.map((name) => `\t${name.padEnd(14)} string\n`).join("")}	APIKeys        []string
}

// Read takes the settings through lookup (os.LookupEnv); all that is missing is named at once.
func Read(lookup func(string) (string, bool)) (Settings, error) {
	settings := Settings{Port: ${go.service.port}}
	var missing []string
	require := func(name string) string {
		value, ok := lookup(name)
		if !ok || value == "" {
			missing = append(missing, name)
		}
		return value
	}
${required.map(([field, name]) => `\tsettings.${field} = require("${name}")\n`).join("")}	if value, ok := lookup("PORT"); ok {
		port, err := strconv.Atoi(value)
		if err != nil {
			return settings, fmt.Errorf("PORT is not a number: %q", value)
		}
		settings.Port = port
	}
	if value, ok := lookup("API_KEYS"); ok {
		settings.APIKeys = strings.Split(value, ",")
	}
	if len(missing) > 0 {
		return settings, fmt.Errorf("missing in the environment: %s", strings.Join(missing, ", "))
	}
	return settings, nil
}
`;
}

export const printConfigTest = (): string => `package config

import (
	"strings"
	"testing"
)

func TestReadNamesAllThatIsMissing(t *testing.T) {
	_, err := Read(func(string) (string, bool) { return "", false })
	if err == nil || !strings.Contains(err.Error(), "DATABASE_URL") {
		t.Fatalf("want DATABASE_URL named, got %v", err)
	}
}

func TestReadTakesThePort(t *testing.T) {
	settings, err := Read(func(name string) (string, bool) {
		if name == "PORT" {
			return "8123", true
		}
		return "x", true
	})
	if err != nil || settings.Port != 8123 {
		t.Fatalf("got %v, %v", settings.Port, err)
	}
}
`;

export function printStore(go: GoService): string {
  const mysql = go.needs.mysql;
  const key = mysql ? "BIGINT AUTO_INCREMENT PRIMARY KEY" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  const stamp = mysql ? "DATETIME(6)" : "TIMESTAMPTZ";
  const open = mysql
    ? `	dsn, err := dsnOf(raw)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("mysql", dsn)`
    : `	db, err := sql.Open("pgx", raw)`;
  return `// Package store opens the database and keeps this service's own two tables.
package store

import (
	"context"
	"database/sql"
${mysql ? '\t"fmt"\n\t"net/url"\n\t"strings"\n' : ""}	"time"

	${mysql ? '_ "github.com/go-sql-driver/mysql" // driver' : '_ "github.com/jackc/pgx/v5/stdlib" // driver'}
)

// Open connects to DATABASE_URL as Heroku writes it; the first query connects.
func Open(raw string) (*sql.DB, error) {
${open}
	if err != nil {
		return nil, err
	}
	// Few, because the monolith shares the same limit.
	db.SetMaxOpenConns(10)
	db.SetConnMaxIdleTime(time.Minute)
	return db, nil
}
${
  mysql
    ? `
// dsnOf turns mysql://user:password@host:port/name into the driver's own form.
func dsnOf(raw string) (string, error) {
	parsed, err := url.Parse(raw)
	if err != nil || !strings.HasPrefix(parsed.Scheme, "mysql") {
		return "", fmt.Errorf("DATABASE_URL is not a mysql:// address")
	}
	password, _ := parsed.User.Password()
	host := parsed.Host
	if parsed.Port() == "" {
		host += ":3306"
	}
	return fmt.Sprintf("%s:%s@tcp(%s)%s?parseTime=true&loc=UTC", parsed.User.Username(), password, host, parsed.Path), nil
}
`
    : ""
}
var schema = []string{
	"CREATE TABLE IF NOT EXISTS ${outboxTable(go)} (id ${key}, job_id VARCHAR(24) NOT NULL, job_class VARCHAR(255) NOT NULL," +
		" queue VARCHAR(255) NOT NULL, active_job BOOLEAN NOT NULL, via_endpoint BOOLEAN NOT NULL, args ${mysql ? "LONGTEXT" : "TEXT"} NOT NULL, created_at ${stamp} NOT NULL)",
	"CREATE TABLE IF NOT EXISTS ${inboxTable(go)} (message_id VARCHAR(64) PRIMARY KEY, received_at ${stamp} NOT NULL)",
}

// Migrate creates the tables; run it once a release: ${go.service.name} migrate.
func Migrate(ctx context.Context, db *sql.DB) error {
	for _, statement := range schema {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
`;
}

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
