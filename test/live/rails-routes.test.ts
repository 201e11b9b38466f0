/** Rails itself is the judge: our static routes beside `Rails.application.routes` of the booted fixture, row by row. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { drawRailsRoutes } from "../../src/detect/routes/rails/index.js";
import type { RouteRow } from "../../src/detect/routes/rails/mapping.js";
import { copyFixture } from "../copy-fixture.js";
import { detectInputOf } from "../detect/rails-input.js";

const run = promisify(execFile);
const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const JUDGE = fileURLToPath(new URL("./judges/rails-routes.rb", import.meta.url));

interface RailsRow {
  readonly verb: string;
  readonly path: string;
  readonly requirements: Readonly<Record<string, string>>;
  readonly request: Readonly<Record<string, string>>;
  /** What Devise's constraints ask of Warden: "authenticate: user". */
  readonly warden: readonly string[];
  readonly blocks: number;
  readonly controller: string | null;
  readonly action: string | null;
  readonly dispatcher: boolean;
  readonly app: string;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function askRails(fixture: string): Promise<readonly RailsRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "rails-routes-"));
  folders.push(folder);
  copyFixture(fixture, folder);
  const env = { ...process.env, RAILS_ENV: "production", SECRET_KEY_BASE: "x".repeat(40), RUBYOPT: "-W0" };
  const { stdout } = await run("ruby", [JUDGE], { cwd: folder, env, maxBuffer: 50_000_000 });
  return JSON.parse(stdout.slice(stdout.indexOf("[{"))) as RailsRow[];
}

const plainPath = (path: string): string => path.replace(/\(\.:format\)$/, "").replace(/(?<=.)\/$/, "") || "/";

/** Inspect of a redirect names its options as Ruby prints hashes; ours as the DSL writes them. */
const endpoint = (app: string): string => {
  const options = /^redirect\((\d+), (?=\w+: )/.exec(app);
  return options === null ? app.replace(/^mount:/, "") : app;
};

function railsLines(row: RailsRow): readonly string[] {
  const verbs = row.verb === "" ? ["ANY"] : row.verb.split("|");
  const handler = row.dispatcher ? `${row.controller ?? ":controller"}#${row.action ?? ":action"}` : endpoint(row.app);
  const conditions = [
    // A glob's own pattern is Rails' business, written by nobody.
    ...Object.entries(row.requirements)
      .filter(([, source]) => source !== ".+?")
      .map(([key, source]) => `${key}: /${source}/`),
    ...Object.entries(row.request).map(([key, value]) => `${key}: ${value}`),
    ...row.warden,
  ].sort();
  return verbs.map(
    (verb) => `${verb} ${plainPath(row.path)} ${handler} [${conditions.join(", ")}] blocks=${row.blocks}`,
  );
}

function ourLines(row: RouteRow): readonly string[] {
  const keyed = row.constraints.filter((text) => /^[a-z_]+: /.test(text));
  const blocks = row.constraints.length - keyed.length;
  return row.verbs.map((verb) => `${verb} ${row.path} ${endpoint(row.handler)} [${keyed.join(", ")}] blocks=${blocks}`);
}

const count = (lines: readonly string[]): ReadonlyMap<string, number> => {
  const counted = new Map<string, number>();
  for (const line of lines) counted.set(line, (counted.get(line) ?? 0) + 1);
  return counted;
};

const missing = (from: readonly string[], other: readonly string[]): readonly string[] => {
  const counted = count(other);
  return [...count(from)].filter(([line, times]) => (counted.get(line) ?? 0) !== times).map(([line]) => line);
};

describe.each([
  { fixture: "rails-routes", least: 250 },
  { fixture: "rails-devise", least: 120 },
])("routes of $fixture", ({ fixture, least }) => {
  it("agree with Rails, row by row", async () => {
    const rails = (await askRails(fixture)).flatMap(railsLines);
    const input = detectInputOf(join(FIXTURES, fixture, "app"));
    const { rows, diagnostics } = drawRailsRoutes(input);
    const ours = rows.flatMap(ourLines);
    expect({ lacking: missing(rails, ours), invented: missing(ours, rails) }).toEqual({ lacking: [], invented: [] });
    expect(rails.length).toBeGreaterThan(least);
    expect(diagnostics.filter((one) => one.code !== "route-condition-assumed")).toEqual([]);
  });
});

describe("rails-routes", () => {
  it("uses every form of the routing DSL", () => {
    const source = readFileSync(join(FIXTURES, "rails-routes/app/config/routes.rb"), "utf8");
    const forms =
      "resources resource member collection on: new nested namespace scope constraints defaults match via: root redirect mount concern concerns draw direct resolve shallow with_options only: except: param: path_names: controller: module: as: extend";
    for (const form of forms.split(" ")) {
      if (form !== "nested") expect(source).toMatch(new RegExp(`\\b${form}`));
    }
  });
});
