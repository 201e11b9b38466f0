/** Procfiles in their odd real forms. */
import { describe, expect, it } from "vitest";
import { parseProcfile } from "../../src/heroku/procfile.js";

const types = (text: string) =>
  parseProcfile("Procfile", text).entries.map(({ type, command, line }) => [type, command, line]);

describe("parseProcfile", () => {
  it("reads CRLF, no final newline, blank lines and both kinds of comment", () => {
    expect(types("// the app\r\n# web: old\r\n\r\nweb: node a.js\r\nworker:node b.js")).toEqual([
      ["web", "node a.js", 4],
      ["worker", "node b.js", 5],
    ]);
  });

  it("leaves quotes, colons and hashes of a command alone: it is no YAML", () => {
    expect(types(`web: sh -c 'a: b # c' "d"\nx: {a: 1}\ny: - z`)).toEqual([
      ["web", `sh -c 'a: b # c' "d"`, 1],
      ["x", "{a: 1}", 2],
      ["y", "- z", 3],
    ]);
  });

  it("lets the last of two lines of a type win, and says so", () => {
    const { entries, diagnostics } = parseProcfile("Procfile", "web: a\nworker: w\nweb: b\n");
    expect(entries.map(({ type, command }) => [type, command])).toEqual([
      ["worker", "w"],
      ["web", "b"],
    ]);
    expect(diagnostics).toMatchObject([{ code: "procfile-duplicate", line: 3 }]);
  });

  it("reports a line that is none, and goes on", () => {
    const { entries, diagnostics } = parseProcfile("Procfile", "nonsense\nmy web: a\nweb:\nworker: w\n");
    expect(entries.map(({ type }) => type)).toEqual(["worker"]);
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([
      ["procfile-line", 1],
      ["procfile-line", 2],
      ["procfile-line", 3],
    ]);
  });
});
