/**
 * Ten real apps by all targets: each judged, facts counted in and out; run by hand with CORPORA=FOLDER OF CLONES, since
 * nobody else's code lies here. Without it the fixtures are the apps, and odd ones in languages and forms that none of them has.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { platforms } from "../../src/emit/platforms/index.js";
import { fits } from "../../src/emit/platforms/origins.js";
import type { Analysis } from "../../src/model/analysis.js";
import { runMigrate } from "../cli/run-migrate.js";
import { fieldsOf } from "../emit/platforms/fields.js";
import { judges, verdict } from "./judges/judge.js";
import { TARGET_JUDGES } from "./judges/target-judges.js";
import { ODD_APPS, writeOddApps } from "./odd-apps.js";

const CORPORA = process.env["CORPORA"];
const folder = mkdtempSync(join(tmpdir(), "targets-"));
const FIXTURES = join(import.meta.dirname, "../../fixtures");
const REAL = [
  ...["ruby-getting-started", "python-getting-started", "go-getting-started", "codetriage", "growstuff", "outline"],
  ...["mean", "saas-starter-kit", "pontoon", "golangci-api"],
];
const APPS: readonly (readonly [string, string])[] =
  CORPORA === undefined
    ? [
        ...readdirSync(FIXTURES)
          .map((name) => [name, join(FIXTURES, name, "app")] as const)
          .filter(([, app]) => existsSync(app)),
        ...Object.keys(ODD_APPS).map((name) => [name, join(folder, "odd", name)] as const),
      ]
    : REAL.map((name) => [name, join(CORPORA, name)] as const);
const TARGETS = platforms.map(({ id }) => id);
const table: string[] = [];

interface Row {
  readonly kind: string;
  readonly fact: string;
  readonly outcome: string;
}

beforeAll(() => {
  writeOddApps(join(folder, "odd"));
  judges();
}, 900_000);
afterAll(() => {
  if (CORPORA !== undefined) writeFileSync(process.env["TABLE"] ?? join(tmpdir(), "targets.md"), table.join("\n"));
  rmSync(folder, { recursive: true });
});

const listFiles = (below: string): readonly string[] =>
  readdirSync(below, { recursive: true, withFileTypes: true })
    // What the judges build out of them lies beside the files.
    .filter((entry) => entry.isFile() && !/\.(?:built|keda)\.yaml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

/** From analysis.json, which the emitters do not read: kind -> how many rows it must have. */
function countFacts({ heroku, schedules, frontends }: Analysis): Readonly<Record<string, number>> {
  const processes = heroku.processes.filter(({ type, role }) => type !== "release" && role !== "release");
  return {
    process: processes.length * 3 + processes.filter(({ singleton }) => singleton).length,
    release: processes.length < heroku.processes.length ? 1 : 0,
    addon: heroku.addons.length,
    schedule: schedules.length,
    domain: heroku.domains.length,
    script: heroku.scripts.length,
    buildpack: heroku.buildpacks.length,
    stack: heroku.stack === null ? 0 : 1,
    environment: heroku.environments.length,
    frontend: frontends.length,
  };
}

describe.each(APPS)("%s", (name, app) => {
  let rows: Readonly<Record<string, readonly Row[]>> = {};
  let analysis: Analysis;
  const out = join(folder, name);

  beforeAll(() => {
    const targets = TARGETS.flatMap((id) => ["--target", id]);
    const capture = join(app, "../capture");
    const captured = CORPORA === undefined && existsSync(capture) ? ["--capture", capture] : [];
    const flags = [...captured, "--quiet", "--json", "--out", out];
    const { code, stdout, stderr } = runMigrate(["manifests", app, ...flags, ...targets]);
    expect(code, stderr).toBe(0);
    rows = JSON.parse(stdout) as typeof rows;
    // From the same folder, so that the cache there spares it the parsing.
    const analyzed = runMigrate(["analyze", app, ...flags]);
    analysis = JSON.parse(analyzed.stdout) as Analysis;
  });

  it.each(TARGETS)(
    "%s: judged clean, every fact answered",
    (target) => {
      const said = TARGET_JUDGES[target]!(join(out, "deploy"));
      const found = rows[target]!;
      table.push(`| ${name} | ${target} | ${said === "" ? "clean" : "REFUSED"} | ${found.length} |`);
      expect(said).toBe("");
      for (const [kind, count] of Object.entries(countFacts(analysis))) {
        expect([kind, found.filter((row) => row.kind === kind).length]).toEqual([kind, count]);
      }
      const answered = new Set(found.map(({ fact }) => fact));
      for (const variable of analysis.heroku.configVars) expect(answered).toContain(`config var ${variable.name}`);
      const printed = readFileSync(join(out, "deploy", target, "FIDELITY.md"), "utf8");
      const [facts, origins = ""] = printed.split("## Where each field comes from");
      expect(facts!.match(/^\| `/gm)).toHaveLength(found.length);
      const printedOrigins = [...origins.matchAll(/`([^`\n]+)`/g)].map(([, pattern]) => pattern!);
      const untraced = listFiles(join(out, "deploy", target)).flatMap((path) =>
        fieldsOf({ path, content: readFileSync(path, "utf8") })
          .filter((field) => !printedOrigins.some((pattern) => fits(pattern, field)))
          .map((field) => `${path.slice(out.length)}: ${field}`),
      );
      expect([...new Set(untraced)]).toEqual([]);
    },
    120_000,
  );

  it("images: hadolint", () => {
    const images = join(out, "deploy/images");
    const files = existsSync(images) ? readdirSync(images).filter((path) => path.endsWith("Dockerfile")) : [];
    for (const dockerfile of files) expect(verdict("venv/bin/hadolint", [dockerfile], images)).toBe("");
  });
});
