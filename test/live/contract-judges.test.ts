/** Contracts as their own communities judge them: OpenAPI by Redocly, AsyncAPI by its parser, payloads by ajv's meta-schema. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitPlan } from "../../src/emit/index.js";
import { handMadePlan } from "../hand-made-plan.js";
import { decideAndGenerate } from "./neobank-node-app.js";

const root = mkdtempSync(join(tmpdir(), "contracts-"));
const folders: Readonly<Record<string, string>> = {
  "hand-made plan": join(root, "made"),
  "neobank-node": join(root, "node"),
};
let judges = "";

beforeAll(() => {
  const install = fileURLToPath(new URL("judges/install.sh", import.meta.url));
  judges = join(execFileSync("bash", [install], { encoding: "utf8" }).trim(), "contracts");
  for (const { path, content } of emitPlan(handMadePlan({ broker: "rabbitmq" }), { paths: [], read: () => null })) {
    const target = join(folders["hand-made plan"]!, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  decideAndGenerate(folders["neobank-node"]!, "broker.choice=nats");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What a judge says against a file; "" where it says nothing. */
function judge(command: string, args: readonly string[]): string {
  try {
    execFileSync(command, [...args], {
      cwd: judges,
      encoding: "utf8",
      stdio: "pipe",
      env: { ...process.env, REDOCLY_TELEMETRY: "off" },
    });
    return "";
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}

const ASYNCAPI = `
const { Parser } = require("@asyncapi/parser");
const text = require("node:fs").readFileSync(process.argv[1], "utf8");
new Parser().parse(text).then(({ diagnostics }) => {
  const errors = diagnostics.filter(({ severity }) => severity === 0);
  for (const { message, path } of errors) console.error(path.join("."), message);
  process.exit(errors.length === 0 ? 0 : 1);
});`;

describe.each(Object.keys(folders))("contracts of %s", (name) => {
  const contracts = join(folders[name]!, "contracts");

  it("are OpenAPI 3.1 to Redocly", () => {
    const files = readdirSync(contracts).filter((file) => file.endsWith(".openapi.yaml"));
    expect(files.length).toBeGreaterThan(0);
    const redocly = join(judges, "node_modules/.bin/redocly");
    for (const file of files) expect(judge(redocly, ["lint", "--extends=spec", join(contracts, file)]), file).toBe("");
  });

  it("are AsyncAPI 3 to its parser", () => {
    expect(judge(process.execPath, ["-e", ASYNCAPI, join(contracts, "asyncapi.yaml")])).toBe("");
  });

  it("have payloads that are JSON Schema", () => {
    const files = readdirSync(join(contracts, "events"));
    expect(files.length).toBeGreaterThan(0);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const file of files) {
      const schema = JSON.parse(readFileSync(join(contracts, "events", file), "utf8")) as object;
      expect(ajv.validateSchema(schema), `${file}: ${ajv.errorsText()}`).toBe(true);
    }
  });

  it("are refused when they are wrong", () => {
    const broken = join(root, "broken.yaml");
    writeFileSync(
      broken,
      readFileSync(join(contracts, "asyncapi.yaml"), "utf8").replace("asyncapi: 3.0.0", "asyncapi: 3.0.0\nchannel: {}"),
    );
    expect(judge(process.execPath, ["-e", ASYNCAPI, broken])).not.toBe("");
  });
});
