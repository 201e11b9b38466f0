import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { commented, printYaml } from "../../src/text/yaml.js";

const AWKWARD = [
  "yes",
  "no",
  "NO",
  "on",
  "y",
  "n",
  "~",
  "null",
  "1e3",
  "0123",
  "0x1f",
  "0o17",
  "1_000",
  "12:30:45",
  "a: b",
  "a #b",
  ": ",
  "",
  " x",
  "x ",
  "- a",
  "*a",
  "&a",
  "!a",
  "%a",
  "@a",
  "`a`",
  "'",
  '"',
  "{a}",
  "[a]",
  "a\nb",
  "a\\b",
  "2026-01-01",
  ".inf",
  "=",

  "127.0.0.1:80:80",
  "true",
];

describe("printYaml", () => {
  it.each(AWKWARD)("reads %j back in every reader", (text) => {
    const printed = printYaml({ value: text, [text]: 1 });
    expect(parse(printed)).toEqual({ value: text, [text]: 1 });
    expect(parse(printed, { schema: "yaml-1.1" })).toEqual({ value: text, [text]: 1 });
  });

  it("leaves out what is undefined and keeps order", () =>
    expect(printYaml({ b: 1, a: undefined, c: [2] })).toBe("b: 1\nc:\n  - 2\n"));

  it("says where a value comes from", () =>
    expect(printYaml({ replicas: commented("from Procfile:2", 3) })).toBe("# from Procfile:2\nreplicas: 3\n"));
});
