/** Turns SQL text of any common dialect into tokens with lines; comments are left out, template holes are kept. */

export interface Token {
  /** "hole": a part of a template string whose text is not known. */
  readonly kind: "word" | "quoted" | "string" | "number" | "parameter" | "punctuation" | "hole";
  /** Words in lower case; quoted names without their quotes; strings without theirs. */
  readonly text: string;
  /** 1 for the first line of the text. */
  readonly line: number;
  /** Blank or comment before it: `a .b` and `a.b` read the same, `a b` does not. */
  readonly spaced: boolean;
}

/** Stands in SQL text where a template has an expression of unknown text. */
export const HOLE = "\u0000";

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy;
const PARAMETER = /\$\d+|\?|:[A-Za-z_]\w*|@[A-Za-z_]\w*|%\(\w+\)s|%s/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_]\w*)?\$/y;
const SPACE = /\s+/y;

class Lexer {
  private at = 0;
  private line = 1;
  private spaced = false;
  private readonly tokens: Token[] = [];

  constructor(
    private readonly text: string,
    private readonly backslash: boolean,
  ) {}

  run(): readonly Token[] {
    while (this.at < this.text.length) this.step();
    return this.tokens;
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    return found === null ? null : found[0];
  }

  private push(kind: Token["kind"], text: string, length: number): void {
    this.tokens.push({ kind, text, line: this.line, spaced: this.spaced });
    this.spaced = false;
    this.skip(length);
  }

  private skip(length: number): void {
    for (let index = this.at; index < this.at + length; index++) if (this.text[index] === "\n") this.line++;
    this.at += length;
  }

  private step(): void {
    const character = this.text[this.at]!;
    const blank = this.blankLength(character);
    if (blank > 0) {
      this.spaced = true;
      this.skip(blank);
    } else if (character === HOLE) this.push("hole", HOLE, 1);
    else if (character === "'") this.quote("string", "'");
    else if (character === '"' || character === "`") this.quote("quoted", character);
    else this.plain(character);
  }

  private blankLength(character: string): number {
    const space = this.take(SPACE);
    if (space !== null) return space.length;
    const hash = character === "#" && !/[>-]/.test(this.text[this.at + 1] ?? "");
    if (hash || this.text.startsWith("--", this.at)) return this.lengthTo("\n");
    return this.text.startsWith("/*", this.at) ? this.commentLength() : 0;
  }

  private plain(character: string): void {
    const tag = this.take(DOLLAR_TAG);
    // `::type` is a cast, not a parameter.
    const cast = this.text.startsWith("::", this.at) ? "::" : null;
    const parameter = cast ?? this.take(PARAMETER);
    const number = this.take(NUMBER);
    const word = this.take(WORD);
    if (tag !== null) this.dollarQuote(tag);
    else if (cast !== null) this.push("punctuation", cast, 2);
    else if (parameter !== null) this.push("parameter", parameter, parameter.length);
    else if (number !== null) this.push("number", number, number.length);
    else if (word === null) this.push("punctuation", character, 1);
    // E'...' and friends: the prefix belongs to the string.
    else if (/^[ebnx]$/i.test(word) && this.text[this.at + 1] === "'") this.skip(1);
    else this.push("word", word.toLowerCase(), word.length);
  }

  private dollarQuote(tag: string): void {
    const end = this.text.indexOf(tag, this.at + tag.length);
    const stop = end === -1 ? this.text.length : end + tag.length;
    this.push("string", this.text.slice(this.at + tag.length, stop - tag.length), stop - this.at);
  }

  private lengthTo(stop: string): number {
    const end = this.text.indexOf(stop, this.at);
    return (end === -1 ? this.text.length : end) - this.at;
  }

  /** Block comments nest in PostgreSQL; elsewhere a nested one is an error anyway. */
  private commentLength(): number {
    let depth = 0;
    for (let index = this.at; index < this.text.length; index++) {
      if (this.text.startsWith("/*", index)) depth++;
      else if (this.text.startsWith("*/", index) && --depth === 0) return index + 2 - this.at;
    }
    return this.text.length - this.at;
  }

  private quote(kind: "string" | "quoted", mark: string): void {
    let text = "";
    let index = this.at + 1;
    const escaped = kind === "string" && (this.backslash || /e/i.test(this.text[this.at - 1] ?? ""));
    for (; index < this.text.length; index++) {
      const character = this.text[index]!;
      if (character === "\\" && escaped) text += this.text[++index] ?? "";
      else if (character !== mark) text += character;
      else if (this.text[index + 1] === mark) text += this.text[++index];
      else break;
    }
    this.push(kind, text, Math.min(index + 1, this.text.length) - this.at);
  }
}

/** Tokens of the text. MySQL, told by its backticks, escapes quotes with a backslash. */
export const tokenizeSql = (text: string): readonly Token[] => new Lexer(text, text.includes("`")).run();

/** Tokens cut at the semicolons outside parentheses. */
export function splitStatements(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "punctuation" && token.text === ";") statements.push([]);
    else statements.at(-1)!.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}
