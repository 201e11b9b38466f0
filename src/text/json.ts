/** Turns JSON text into a tree with lines, and says line and column of a syntax error. */
import { type DataDocument, type DataEntry, type DataError, type DataNode, scalarNode } from "./data-node.js";

class JsonError extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

interface Cursor {
  readonly text: string;
  at: number;
  line: number;
}

/** Depth at which no person's file is any more; keeps the stack safe. */
const DEEPEST = 500;

/** Strict JSON (RFC 8259). The first error ends the reading and leaves `root` null. */
export function parseJson(text: string): DataDocument {
  const cursor: Cursor = { text, at: 0, line: 1 };
  try {
    const root = readValue(cursor, 0);
    skipSpace(cursor);
    if (cursor.at < text.length) throw new JsonError(cursor.at, `unexpected ${shown(cursor)} after the end`);
    return { root, errors: [] };
  } catch (error) {
    if (error instanceof JsonError) return { root: null, errors: [positionOf(text, error)] };
    throw error;
  }
}

function positionOf(text: string, error: JsonError): DataError {
  const before = text.slice(0, error.offset);
  const lines = before.split(/\r\n|\n|\r/);
  return { line: lines.length, column: lines[lines.length - 1]!.length + 1, message: error.message };
}

const shown = ({ text, at }: Cursor): string => (at < text.length ? JSON.stringify(text[at]) : "end of file");

function skipSpace(cursor: Cursor): void {
  for (; cursor.at < cursor.text.length; cursor.at += 1) {
    const character = cursor.text[cursor.at]!;
    if (character === "\n") cursor.line += 1;
    else if (character !== " " && character !== "\t" && character !== "\r") return;
  }
}

function readValue(cursor: Cursor, depth: number): DataNode {
  skipSpace(cursor);
  if (depth > DEEPEST) throw new JsonError(cursor.at, "nested too deeply");
  const character = cursor.text[cursor.at];
  if (character === "{") return readObject(cursor, depth);
  if (character === "[") return readArray(cursor, depth);
  if (character === '"') return scalarNode(readString(cursor), cursor.line);
  return readWord(cursor);
}

function readObject(cursor: Cursor, depth: number): DataNode {
  const line = cursor.line;
  const entries: DataEntry[] = [];
  readList(cursor, "}", () => {
    const keyLine = cursor.line;
    if (cursor.text[cursor.at] !== '"') {
      throw new JsonError(cursor.at, `expected a name in double quotes, found ${shown(cursor)}`);
    }
    const key = readString(cursor);
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== ":") throw new JsonError(cursor.at, `expected ":", found ${shown(cursor)}`);
    cursor.at += 1;
    entries.push({ key, line: keyLine, value: readValue(cursor, depth + 1) });
  });
  return { kind: "map", scalar: undefined, line, entries, items: [] };
}

function readArray(cursor: Cursor, depth: number): DataNode {
  const line = cursor.line;
  const items: DataNode[] = [];
  readList(cursor, "]", () => items.push(readValue(cursor, depth + 1)));
  return { kind: "list", scalar: undefined, line, entries: [], items };
}

/** Reads what stands between the bracket at the cursor and `close`, separated by commas. */
function readList(cursor: Cursor, close: string, readItem: () => void): void {
  cursor.at += 1;
  skipSpace(cursor);
  if (cursor.text[cursor.at] === close) {
    cursor.at += 1;
    return;
  }
  for (;;) {
    skipSpace(cursor);
    readItem();
    skipSpace(cursor);
    const character = cursor.text[cursor.at];
    if (character !== "," && character !== close) {
      throw new JsonError(cursor.at, `expected "," or "${close}", found ${shown(cursor)}`);
    }
    cursor.at += 1;
    if (character === close) return;
  }
}

function readString(cursor: Cursor): string {
  const start = cursor.at;
  for (cursor.at += 1; cursor.at < cursor.text.length; cursor.at += 1) {
    const character = cursor.text[cursor.at]!;
    if (character === "\\") cursor.at += 1;
    else if (character < " ") throw new JsonError(cursor.at, "a line break or control character inside a string");
    else if (character === '"') {
      cursor.at += 1;
      return decodeString(cursor.text.slice(start, cursor.at), start);
    }
  }
  throw new JsonError(start, "a string that never ends");
}

function decodeString(quoted: string, start: number): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw new JsonError(start, "a string with an escape that JSON does not know");
  }
}

function readWord(cursor: Cursor): DataNode {
  const word = /^[-+.\w]+/.exec(cursor.text.slice(cursor.at, cursor.at + 64))?.[0] ?? "";
  if (!/^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)$/.test(word)) {
    throw new JsonError(cursor.at, `expected a value, found ${word === "" ? shown(cursor) : JSON.stringify(word)}`);
  }
  cursor.at += word.length;
  return scalarNode(JSON.parse(word) as number | boolean | null, cursor.line);
}
