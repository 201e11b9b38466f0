/** Turns a planned service into the main.go of a Go service. */
import type { Broker } from "../../../model/decision.js";
import { type GoService, wireOf } from "./needs.js";

export function printMain(go: GoService): string {
  const told = go.consumes.length + go.produces.length > 0;
  const imports = [
    `"${go.module}/internal/config"`,
    ...(told ? [`"${go.module}/internal/events"`] : []),
    `"${go.module}/internal/handler"`,
    `"${go.module}/internal/health"`,
    `"${go.module}/internal/jobs"`,
    `"${go.module}/internal/outgoing"`,
    `"${go.module}/internal/relay"`,
    `"${go.module}/internal/rest"`,
    `"${go.module}/internal/store"`,
    `"${go.module}/internal/telemetry"`,
  ];
  return `// Command ${go.service.name} serves the routes that ${go.app} gave away.
package main

import (
	"context"
${go.needs.redis && go.consumes.length > 0 && go.broker === "redis" ? '\t"crypto/rand"\n' : ""}	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	${imports.join("\n\t")}
${natsImports(go)}${go.needs.redis ? '\n\t"github.com/redis/go-redis/v9"\n' : ""})

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
	flush, err := telemetry.Start(ctx)
	if err != nil {
		return err
	}
	defer flush()
	calls := &outgoing.Client{Transport: telemetry.Transport()}
	var background sync.WaitGroup
${printPushers(go)}	queue := &jobs.Relay{Now: time.Now, Pushers: pushers}
	enqueued := &relay.Relay{DB: db, Log: log.With("relay", "jobs"), Move: queue.Move}
	background.Go(func() { enqueued.Run(ctx) })
${told ? printEventsStart(go) : ""}
	checks := health.Checks{"database": db.PingContext}
${go.needs.redis ? '	checks["redis"] = func(ctx context.Context) error { return rdb.Ping(ctx).Err() }\n' : ""}	mux := http.NewServeMux()
	health.Register(mux, checks)
	auth := &rest.Authenticator{
		IdentitySecret: []byte(settings.IdentitySecret), Audience: "${go.service.name}",
		JWTSecret: []byte(settings.JWTSecret), ServiceToken: settings.ServiceToken, APIKeys: settings.APIKeys, Now: time.Now,
	}
	mux.Handle("/", telemetry.Serve(rest.New(&handler.Handler{DB: db, Calls: calls, Jobs: &jobs.Outbox{Now: time.Now}${go.produces.length > 0 ? ", Events: &events.Outbox{Now: time.Now}" : ""}}, auth, log)))
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

function printPushers(go: GoService): string {
  const wires = [...new Set(go.service.enqueues.map(wireOf))].filter((wire) => wire !== "active-job-delayed").sort();
  const lines = wires.map((wire) => `	pushers["${wire}"] = ${PUSHERS[wire.replace("active-job-", "")]}\n`);
  const celery = go.needs.celery
    ? `	celery, err := jobs.OpenCelery(settings.CeleryURL)
	if err != nil {
		return err
	}
	defer celery.Close()
`
    : "";
  return `${celery}	pushers := map[string]jobs.Pusher{}\n${lines.join("")}`;
}

const PUSHERS: Readonly<Record<string, string>> = {
  sidekiq: "&jobs.Sidekiq{Redis: rdb}",
  resque: "&jobs.Resque{Redis: rdb, Namespace: settings.ResqueNS}",
  celery: "celery",
  endpoint:
    '&jobs.Endpoint{URL: settings.MonolithURL + "/valueline/jobs", Token: settings.EnqueueToken, Client: calls}',
};

const natsImports = ({ needs, produces }: GoService): string =>
  needs.nats
    ? `\n\t"github.com/nats-io/nats.go"\n${produces.length === 0 ? "" : '\t"github.com/nats-io/nats.go/jetstream"\n'}`
    : "";

const CONSUMER: Readonly<Record<Broker, string>> = {
  redis: `	host, _ := os.Hostname()
	background.Go(func() { consumer.RunRedis(ctx, rdb, host+"-"+rand.Text()) })
`,
  nats: "	background.Go(func() { consumer.RunNATS(ctx, conn) })\n",
  rabbitmq: "	background.Go(func() { consumer.RunRabbitMQ(ctx, settings.AMQPURL) })\n",
};

const PUBLISHER: Readonly<Record<Broker, string>> = {
  redis: "&events.RedisPublisher{Redis: rdb}",
  nats: "&events.NATSPublisher{Stream: stream}",
  rabbitmq: "&events.RabbitMQPublisher{URL: settings.AMQPURL}",
};

function printEventsStart(go: GoService): string {
  const connect =
    go.broker === "nats"
      ? `	conn, err := nats.Connect(settings.NATSURL, nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true))
	if err != nil {
		return err
	}
	defer conn.Close()
`
      : "";
  const consume =
    go.consumes.length === 0
      ? ""
      : `	consumer := &events.Consumer{DB: db, Log: log, Now: time.Now, Handle: events.Handle, Attempts: 5, Backoff: 100 * time.Millisecond}
${CONSUMER[go.broker]}`;
  const stream =
    go.broker === "nats"
      ? `	stream, err := jetstream.New(conn)
	if err != nil {
		return err
	}
`
      : "";
  const produce =
    go.produces.length === 0
      ? ""
      : `${stream}	publisher := ${PUBLISHER[go.broker]}
	told := &relay.Relay{
		DB: db, Log: log.With("relay", "events"), Prepare: publisher.Prepare, Move: (&events.Relay{Publisher: publisher}).Move,
	}
	background.Go(func() { told.Run(ctx) })
`;
  return connect + consume + produce;
}
