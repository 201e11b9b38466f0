/** Turns inserted lines into a unified diff that `git apply` takes. */

export interface Insertion {
  /** Inserted after this line, counted from 1; 0 puts it first. */
  readonly after: number;
  readonly lines: readonly string[];
}

export const atEnd = (text: string, lines: readonly string[]): readonly Insertion[] => [
  { after: text.split("\n").length - (text.endsWith("\n") ? 1 : 0), lines },
];

const CONTEXT = 3;

/** The diff of one file; "" without insertions. */
export function printFilePatch(path: string, text: string, insertions: readonly Insertion[]): string {
  if (insertions.length === 0) return "";
  const lines = text.split("\n");
  const endsWithNewline = lines.at(-1) === "";
  if (endsWithNewline) lines.pop();
  const sorted = [...insertions].sort((a, b) => a.after - b.after);
  let added = 0;
  const hunks = group(sorted).map((near) => {
    const first = Math.max(0, near[0]!.after - CONTEXT);
    const last = Math.min(lines.length, near.at(-1)!.after + CONTEXT);
    const body: string[] = [];
    for (let i = first; i <= last; i += 1) {
      if (i > first) body.push(...contextLine(lines[i - 1]!, i === lines.length && !endsWithNewline, near, i));
      for (const { lines: inserted } of near.filter(({ after }) => after === i))
        body.push(...inserted.map((line) => `+${line}`));
    }
    const grown = near.reduce((sum, insertion) => sum + insertion.lines.length, 0);
    const oldCount = last - first;
    const head = `@@ -${first + (oldCount > 0 ? 1 : 0)},${oldCount} +${first + added + 1},${oldCount + grown} @@`;
    added += grown;
    return `${head}\n${body.join("\n")}\n`;
  });
  return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${hunks.join("")}`;
}

/** The last line of a file that lacks its newline gets one when something follows it. */
function contextLine(line: string, unterminated: boolean, near: readonly Insertion[], at: number): readonly string[] {
  if (!unterminated) return [` ${line}`];
  const mark = "\\ No newline at end of file";
  return near.some(({ after }) => after === at) ? [`-${line}`, mark, `+${line}`] : [` ${line}`, mark];
}

/** Insertions whose contexts touch share a hunk. */
function group(sorted: readonly Insertion[]): readonly (readonly Insertion[])[] {
  const groups: Insertion[][] = [];
  for (const insertion of sorted) {
    const open = groups.at(-1);
    if (open !== undefined && insertion.after - open.at(-1)!.after <= 2 * CONTEXT) open.push(insertion);
    else groups.push([insertion]);
  }
  return groups;
}
