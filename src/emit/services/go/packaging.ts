/** Turns a planned service into its Dockerfile, README and environment example. */
import type { GoService } from "./needs.js";

export const printDockerfile = (go: GoService): string => `# syntax=docker/dockerfile:1
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/${go.service.name} .

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip
ENV ZONEINFO=/zoneinfo.zip
COPY --from=build /out/${go.service.name} /${go.service.name}
USER 65532:65532
EXPOSE ${go.service.port}
ENTRYPOINT ["/${go.service.name}"]
`;

export const printReadme = (go: GoService): string => {
  const { service } = go;
  const jobs = service.enqueues.map(
    ({ job, queue, wire, because }) => `- \`${job}\` on \`${queue}\` (${wire}): ${because}\n`,
  );
  return `# ${service.name}

Serves ${service.routes.length} routes that ${go.app} gave away, under their old paths. Business code is in \`internal/handler\`;
everything else is around it and needs no change.

    go run . migrate      # creates the outbox and inbox tables
    go run .              # PORT, default ${service.port}
    go test ./... && go vet ./...
    grep -rn VALUELINE-PORT: internal   # what is left to port by hand

\`OTEL_ENABLED=1\` sends traces to \`OTEL_EXPORTER_OTLP_ENDPOINT\`. \`/healthz\` says that the process runs, \`/readyz\` that what it needs answers. SIGTERM finishes requests, then the outbox relay stops.
${jobs.length === 0 ? "" : `\n## Jobs of the monolith\n\nWritten to the service's outbox in your transaction, pushed after its commit, at least once.\n\n${jobs.join("")}\nA worker's \`sidekiq_options\` are client-side settings: \`internal/jobs/sidekiq.go\` writes the ones that its class states literally.\n`}${go.consumes.length === 0 ? "" : `\n## Events\n\n${go.consumes.map(({ name, from }) => `- \`${name}\` from ${from}\n`).join("")}\nOnce in effect per message id (table \`inbox\`), retried in place with backoff, then dead-lettered.\n`}
## On Micro

\`micro/\` is a module of its own that registers the same handlers with go-micro v6, for teams that run the Micro registry.
It is not needed to run the service: \`cd micro && go mod tidy && go build\`.
`;
};

/** The same handlers as RPC endpoints: POST /<service>/Handler.Method through micro api, internal only. */
export const printMicroMain = (
  go: GoService,
): string => `// Command micro registers the handlers of ${go.service.name} with go-micro; REST stays where it is.
package main

import (
	"log"
	"os"

	"go-micro.dev/v6"

	"${go.module}/rpc"
)

func main() {
	service := micro.NewService("${go.service.name}")
	service.Init()
	operations, err := rpc.New(os.LookupEnv)
	if err != nil {
		log.Fatal(err)
	}
	if err := service.Handle(operations); err != nil {
		log.Fatal(err)
	}
	if err := service.Run(); err != nil {
		log.Fatal(err)
	}
}
`;

export const printMicroMod = (go: GoService): string => `module ${go.module}/micro

go 1.26.0

require (
	${go.module} v0.0.0
	go-micro.dev/v6 v6.10.0
)

replace ${go.module} => ../
`;
