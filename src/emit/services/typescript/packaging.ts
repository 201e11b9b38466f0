/** Turns a service's needs into its packages, compiler settings, linter, image and README. */
import type { StoreKind, TypescriptService } from "./needs.js";

const DRIVERS: Readonly<Record<StoreKind, Readonly<Record<string, string>>>> = {
  postgres: { pg: "8.23.1" },
  mysql: { mysql2: "3.24.6" },
  mongodb: { mongodb: "6.21.0" },
};

const byName = (packages: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));

export function printPackage({
  service,
  store,
  uses,
  broker,
  bullmqVersion,
  bullVersion,
  consumes,
}: TypescriptService): string {
  const packages = {
    fastify: "5.12.8",
    zod: "4.6.7",
    ...DRIVERS[store],
    ...(uses.bullmq ? { bullmq: bullmqVersion } : {}),
    ...(uses.bull ? { bull: bullVersion } : {}),
    ...(uses.sidekiq || uses.resque || uses.celery || (broker === "redis" && (consumes.length > 0 || uses.event))
      ? { ioredis: "5.10.1" }
      : {}),
    ...(uses.nats ? { "@nats-io/jetstream": "3.4.0", "@nats-io/transport-node": "3.4.0" } : {}),
    ...(uses.rabbitmq ? { amqplib: "0.10.9" } : {}),
    "@opentelemetry/exporter-trace-otlp-http": "0.57.2",
    "@opentelemetry/instrumentation-http": "0.57.2",
    "@opentelemetry/sdk-node": "0.57.2",
  };
  const tools = {
    "@biomejs/biome": "2.6.8",
    "@types/node": "20.19.43",
    ajv: "8.20.0",
    typescript: "5.9.3",
    ...(store === "postgres" ? { "@types/pg": "8.11.10" } : {}),
    ...(uses.rabbitmq ? { "@types/amqplib": "0.10.8" } : {}),
  };
  return `${JSON.stringify(
    {
      name: service.name,
      version: "1.0.0",
      private: true,
      type: "module",
      engines: { node: ">=20.19.0" },
      scripts: {
        build: "tsc -p tsconfig.build.json",
        start: "node dist/main.js",
        migrate: "node dist/main.js migrate",
        lint: "biome lint src test && tsc --noEmit",
        test: "tsc -p tsconfig.test.json && node --test dist-test/test/*.test.js",
      },
      dependencies: byName(packages),
      devDependencies: byName(tools),
    },
    null,
    2,
  )}\n`;
}

const COMPILER = {
  target: "ES2022",
  module: "NodeNext",
  moduleResolution: "NodeNext",
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  esModuleInterop: true,
  types: ["node"],
};

export const printTsconfig = (kind: "check" | "build" | "test"): string =>
  `${JSON.stringify(
    {
      compilerOptions: {
        ...COMPILER,
        ...(kind === "check"
          ? { noEmit: true }
          : { outDir: kind === "build" ? "dist" : "dist-test", rootDir: kind === "build" ? "src" : "." }),
      },
      include: kind === "build" ? ["src"] : ["src", "test"],
    },
    null,
    2,
  )}\n`;

/** Stands alone: the linter must not look for settings of the repo around it. */
export const printLinter = (): string =>
  `${JSON.stringify(
    {
      root: true,
      formatter: { enabled: false },
      // Indexed names of the environment and of JSON are written as TypeScript wants them.
      linter: { rules: { complexity: { useLiteralKeys: "off" } } },
    },
    null,
    2,
  )}\n`;

/** Official images, pinned; the base is the one that the monolith's own Node images are built from. */
export const printDockerfile = ({ service }: TypescriptService): string => `# syntax=docker/dockerfile:1
FROM node:22.21.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json* ./
RUN if [ -e package-lock.json ]; then npm ci --no-audit --no-fund; else npm install --no-audit --no-fund; fi
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev

FROM node:22.21.1-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build --chown=1000:1000 /app/package.json ./
COPY --from=build --chown=1000:1000 /app/node_modules ./node_modules
COPY --from=build --chown=1000:1000 /app/dist ./dist
USER 1000:1000
EXPOSE ${service.port}
CMD ["node", "dist/main.js"]
`;

export function printReadme({ service, consumes, broker, settings }: TypescriptService): string {
  const { name, routes, enqueues, port } = service;
  const tables = settings.migrate !== null;
  const required = settings.required.map((variable) => `- \`${variable}\`\n`).join("");
  const optional = settings.optional.map((variable) => `\`${variable}\`, `).join("");
  const jobs = enqueues.map(({ job, wire, because }) => `- \`${job}\` (${wire}): ${because}\n`).join("");
  const events = consumes.map((event) => `- \`${event.name}\` from ${event.from}\n`).join("");
  return `# ${name}

Serves ${routes.length} routes under their old paths. Business code is in \`src/operations\`${consumes.length > 0 ? " and `src/events/handle.ts`" : ""}.

    npm install && npm run lint && npm test && npm run build
    ${tables ? "npm run migrate       # makes the service's own tables, once a release\n    " : ""}npm start             # PORT, default ${port}
    grep -rn VALUELINE-PORT: src

\`package.json\` names exact versions; commit the \`package-lock.json\` that \`npm install\` writes.
## Environment

It refuses to start without these:

${required}
May be set: ${optional}\`PORT\` (${port}), \`LOG_LEVEL\` (info).
\`OTEL_ENABLED=1\` sends traces to \`OTEL_EXPORTER_OTLP_ENDPOINT\`. \`REDIS_TLS_VERIFY=off\` accepts the certificate of Heroku's own Redis.
${jobs === "" ? "" : `\n## Jobs of the monolith\n\n${jobs}`}${events === "" ? "" : `\n## Events, by ${broker}\n\n${events}\nEach has its effect once per message id; what fails for good waits in the dead-letter queue.\n`}`;
}
