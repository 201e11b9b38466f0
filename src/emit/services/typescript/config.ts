/** Turns a planned service into the configuration that it reads from the environment. */
import type { TypescriptService } from "./needs.js";

export function printConfigFile({ service, settings }: TypescriptService): string {
  const fields = [...settings.required, ...settings.optional].map(
    (name) => `  ${name}: ${FIELDS[name] ?? typeOf(name)},\n`,
  );
  return `/** Reads the environment once, and refuses to start without what is required. */
import { z } from "zod";

/** Several hosts may stand in one, so that it need not be a URL of the web. */
const address = z.string().regex(/^[a-z][a-z0-9+]*:\\/\\/./, "must be an address: scheme://host");

const Settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(${service.port}),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info"),
${fields.join("")}});

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

const typeOf = (name: string): string =>
  name.endsWith("_URL") && name !== "NATS_URL" ? "address" : "z.string().min(1)";

const FIELDS: Readonly<Record<string, string>> = {
  API_KEYS: `z
    .string()
    .default("")
    .transform((text) => text.split(",").filter((key) => key !== ""))`,
  RESQUE_NAMESPACE: 'z.string().min(1).default("resque")',
};
