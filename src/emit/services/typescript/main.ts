/** Turns a planned service into the files that start it and end it: main, run, services, telemetry. */
import type { TypescriptService } from "./needs.js";

export const printMainFile =
  (): string => `/** Starts telemetry before anything that it watches is loaded, then the service. */
import { startTelemetry } from "./telemetry.js";

const stopTelemetry = await startTelemetry(process.env);
const { run } = await import("./run.js");
await run(process.argv[2], stopTelemetry);
`;

export function printRunFile({ consumes, broker }: TypescriptService): string {
  const listens = consumes.length > 0;
  const url = { redis: "REDIS_URL", nats: "NATS_URL", rabbitmq: "AMQP_URL" }[broker];
  const start = `run${broker[0]!.toUpperCase()}${broker.slice(1)}`;
  return `/** Runs the service; SIGTERM finishes what it began. */
import { readSettings } from "./config.js";
${listens ? `import { handle } from "./events/handle.js";\nimport { ${start} } from "./events/${broker}.js";\n` : ""}import { createServer } from "./server.js";
import { openServices } from "./services.js";
import { openStore } from "./store.js";

/** Heroku and Kubernetes kill after 30 s. */
const PATIENCE = 25_000;

export async function run(command: string | undefined, stopTelemetry: () => Promise<void>): Promise<void> {
  const settings = readSettings(process.env);
  const store = openStore(settings);
  if (command === "migrate") {
    await store.migrate();
    await store.close();
    return;
  }
  const services = openServices(store, settings, (message) => server.log.warn(message));
  const server = createServer(settings, services);
  const stop = new AbortController();
${
  listens
    ? `  const consuming = { store, handle, log: server.log, signal: stop.signal, attempts: 8, backoff: 100 };
  const consumer = ${start}(consuming, settings.${url});
`
    : ""
}  await server.listen({ port: settings.PORT, host: "0.0.0.0" });

  const end = async (): Promise<void> => {
    setTimeout(() => process.exit(1), PATIENCE).unref();
    stop.abort();
    await server.close();
${listens ? "    await consumer;\n" : ""}    await services.close();
    await stopTelemetry();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      end().catch((error: unknown) => {
        server.log.error(error, "did not end in order");
        process.exit(1);
      });
    });
  }
}
`;
}

export function printServicesFile({ uses }: TypescriptService): string {
  return `/** What operations need: the database${uses.outbox ? ", and the outbox of the monolith's jobs" : ""}. */
import type { Settings } from "./config.js";
${uses.outbox ? 'import { openOutbox, type Outbox } from "./outbox.js";\n' : ""}import type { Store } from "./store.js";

export interface Services {
  readonly store: Store;
${uses.outbox ? "  readonly jobs: Outbox;\n" : ""}  close(): Promise<void>;
}

export function openServices(store: Store, ${uses.outbox ? "" : "_"}settings: Settings, ${uses.outbox ? "" : "_"}log: (message: string) => void): Services {
${uses.outbox ? "  const jobs = openOutbox(store, settings, log);\n" : ""}  return {
    store,
${uses.outbox ? "    jobs,\n" : ""}    async close() {
${uses.outbox ? "      await jobs.close();\n" : ""}      await store.close();
    },
  };
}
`;
}

export const printTelemetryFile = ({
  service,
}: TypescriptService): string => `/** Traces of HTTP in and out by OpenTelemetry, behind the flag OTEL_ENABLED=1; nothing of it is loaded without. */

export async function startTelemetry(env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  if (env["OTEL_ENABLED"] !== "1") return async () => undefined;
  const [{ NodeSDK }, { OTLPTraceExporter }, { HttpInstrumentation }] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/instrumentation-http"),
  ]);
  const sdk = new NodeSDK({
    serviceName: env["OTEL_SERVICE_NAME"] ?? "${service.name}",
    traceExporter: new OTLPTraceExporter(),
    instrumentations: [new HttpInstrumentation()],
  });
  sdk.start();
  return () => sdk.shutdown();
}
`;
