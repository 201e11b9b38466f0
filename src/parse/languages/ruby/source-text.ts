/** Turns a file's bytes into UTF-8 that prism reads, and byte offsets back into lines and text. */
import type { SourceText } from "../../language.js";

const MAGIC = /^(?:\uFEFF)?(?:#![^\n]*\n)?#[^\n]*?coding[:=]\s*([\w.-]+)/;
const UTF8_NAMES = new Set(["utf-8", "utf8", "utf-8-mac", "us-ascii", "ascii", "ascii-8bit", "binary"]);

/** Text decoded by the file's magic comment. https://docs.ruby-lang.org/en/master/syntax/comments_rdoc.html#label-encoding+Directive */
export function decodeRuby(source: SourceText): string {
  const name = MAGIC.exec(source.text)?.[1]?.toLowerCase();
  if (name === undefined || UTF8_NAMES.has(name)) return source.text;
  try {
    return new TextDecoder(name).decode(source.bytes);
  } catch {
    return source.text;
  }
}

export interface OffsetMap {
  readonly bytes: Uint8Array;
  /** Line of a byte offset, from 1. */
  lineAt(offset: number): number;
  slice(start: number, length: number): string;
}

export function mapOffsets(text: string, bytes: Uint8Array): OffsetMap {
  let starts: number[] | null = null;
  const ascii = bytes.length === text.length;
  const decoder = new TextDecoder();
  const lineStarts = (): number[] => {
    const found = [0];
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) found.push(at + 1);
    return found;
  };
  return {
    bytes,
    lineAt(offset) {
      starts ??= lineStarts();
      let low = 0;
      let high = starts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle;
      }
      return low + 1;
    },
    slice: (start, length) =>
      ascii ? text.slice(start, start + length) : decoder.decode(bytes.subarray(start, start + length)),
  };
}
