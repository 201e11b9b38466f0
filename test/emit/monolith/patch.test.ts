/** A printed patch applies with git, and its reverse takes it back. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Insertion, printFilePatch } from "../../../src/emit/monolith/patch.js";

function applied(text: string, insertions: readonly Insertion[]): string {
  const folder = mkdtempSync(join(tmpdir(), "patch-"));
  try {
    execFileSync("git", ["init", "-q"], { cwd: folder });
    writeFileSync(join(folder, "f"), text);
    writeFileSync(join(folder, "p"), printFilePatch("f", text, insertions));
    execFileSync("git", ["apply", "p"], { cwd: folder, stdio: "pipe" });
    const result = readFileSync(join(folder, "f"), "utf8");
    execFileSync("git", ["apply", "-R", "p"], { cwd: folder, stdio: "pipe" });
    expect(readFileSync(join(folder, "f"), "utf8")).toBe(text);
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const twenty = `${Array.from({ length: 20 }, (_, i) => `line ${i + 1}`).join("\n")}\n`;

describe("printFilePatch", () => {
  it("inserts at the top, in the middle and at the end", () => {
    const result = applied(twenty, [
      { after: 0, lines: ["top"] },
      { after: 10, lines: ["middle", "too"] },
      { after: 20, lines: ["end"] },
    ]).split("\n");
    expect([result[0], result[11], result[12], result[23]]).toEqual(["top", "middle", "too", "end"]);
  });

  it("joins neighbours into one hunk", () => {
    expect(
      applied(twenty, [
        { after: 4, lines: ["a"] },
        { after: 6, lines: ["b"] },
      ]),
    ).toContain("line 4\na\nline 5\nline 6\nb\n");
  });

  it("ends a last line that lacks its newline", () => {
    expect(applied("one\ntwo", [{ after: 2, lines: ["three"] }])).toBe("one\ntwo\nthree\n");
  });
});
