/** Turns a planned service into the configuration that it reads from the environment. */
import type { TypescriptService } from "./needs.js";

export function printConfigFile({ service, uses }: TypescriptService): string {
  const auths = new Set(service.routes.map(({ auth }) => auth));
  const required: readonly (readonly [string, boolean])[] = [
    ["REDIS_URL", uses.redis],
    ["NATS_URL", uses.nats],
    ["AMQP_URL", uses.rabbitmq],
    ["VALUELINE_IDENTITY_SECRET", auths.has("ask-monolith")],
    ["JWT_SECRET", auths.has("jwt")],
    ["SERVICE_TOKEN", auths.has("token")],
    ["MONOLITH_URL", uses.endpoint],
    ["VALUELINE_ENQUEUE_TOKEN", uses.endpoint],
  ];
  const fields = required.map(
    ([name, needed]) => `  ${name}: ${needed ? "z.string().min(1)" : 'z.string().default("")'},\n`,
  );
  return `/** Reads the environment once, and refuses to start without what is required. */
import { z } from "zod";

const Settings = z.object({
  PORT: z.coerce.number().int().default(${service.port}),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info"),
  DATABASE_URL: z.string().min(1),
${fields.join("")}  API_KEYS: z
    .string()
    .default("")
    .transform((text) => text.split(",").filter((key) => key !== "")),
});

export type Settings = z.infer<typeof Settings>;

/** All that is missing or wrong is named at once; values are not. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const read = Settings.safeParse(env);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => \`\${path.join(".")}: \${message}\`);
  throw new Error(\`the environment lacks what this service needs: \${wrong.join("; ")}\`);
}
`;
}
