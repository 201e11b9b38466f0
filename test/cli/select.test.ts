/** `migrate select` without a terminal: every answer by flag or file, questions as JSON, and a wrong key by its line. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import type { Question } from "../../src/model/decision.js";
import { copyFixture } from "../copy-fixture.js";
import { makeTemporary, runMigrate } from "./run-migrate.js";

const root = join(makeTemporary(), "app");
const file = join(root, "migration/decisions.yaml");
const select = (...flags: readonly string[]) => runMigrate(["select", root, "--quiet", ...flags]);

beforeAll(() => copyFixture("neobank-node", root));
afterAll(() => rmSync(join(root, ".."), { recursive: true, force: true }));

it("prints every question as JSON and writes nothing", () => {
  const { code, stdout } = select("--print-questions");
  const questions = JSON.parse(stdout) as readonly Question[];
  expect([code, existsSync(file)]).toEqual([0, false]);
  expect(questions[0]?.id).toBe("pins");
  expect(questions.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["services.cards.extract", "services.cards.language", "broker.choice", "targets"]),
  );
  expect(questions.every(({ choices, kind }) => kind === "text" || kind === "confirm" || choices.length > 0)).toBe(
    true,
  );
});

it("takes an answer to every one of those questions by flag", () => {
  const questions = JSON.parse(select("--print-questions").stdout) as readonly Question[];
  const answers = questions
    .filter(({ id }) => id !== "pins")
    .map(({ id, kind, choices, default: fallback }) => {
      if (kind === "choice") return [id, choices.at(-1)!.value] as const;
      if (kind === "choices") return [id, choices.slice(0, 2).map(({ value }) => value)] as const;
      return [id, kind === "confirm" ? !fallback : `${String(fallback)}-two`] as const;
    });
  const { code, stderr } = select(...answers.flatMap(([id, answer]) => ["--set", `${id}=${JSON.stringify(answer)}`]));
  expect(code, stderr).toBe(0);
  const read = (id: string): unknown => {
    const [head = "", ...rest] = id.split(".");
    const tree = parse(readFileSync(file, "utf8")) as Record<string, Record<string, Record<string, unknown>>>;
    if (rest.length < 2) return rest.length === 0 ? tree[head] : tree[head]?.[rest[0]!];
    return tree[head]?.[rest.slice(0, -1).join(".")]?.[rest.at(-1)!];
  };
  for (const [id, answer] of answers) expect([id, read(id)]).toEqual([id, answer]);
  rmSync(file);
});

it("remembers a pin that a flag brings", () => {
  const pin = (JSON.parse(select("--print-questions").stdout) as readonly Question[])[0]!.choices[0]!.value;
  expect(select("--yes", "--pin", pin).code).toBe(0);
  const [a, b] = pin.split(" with ");
  expect((parse(readFileSync(file, "utf8")) as { pins: unknown }).pins).toEqual([{ kind: "with", a, b }]);
  rmSync(file);
});

it("names the line of an unknown key in an answers file, and writes nothing", () => {
  const answers = join(root, "answers.yaml");
  writeFileSync(answers, "services:\n  cards:\n    extract: true\n    speed: fast\n");
  const { code, stderr } = select("--answers", answers);
  expect(code).toBe(2);
  expect(stderr).toMatch(/answers\.yaml:4: unknown key "speed" in services\.cards/);
  expect(existsSync(file)).toBe(false);
});
