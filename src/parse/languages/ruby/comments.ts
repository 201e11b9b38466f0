/** Turns comments into words, and text with comments into the count of its code lines. */
import type { ParseResult } from "./nodes.js";
import type { OffsetMap } from "./source-text.js";
import { countProse } from "./words.js";

const NEWLINE = 10;
const BLANK = new Set([32, 9, 13, 12]);

/** Only blanks stand between the start of its line and `offset`. */
function opensLine(bytes: Uint8Array, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && BLANK.has(bytes[at] ?? 0)) at -= 1;
  return at < 0 || bytes[at] === NEWLINE;
}

export function countCommentWords(words: Map<string, number>, tree: ParseResult, offsets: OffsetMap): void {
  for (const { location } of tree.comments) countProse(words, offsets.slice(location.startOffset, location.length));
}

function nonBlankLines(bytes: Uint8Array, end: number): number {
  let count = 0;
  let seen = false;
  for (let at = 0; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === NEWLINE) {
      if (seen) count += 1;
      seen = false;
    } else if (!seen && !BLANK.has(byte)) seen = true;
  }
  return seen ? count + 1 : count;
}

/** Lines that are neither blank nor comment only; what follows `__END__` is data. */
export function countCodeLines(tree: ParseResult, offsets: OffsetMap): number {
  const { bytes } = offsets;
  const end = (tree.dataLoc as { startOffset: number } | null)?.startOffset ?? bytes.length;
  let comments = 0;
  for (const { location } of tree.comments) {
    if (!opensLine(bytes, location.startOffset)) continue;
    const block = bytes.subarray(location.startOffset, location.startOffset + location.length);
    comments += nonBlankLines(block, block.length);
  }
  return nonBlankLines(bytes, end) - comments;
}
