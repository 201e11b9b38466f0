/**
 * Every target's files before a judge that nobody here wrote: the awkward plan, and both neobanks split into monolith,
 * service, gateway and broker. targets.test.ts does the same for every fixture undivided.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitManifests, platforms } from "../../src/emit/platforms/index.js";
import type { Artifact } from "../../src/model/artifact.js";
import { awkwardPlan, QUOTED, SIZES, sitePlan } from "../emit/platforms/awkward-plan.js";
import { splitFixture } from "./docker-engine.js";
import { judges, output, verdict } from "./judges/judge.js";
import { TARGET_JUDGES } from "./judges/target-judges.js";

const folder = mkdtempSync(join(tmpdir(), "manifest-judges-"));
const TARGETS = platforms.map(({ id }) => id);
/** What each must hold on every target: processes, service, relay, gateway. */
const SPLIT: Readonly<Record<string, readonly string[]>> = {
  "neobank-rails": ["web", "worker", "cards-worker", "clock", "valueline-relay", "authorizations", "gateway"],
  "neobank-node": ["web", "worker", "clock", "cards", "gateway"],
};

beforeAll(() => {
  judges();
  for (const name of Object.keys(SPLIT)) splitFixture(name, join(folder, name), TARGETS);
  for (const platform of platforms) {
    write("awkward", emitManifests(awkwardPlan(), platform, SIZES).artifacts);
    write("site", emitManifests(sitePlan(), platform, SIZES).artifacts);
  }
}, 900_000);

function write(name: string, artifacts: readonly Artifact[]): void {
  for (const { path, content } of artifacts) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), content);
  }
}

afterAll(() => rmSync(folder, { recursive: true }));

const filesBelow = (root: string, wanted: RegExp): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => wanted.test(path) && !path.includes("node_modules"))
    .sort();

describe.each(["awkward", "site", ...Object.keys(SPLIT)])("%s", (name) => {
  const root = join(folder, name);

  it.each(TARGETS)(
    "%s",
    (target) => {
      expect(TARGET_JUDGES[target]!(join(root, "deploy"))).toBe("");
    },
    120_000,
  );

  it("images: hadolint", () => {
    const files = filesBelow(root, /(?:^|[./])Dockerfile$/);
    expect(files.length).toBeGreaterThan(0);
    for (const dockerfile of files)
      expect([dockerfile, verdict("venv/bin/hadolint", [dockerfile], root)]).toEqual([dockerfile, ""]);
  });

  it("scripts: bash -n", () => {
    const scripts = filesBelow(join(root, "deploy"), /\.sh$/);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) execFileSync("bash", ["-n", join(root, "deploy", script)]);
  });
});

it("keeps a quoted command through compose-go", () => {
  const commands = JSON.parse(output("bin/compose-load", ["compose.yaml"], join(folder, "awkward/deploy/compose"))) as {
    readonly [service: string]: readonly string[];
  };
  expect(commands["sidekiq-critical"]).toEqual([QUOTED]);
});

describe.each(Object.entries(SPLIT))("%s, split", (name, parts) => {
  const deploy = join(folder, name, "deploy");
  const textOf = (target: string): string =>
    filesBelow(join(deploy, target), /\.(?:ya?ml|toml|json|mu|service|conf|sh)$|Procfile$/)
      .map((path) => `${path}\n${readFileSync(join(deploy, target, path), "utf8")}`)
      .join("\n");

  it.each(TARGETS)("%s holds every part, and each service all that it refuses to start without", (target) => {
    const text = textOf(target);
    for (const part of parts) expect(text).toMatch(new RegExp(`\\b${part.replaceAll("-", "[-_]")}\\b`));
    const service = parts[parts.length - 2]!;
    const config = filesBelow(join(folder, name, "services", service), /config\.(?:go|ts)$/)[0]!;
    const source = readFileSync(join(folder, name, "services", service, config), "utf8");
    const required = [
      ...source.matchAll(/require\("([A-Z_]+)"\)|^ {2}([A-Z_]+): (?:address|z\.string\(\)\.min\(\d+\)),$/gm),
    ].map(([, go, typescript]) => go ?? typescript!);
    expect(required).toContain("DATABASE_URL");
    const examples = filesBelow(join(deploy, target), /\.env\.example$/)
      .map((path) => readFileSync(join(deploy, target, path), "utf8"))
      .join("\n");
    for (const variable of required) expect(text + examples).toContain(variable);
  });

  it.each(TARGETS)("%s: FIDELITY answers service and routes", (target) => {
    const fidelity = readFileSync(join(deploy, target, "FIDELITY.md"), "utf8");
    expect(fidelity).toContain(`\`service ${parts[parts.length - 2]}\``);
    expect(fidelity).toMatch(/`routes answered by monolith: \d+`/);
  });

  it("heroku: the gateway's start script writes what nginx accepts", () => {
    const run = mkdtempSync(join(tmpdir(), "heroku-gateway-"));
    const conf = join(run, "conf");
    cpSync(join(folder, name, "gateway/nginx"), conf, { recursive: true });
    const env: NodeJS.ProcessEnv = { ...process.env, PORT: "18080", GATEWAY_CONF: conf, GATEWAY_RUN: join(run, "run") };
    const text = readFileSync(join(deploy, "heroku/gateway/start.sh"), "utf8");
    for (const [, variable] of text.matchAll(/\$\{([A-Z_]+_ADDRESS):\?\}/g))
      env[variable!] = "app.example.herokuapp.com";
    const script = join(run, "start.sh");
    writeFileSync(script, text);
    const result = spawnSync("bash", [script], { encoding: "utf8", env: { ...env, NGINX: "nginx -t" } });
    expect(result.stderr).toContain("test is successful");
    expect(existsSync(join(run, "run/apps.conf"))).toBe(true);
    expect(readFileSync(join(run, "run/gateway.conf"), "utf8")).toContain("listen 18080");
    rmSync(run, { recursive: true });
  });
});
