import { expect, it } from "vitest";
import { printLimits } from "../../src/report/markdown/limits.js";
import { analyze, makeApp } from "../cli/run-migrate.js";

it("says the same of many lines of a file once, and loses no line", () => {
  const analysis = analyze(makeApp({ "package.json": '{"name":"small"}', "a.js": "module.exports = 1;\n" }));
  const at = (path: string, line: number, message: string) => ({ code: "route-path-unknown", path, line, message });
  const diagnostics = [
    at("a.js", 3, "unknown"),
    at("a.js", 9, "unknown"),
    at("a.js", 9, "other"),
    at("b.js", 1, "unknown"),
    at("a.js", 12, "unknown"),
  ];
  const text = printLimits({ ...analysis, diagnostics, unplaced: [] });
  expect(text.split("\n").filter((line) => line.startsWith("- "))).toEqual([
    "- [`a.js:3`](../a.js#L3) and lines 9, 12: unknown",
    "- [`a.js:9`](../a.js#L9): other",
    "- [`b.js:1`](../b.js#L1): unknown",
  ]);
});
