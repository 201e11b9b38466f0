/** No secret value reaches a file, the terminal or the cache. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeApp, runMigrate } from "./run-migrate.js";

// Assembled here so that no scanner takes this file for a leak.
const stripe = ["sk", "live", "51HxYzAbCdEfGhIjKlMnOpQrStUvWx"].join("_");
const aws = `AKIA${"IOSFODNN7EXAMPLE"}`;
const github = `ghp_${"aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5"}`;
const password = "correct-horse-battery-staple-42";
const url = `postgres://bank:${"hunter2hunter2"}@db.example.com:5432/bank`;
const hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const SECRETS = [stripe, aws, github, password, "hunter2hunter2", hex];

const files = {
  "package.json": JSON.stringify({ name: "leaky", dependencies: { express: "4", stripe: "14" } }),
  Procfile: `web: STRIPE_KEY=${stripe} node server.js\nworker: env AWS_KEY=${aws} node worker.js --token ${github}\n`,
  "app.json": JSON.stringify({
    name: "leaky",
    env: {
      STRIPE_KEY: stripe,
      DATABASE_URL: { value: url, required: true },
      SESSION_SECRET: { value: hex },
      APP_PASSWORD: password,
    },
    scripts: { postdeploy: `curl -H "Authorization: Bearer ${github}" https://example.com` },
  }),
  ".env": `STRIPE_KEY=${stripe}\nAPP_PASSWORD=${password}\n`,
  ".env.example": `DATABASE_URL=${url}\n`,
  "config/production.json": JSON.stringify({ stripe, password }),
  "config/secrets.yml": `production:\n  secret_key_base: ${hex}\n`,
  "server.js": `const app = require("express")();\nconst stripe = require("stripe")("${stripe}");\nconst password = "${password}";\nconst db = connect("${url}");\nconst aws = { accessKeyId: "${aws}", token: "${github}" };\n// ${github}\napp.get("/a", auth("${hex}"), (q, r) => r.send(process.env.SESSION_SECRET || "${hex}"));\napp.listen(process.env.PORT);\n`,
  "config/initializers/stripe.rb": `Stripe.api_key = "${stripe}"\nSECRET = ENV.fetch("APP_PASSWORD", "${password}")\nclient = Client.new(password: "${password}", url: "${url}")\n`,
  "config/sidekiq.yml": `:queues:\n  - default\n:redis: redis://u:${"hunter2hunter2"}@h\n`,
  "schema.prisma": `datasource db {\n  provider = "postgresql"\n  url = "${url}"\n}\n`,
};

function textsBelow(folder: string): readonly { path: string; text: string }[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? textsBelow(path) : [{ path, text: readFileSync(path, "utf8") }];
  });
}

test("planted secrets occur in no output", () => {
  const root = makeApp(files);
  const run = runMigrate(["analyze", root]);
  expect(run.code).toBe(0);
  const printed = runMigrate(["analyze", root, "--json", "--no-cache"]);
  const outputs = [
    ...textsBelow(join(root, "migration")),
    ...textsBelow(join(root, ".migrate-cache")),
    { path: "stderr", text: run.stderr },
    { path: "stdout", text: printed.stdout + printed.stderr },
  ];
  const leaks = outputs.flatMap(({ path, text }) =>
    SECRETS.filter((secret) => text.includes(secret)).map(
      (secret) => `${path.replace(root, "")}: ${secret.slice(0, 8)}…`,
    ),
  );
  expect(leaks).toEqual([]);
  // The names are what the report is for.
  expect(printed.stdout).toContain("STRIPE_KEY");
});
