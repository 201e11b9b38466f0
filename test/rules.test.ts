/** Every rule is judged by its own examples: what is marked must match, what is not marked must not. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadRules } from "../src/check/load-rules.js";
import { readRuleTexts } from "../src/io/package-files.js";
import { field, parseYaml, textOf } from "../src/text/data-node.js";
import { checkExample } from "./check/example-app.js";

const texts = readRuleTexts();
const ids = [...texts.keys()].flatMap((path) => /^(?!catalogues)(.+)\/rule\.yaml$/.exec(path)?.[1] ?? []);
const ROOT = join(import.meta.dirname, "..", "rules");

/** Only the rule under test, so that an example of one need not please the others. */
const only = (id: string) => new Map([...texts].filter(([path]) => path.startsWith(`${id}/`)));

interface Marks {
  readonly must: readonly number[];
  readonly mustNot: readonly number[];
}

/** Lines that an annotation on the line above speaks of. */
function readMarks(id: string, text: string): Marks {
  const lines = text.split("\n");
  const below = (mark: string) =>
    lines.flatMap((line, index) => (line.trim().replace(/^(#|\/\/)\s*/, "") === `${mark}: ${id}` ? [index + 2] : []));
  return { must: below("ruleid"), mustNot: below("ok") };
}

function checkCode(id: string, name: string, text: string): readonly number[] {
  const rule = parseYaml(texts.get(`${id}/rule.yaml`)!).root;
  const path = textOf(field(field(rule, "examples"), name)) ?? `src/${name}`;
  return checkExample({ [path]: text }, only(id)).flatMap(({ evidence }) => evidence.map(({ line }) => line ?? 0));
}

function checkCases(id: string, text: string): readonly number[] {
  return (parseYaml(text).root?.items ?? []).flatMap((item) => {
    const files = Object.fromEntries(item.entries.map(({ key, value }) => [key, textOf(value) ?? ""]));
    return checkExample(files, only(id)).length > 0 ? [item.line] : [];
  });
}

describe("rules", () => {
  it("are the ones of the catalogue folders", () => {
    expect(ids.filter((id) => id.startsWith("heroku/"))).toHaveLength(15);
    expect(ids.filter((id) => id.startsWith("rails/"))).toHaveLength(10);
    expect(loadRules(texts).map(({ id }) => id)).toEqual([...ids].sort());
  });

  for (const id of ids) {
    const examples = readdirSync(join(ROOT, id)).filter((name) => name.startsWith("example."));
    it.each(examples)(`${id} %s`, (name) => {
      const text = readFileSync(join(ROOT, id, name), "utf8");
      const { must, mustNot } = readMarks(id, text);
      const found = [...new Set(name === "example.yaml" ? checkCases(id, text) : checkCode(id, name, text))];
      expect(found.filter((line) => mustNot.includes(line))).toEqual([]);
      expect(found.sort((a, b) => a - b)).toEqual(must);
      expect(must.length + mustNot.length).toBeGreaterThan(0);
    });
  }
});
