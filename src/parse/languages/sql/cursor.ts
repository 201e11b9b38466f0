/** Walks over the tokens of one SQL statement: keywords, names and bracketed parts. */
import type { Token } from "./tokens.js";

export interface TableName {
  /** null where a template hole is part of it. */
  readonly name: string | null;
  readonly line: number;
}

/** Schemas that every unqualified name means already. */
const DEFAULT_SCHEMAS = new Set(["public", "dbo", "main"]);

export class Cursor {
  at = 0;

  constructor(readonly tokens: readonly Token[]) {}

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    return token?.kind === "word" && token.text === word;
  }

  isMark(mark: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    return token?.kind === "punctuation" && token.text === mark;
  }

  /** Takes the words if all of them stand here. */
  accept(...words: readonly string[]): boolean {
    if (!words.every((word, index) => this.isWord(word, index))) return false;
    this.at += words.length;
    return true;
  }

  acceptMark(mark: string): boolean {
    if (!this.isMark(mark)) return false;
    this.at++;
    return true;
  }

  /** A name of one part: word, quoted name or hole glued to them; null where none stands here. */
  part(): { readonly text: string | null; readonly line: number } | null {
    const token = this.peek();
    if (token === undefined || !(token.kind === "word" || token.kind === "quoted" || token.kind === "hole"))
      return null;
    this.at++;
    let known = token.kind !== "hole" && !token.text.includes("\u0000");
    // `user_${id}`: a hole glued to a word makes the whole name unknown.
    for (
      let next = this.peek();
      next && !next.spaced && (next.kind === "hole" || token.kind === "hole");
      next = this.peek()
    ) {
      if (next.kind !== "hole" && next.kind !== "word") break;
      known = false;
      this.at++;
    }
    return { text: known ? token.text : null, line: token.line };
  }

  /** `schema.table`, `"schema"."table"`, `ONLY table`. */
  tableName(): TableName | null {
    if (this.isWord("only")) this.at++;
    const first = this.part();
    if (first === null) return null;
    const parts = [first.text];
    while (this.isMark(".") && this.peek(1) && ["word", "quoted", "hole"].includes(this.peek(1)!.kind)) {
      this.at++;
      parts.push(this.part()!.text);
    }
    while (parts.length > 1 && (parts.length > 2 || parts[0] === null || DEFAULT_SCHEMAS.has(parts[0]!))) parts.shift();
    return { name: parts.includes(null) ? null : parts.join("."), line: first.line };
  }

  /** Tokens between this "(" and its ")"; the cursor stands after it. Null where no "(" stands here. */
  group(): Cursor | null {
    if (!this.isMark("(")) return null;
    const start = ++this.at;
    for (let depth = 1; this.at < this.tokens.length; this.at++) {
      if (this.isMark("(")) depth++;
      else if (this.isMark(")") && --depth === 0) break;
    }
    const inner = new Cursor(this.tokens.slice(start, this.at));
    this.at++;
    return inner;
  }

  /** Parts between commas outside brackets. */
  items(): Cursor[] {
    const items: Token[][] = [[]];
    let depth = 0;
    for (; this.at < this.tokens.length; this.at++) {
      const token = this.tokens[this.at]!;
      if (token.kind === "punctuation" && (token.text === "(" || token.text === "[")) depth++;
      if (token.kind === "punctuation" && (token.text === ")" || token.text === "]")) depth--;
      if (depth === 0 && token.kind === "punctuation" && token.text === ",") items.push([]);
      else items.at(-1)!.push(token);
    }
    return items.filter((item) => item.length > 0).map((item) => new Cursor(item));
  }

  /** The rest as one line of text. */
  rest(stop: (cursor: Cursor) => boolean = () => false): string {
    let text = "";
    while (!this.done && !stop(this)) {
      const token = this.peek()!;
      const shown = token.kind === "string" ? `'${token.text}'` : token.text;
      text += (token.spaced && text !== "" ? " " : "") + shown;
      this.at++;
    }
    return text;
  }
}
