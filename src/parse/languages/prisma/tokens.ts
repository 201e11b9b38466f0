/** Turns a Prisma schema's text into tokens with lines; comments are left out. https://www.prisma.io/docs/orm/reference/prisma-schema-reference */

export interface Token {
  readonly kind: "name" | "string" | "number" | "mark" | "newline";
  readonly text: string;
  readonly line: number;
}

const PIECES = /(\n)|(\/\/[^\n]*)|("(?:[^"\\\n]|\\.)*")|(-?\d+(?:\.\d+)?)|([\p{L}_][\p{L}\p{N}_-]*)|([^\s])/gu;

export function tokenizePrisma(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const piece of text.matchAll(PIECES)) {
    const [whole, newline, comment, string, number, name] = piece;
    if (newline !== undefined) tokens.push({ kind: "newline", text: "\n", line: line++ });
    else if (comment !== undefined) continue;
    else if (string !== undefined) tokens.push({ kind: "string", text: unquote(string), line });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, line });
    else tokens.push({ kind: name === undefined ? "mark" : "name", text: whole, line });
  }
  return tokens;
}

const unquote = (text: string): string => text.slice(1, -1).replace(/\\(.)/g, "$1");
