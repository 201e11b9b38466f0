/** Turns a planned service into go.mod and go.sum: every version exact, as `go mod tidy` resolved them on 2026-11-23. */
import { SUMS } from "./go-sums.js";
import type { GoNeeds, Pinned } from "./needs.js";

const DIRECT: readonly Pinned[] = [
  [["mysql"], "github.com/go-sql-driver/mysql v1.10.1"],
  [["postgres"], "github.com/jackc/pgx/v5 v5.12.0"],
  [["nats"], "github.com/nats-io/nats.go v1.55.0"],
  [["rabbitmq"], "github.com/rabbitmq/amqp091-go v1.16.0"],
  [["redis"], "github.com/redis/go-redis/v9 v9.23.0"],
  [[], "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp v0.72.0"],
  [[], "go.opentelemetry.io/otel v1.47.0"],
  [[], "go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp v1.47.0"],
  [[], "go.opentelemetry.io/otel/sdk v1.47.0"],
];

const INDIRECT: readonly Pinned[] = [
  [["mysql"], "filippo.io/edwards25519 v1.2.0"],
  [[], "github.com/cenkalti/backoff/v5 v5.0.3"],
  [[], "github.com/cespare/xxhash/v2 v2.3.0"],
  [[], "github.com/felixge/httpsnoop v1.1.0"],
  [[], "github.com/go-logr/logr v1.4.4"],
  [[], "github.com/go-logr/stdr v1.2.2"],
  [[], "github.com/google/uuid v1.6.0"],
  [[], "github.com/grpc-ecosystem/grpc-gateway/v2 v2.30.0"],
  [["postgres"], "github.com/jackc/pgpassfile v1.0.0"],
  [["postgres"], "github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761"],
  [["postgres"], "github.com/jackc/puddle/v2 v2.2.3"],
  [["nats"], "github.com/klauspost/compress v1.20.0"],
  [["nats"], "github.com/nats-io/nkeys v0.4.16"],
  [["nats"], "github.com/nats-io/nuid v1.0.1"],
  [[], "go.opentelemetry.io/auto/sdk v1.2.1"],
  [[], "go.opentelemetry.io/otel/exporters/otlp/otlptrace v1.47.0"],
  [[], "go.opentelemetry.io/otel/log v1.47.0"],
  [[], "go.opentelemetry.io/otel/metric v1.47.0"],
  [[], "go.opentelemetry.io/otel/trace v1.47.0"],
  [[], "go.opentelemetry.io/proto/otlp v1.11.0"],
  [["redis"], "go.uber.org/atomic v1.12.0"],
  [["nats"], "golang.org/x/crypto v0.57.0"],
  [[], "golang.org/x/net v0.59.0"],
  [["postgres"], "golang.org/x/sync v0.23.0"],
  [[], "golang.org/x/sys v0.48.0"],
  [[], "golang.org/x/text v0.42.0"],
  [[], "google.golang.org/genproto/googleapis/api v0.0.0-20260928230214-8a89bd6388cc"],
  [[], "google.golang.org/genproto/googleapis/rpc v0.0.0-20260928230214-8a89bd6388cc"],
  [[], "google.golang.org/grpc v1.83.2"],
  [[], "google.golang.org/protobuf v1.36.12"],
];

/** A Celery broker is Redis or RabbitMQ, as its address says. */
const widen = (needs: GoNeeds): GoNeeds => ({
  ...needs,
  redis: needs.redis || needs.celery,
  rabbitmq: needs.rabbitmq || needs.celery,
});

const pick = (pinned: readonly Pinned[], needs: GoNeeds): readonly string[] =>
  pinned.filter(([by]) => by.length === 0 || by.some((need) => needs[need])).map(([, line]) => line);

export function printGoMod(module: string, wanted: GoNeeds): string {
  const needs = widen(wanted);
  const direct = pick(DIRECT, needs).map((line) => `\t${line}\n`);
  const indirect = pick(INDIRECT, needs).map((line) => `\t${line} // indirect\n`);
  const block = (lines: readonly string[]): string => (lines.length === 0 ? "" : `\nrequire (\n${lines.join("")})\n`);
  return `module ${module}\n\ngo 1.26.0\n${block(direct)}${block(indirect)}`;
}

export const printGoSum = (needs: GoNeeds): string => `${pick(SUMS, widen(needs)).join("\n")}\n`;
