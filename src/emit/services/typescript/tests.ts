/** Turns a planned service into tests, Dockerfile and README of a TypeScript service. */
import type { PlannedService } from "../../../model/plan.js";

export function printServerTest(service: PlannedService): string {
  const guarded = service.routes.find(({ auth }) => auth !== "public");
  const path = guarded?.route.path.replace(/\([^)]*\)/g, "").replace(/[:*][A-Za-z_]\w*/g, "1") ?? "";
  const bullmq = service.enqueues.some(({ wire }) => wire === "bullmq");
  return `import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { readSettings } from "../src/config.js";
import { verify } from "../src/identity.js";
import { createServer } from "../src/server.js";
import type { Services } from "../src/services.js";

const settings = readSettings({
  DATABASE_URL: "postgres://nobody@127.0.0.1/none",
  REDIS_URL: "redis://127.0.0.1/0",
  VALUELINE_IDENTITY_SECRET: "s",
  JWT_SECRET: "s",
  SERVICE_TOKEN: "s",
});
const services = { ready: async () => false${bullmq ? ", jobs: {}" : ""} } as unknown as Services;
const server = createServer(settings, services, false);

test("names what is missing in the environment", () => {
  assert.throws(() => readSettings({}), /DATABASE_URL/);
});

test("readyz means it", async () => {
  assert.equal((await server.inject("/healthz")).statusCode, 200);
  assert.equal((await server.inject("/readyz")).statusCode, 503);
});
${
  guarded === undefined
    ? ""
    : `
test("refuses a stranger", async () => {
  const answer = await server.inject({ method: "${guarded.route.method}", url: "${path}" });
  assert.equal(answer.statusCode, 401);
});
`
}
test("trusts a signature only with its secret and before its end", () => {
  const sign = (claims: object, secret: string): string => {
    const unsigned = [{ alg: "HS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return \`\${unsigned}.\${createHmac("sha256", secret).update(unsigned).digest("base64url")}\`;
  };
  const later = Math.floor(Date.now() / 1000) + 60;
  assert.equal(verify(sign({ sub: "7", exp: later }, "s"), "s")?.["sub"], "7");
  assert.equal(verify(sign({ sub: "7", exp: later }, "wrong"), "s"), null);
  assert.equal(verify(sign({ sub: "7", exp: 1 }, "s"), "s"), null);
});
`;
}

export const printDockerfile = ({ port }: PlannedService): string => `# syntax=docker/dockerfile:1
FROM node:22.21.1-bookworm-slim AS build
WORKDIR /app
COPY package.json ./
RUN npm install --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22.21.1-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build --chown=node:node /app/package.json ./
COPY --from=build --chown=node:node /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/dist ./dist
USER node
EXPOSE ${port}
CMD ["node", "dist/main.js"]
`;

export const printReadme = ({ name, routes, enqueues, port }: PlannedService): string => `# ${name}

Serves ${routes.length} routes under their old paths. Business code is in \`src/operations\`.

    npm install && npm test && npm run build
    npm start             # PORT, default ${port}
    grep -rn VALUELINE-PORT: src
${enqueues.length === 0 ? "" : `\n## Jobs of the monolith\n\n${enqueues.map(({ job, wire, because }) => `- \`${job}\` (${wire}): ${because}\n`).join("")}\n\`npm start migrate\` creates the outbox table, once a release.\n`}`;
