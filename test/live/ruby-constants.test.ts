/** Zeitwerk and Ruby are the judges: which file defines a constant, and where a name written in a scope is found. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { Origin } from "../../src/model/origin.js";
import { readAutoload } from "../../src/resolve/ruby/autoload-roots.js";
import { copyApp } from "../copy-fixture.js";
import { detectInputOf } from "../detect/rails-input.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const JUDGE = resolve("test/live/judges/ruby-constants.rb");

interface Judged {
  readonly loaded: Readonly<Record<string, string>>;
  readonly answers: readonly ({ readonly name: string; readonly path: string; readonly unknown: number } | null)[];
}

interface Asked {
  readonly at: string;
  readonly origin: Origin & { readonly kind: "constant" };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function ask(app: string, asked: readonly Asked[], env: NodeJS.ProcessEnv): Judged {
  const folder = mkdtempSync(join(tmpdir(), "ruby-constants-"));
  folders.push(folder);
  copyApp(app, folder);
  rmSync(join(folder, "Gemfile.lock"), { force: true });
  const fixed = { RAILS_ENV: "production", SECRET_KEY_BASE: "x".repeat(40), RUBYOPT: "-W0", BUNDLER_VERSION: "2.3.15" };
  const options = { cwd: folder, env: { ...process.env, ...fixed, ...env }, encoding: "utf8" as const };
  const input = JSON.stringify(asked.map(({ origin }) => ({ name: origin.name, nesting: origin.nesting ?? [] })));
  const stdout = execFileSync("ruby", [JUDGE], { ...options, input, maxBuffer: 1 << 26 });
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1)) as Judged;
}

/** Constants that Ruby meets in what it loads: templates are not read by it, config is read before anything loads. */
function constantsOf(input: ReturnType<typeof detectInputOf>, loaded: ReadonlySet<string>): readonly Asked[] {
  return input.facts.flatMap(({ path, references }) =>
    references.flatMap(({ origin }) => (loaded.has(path) && origin.kind === "constant" ? [{ at: path, origin }] : [])),
  );
}

describe.each([
  { fixture: "rails-autoload", files: 40, names: 84, env: {} },
  { fixture: "rails-models", files: 70, names: 60, env: { RAILS_ENV: "development" } },
  {
    fixture: "neobank-rails",
    files: 100,
    names: 200,
    env: { RAILS_ENV: "development", DATABASE_URL: "mysql2://none@127.0.0.1:9/none" },
  },
])("constants of $fixture", ({ fixture, files, names, env }) => {
  const app = join(FIXTURES, fixture, "app");
  const input = detectInputOf(app);
  const all = new Set(input.facts.map(({ path }) => path).filter((path) => !/^(config|db|test|spec)\//.test(path)));
  const asked = constantsOf(input, all);
  const { loaded, answers } = ask(app, asked, env);

  it("are expected in the files from which Zeitwerk loads them", () => {
    const { expectedConstant } = readAutoload(input.facts, input.workspace);
    const ours = Object.keys(loaded).map((path) => [path, expectedConstant(path)]);
    expect(Object.fromEntries(ours)).toEqual(loaded);
    expect(ours.length).toBeGreaterThanOrEqual(files);
  });

  it("are found where Ruby finds them, name by name", () => {
    const managed = new Set(Object.values(loaded));
    const opens = new Set(
      input.facts.flatMap(({ path, definitions }) => definitions.map(({ name }) => `${name} in ${path}`)),
    );
    const lines = asked.map(({ at, origin }, index) => {
      const found = input.resolution.resolve(at, origin);
      const ours = found.kind === "definition" ? { unknown: found.members?.length ?? 0, ...found } : null;
      const ruby = answers[index] ?? null;
      // Ruby names the first of the files that open a module which is only a namespace; any of them is right.
      const shared =
        ours !== null && ruby !== null && !managed.has(ruby.name) && opens.has(`${ruby.name} in ${ours.path}`);
      const show = (one: typeof ruby, path = one?.path) => one && `${one.name} +${one.unknown} in ${path}`;
      return {
        written: `${at}: ${[...(origin.nesting ?? []), origin.name].join(" > ")}`,
        ours: show(ours),
        ruby: show(ruby, shared ? ours.path : undefined),
      };
    });
    expect(lines.filter(({ ours, ruby }) => ours !== ruby)).toEqual([]);
    expect(lines.filter(({ ruby }) => ruby !== null).length).toBeGreaterThanOrEqual(names);
  });
});
