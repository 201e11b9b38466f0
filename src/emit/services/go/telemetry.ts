/** Prints the Go package that sends traces of HTTP in and out by OpenTelemetry, behind a flag. */
import type { GoService } from "./needs.js";

export const printTelemetry = (
  go: GoService,
): string => `// Package telemetry sends traces of HTTP in and out by OpenTelemetry, where OTEL_ENABLED=1.
package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

func enabled() bool { return os.Getenv("OTEL_ENABLED") == "1" }

// patience is what the last spans may take: SIGTERM leaves 30 s for everything.
const patience = 3 * time.Second

// Start returns what sends the last spans. Where to is OTEL_EXPORTER_OTLP_ENDPOINT, under which name OTEL_SERVICE_NAME.
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
func Start(ctx context.Context) (flush func(), err error) {
	if !enabled() {
		return func() {}, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	own := resource.WithAttributes(attribute.String("service.name", "${go.service.name}"))
	from, err := resource.New(ctx, resource.WithTelemetrySDK(), own, resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter), trace.WithResource(from))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	return func() {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		if err := provider.Shutdown(limited); err != nil {
			slog.Warn("last traces lost", "error", err)
		}
	}, nil
}

// Serve makes a span of each request.
func Serve(next http.Handler) http.Handler {
	if !enabled() {
		return next
	}
	return otelhttp.NewHandler(next, "${go.service.name}")
}

// Transport makes a span of each call out, and passes its id on.
func Transport() http.RoundTripper {
	if !enabled() {
		return http.DefaultTransport
	}
	return otelhttp.NewTransport(http.DefaultTransport)
}
`;
