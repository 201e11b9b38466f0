/** A rule that is wrong does not load, and the error names its file and line. */
import { describe, expect, it } from "vitest";
import { loadRules } from "../../src/check/load-rules.js";

const RULE = `title: t
severity: note
message: "m {it}"
why: w
fix: f
match:
  - env: { names: [DYNO] }
`;
const EXAMPLE = "// ruleid: a/b\nprocess.env.DYNO;\n// ok: a/b\nprocess.env.X;\n";
const load = (rule: string, example: string | null = EXAMPLE) =>
  loadRules(new Map([["a/b/rule.yaml", rule], ...(example === null ? [] : [["a/b/example.js", example] as const])]));

describe("loadRules", () => {
  it("loads a rule with both kinds of example", () => {
    expect(load(RULE)).toMatchObject([{ id: "a/b", severity: "note", match: [{ kind: "env", names: ["DYNO"] }] }]);
  });

  it("refuses a rule without an example that must match, or one that must not", () => {
    expect(() => load(RULE, null)).toThrow(/rules\/a\/b\/rule\.yaml:1: no example that must match/);
    expect(() => load(RULE, "// ok: a/b\nx;\n")).toThrow(/no example that must match/);
    expect(() => load(RULE, "// ruleid: a/b\nx;\n")).toThrow(/no example that must not match/);
  });

  it("names the line of what it does not know", () => {
    expect(() => load(`${RULE}color: red\n`)).toThrow(/rule\.yaml:8: unknown key "color"/);
    expect(() => load(RULE.replace("env:", "environment:"))).toThrow(/rule\.yaml:7: unknown key "environment"/);
    expect(() => load(RULE.replace("note", "high"))).toThrow(/severity/);
    expect(() => load(RULE.replace("env: { names: [DYNO] }", "literal: { matches: '(' }"))).toThrow(
      /regular expression/,
    );
    expect(() => load(RULE.replace("env: { names: [DYNO] }", "judgement: { name: vibes }"))).toThrow(
      /no judgement "vibes"/,
    );
  });
});
