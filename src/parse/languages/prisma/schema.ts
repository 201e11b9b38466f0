/** Turns tokens of a Prisma schema into its blocks: models with fields and attributes, enums, settings. */
import { type Token, tokenizePrisma } from "./tokens.js";

export type Value = string | number | readonly Value[] | { readonly call: string; readonly args: readonly Argument[] };
export interface Argument {
  readonly name: string | null;
  readonly value: Value;
}
export interface Attribute {
  /** "id", "db.VarChar", "map" ... */
  readonly name: string;
  readonly args: readonly Argument[];
}
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
  readonly optional: boolean;
  readonly attributes: readonly Attribute[];
  readonly line: number;
}
export interface Block {
  /** "model", "view", "type", "enum", "datasource", "generator". */
  readonly kind: string;
  readonly name: string;
  readonly fields: readonly Field[];
  readonly attributes: readonly Attribute[];
  /** Settings of datasource and generator blocks. */
  readonly settings: readonly Argument[];
  readonly line: number;
  readonly endLine: number;
}

class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  readBlocks(): readonly Block[] {
    const blocks: Block[] = [];
    for (this.skipLines(); this.peek() !== undefined; this.skipLines()) {
      const block = this.readBlock();
      if (block !== null) blocks.push(block);
    }
    return blocks;
  }

  private peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  private isMark(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "mark" && token.text === text;
  }

  private accept(text: string): boolean {
    if (!this.isMark(text)) return false;
    this.at++;
    return true;
  }

  private skipLines(): void {
    while (this.peek()?.kind === "newline") this.at++;
  }

  private readBlock(): Block | null {
    const [kind, name] = [this.peek(), this.peek(1)];
    if (kind?.kind !== "name" || name?.kind !== "name" || !this.isMark("{", 2)) {
      this.at++;
      return null;
    }
    this.at += 3;
    const fields: Field[] = [];
    const attributes: Attribute[] = [];
    const settings: Argument[] = [];
    for (this.skipLines(); this.peek() !== undefined && !this.isMark("}"); this.skipLines()) {
      if (this.isMark("@")) attributes.push(...this.readAttributes());
      else if (this.isMark("=", 1)) settings.push(this.readSetting());
      else if (this.peek()!.kind === "name") fields.push(this.readField());
      else this.at++;
    }
    const endLine = this.peek()?.line ?? kind.line;
    this.accept("}");
    return { kind: kind.text, name: name.text, fields, attributes, settings, line: kind.line, endLine };
  }

  private readSetting(): Argument {
    const name = this.peek()!.text;
    this.at += 2;
    return { name, value: this.readValue() };
  }

  private readField(): Field {
    const name = this.peek()!;
    this.at++;
    let type = "";
    if (this.peek()?.kind === "name") type = this.tokens[this.at++]!.text;
    if (this.accept("(")) this.readArguments();
    let list = false;
    let optional = false;
    for (; this.isMark("[") || this.isMark("]") || this.isMark("?") || this.isMark("!"); this.at++) {
      if (this.isMark("[")) list = true;
      if (this.isMark("?")) optional = true;
    }
    return { name: name.text, type, list, optional, attributes: this.readAttributes(), line: name.line };
  }

  /** `@a @b(c) @db.X(3)`, `@@map("x")`, to the end of the line. */
  private readAttributes(): Attribute[] {
    const attributes: Attribute[] = [];
    while (this.peek() !== undefined && this.peek()!.kind !== "newline" && !this.isMark("}")) {
      if (!this.accept("@")) {
        this.at++;
        continue;
      }
      this.accept("@");
      const name = this.readName();
      attributes.push({ name, args: this.accept("(") ? this.readArguments() : [] });
    }
    return attributes;
  }

  private readName(): string {
    let name = this.tokens[this.at++]?.text ?? "";
    while (this.isMark(".") && this.peek(1)?.kind === "name") {
      name += `.${this.peek(1)!.text}`;
      this.at += 2;
    }
    return name;
  }

  private readArguments(): Argument[] {
    const args: Argument[] = [];
    for (this.skipLines(); this.peek() !== undefined && !this.isMark(")"); this.skipLines()) {
      if (this.accept(",")) continue;
      const named = this.peek()!.kind === "name" && this.isMark(":", 1);
      const name = named ? this.peek()!.text : null;
      if (named) this.at += 2;
      args.push({ name, value: this.readValue() });
    }
    this.accept(")");
    return args;
  }

  private readValue(): Value {
    this.skipLines();
    if (this.accept("[")) {
      const items: Value[] = [];
      for (this.skipLines(); this.peek() !== undefined && !this.isMark("]"); this.skipLines()) {
        if (!this.accept(",")) items.push(this.readValue());
      }
      this.accept("]");
      return items;
    }
    const token = this.peek();
    if (token === undefined) return "";
    if (token.kind !== "name") {
      this.at++;
      return token.kind === "number" ? Number(token.text) : token.text;
    }
    const name = this.readName();
    return this.accept("(") ? { call: name, args: this.readArguments() } : name;
  }
}

export const readPrismaSchema = (text: string): readonly Block[] => new Reader(tokenizePrisma(text)).readBlocks();

/** Value of an argument by name, or by position among those without a name. */
export function argumentOf(attribute: Attribute | undefined, name: string, position: number): Value | undefined {
  if (attribute === undefined) return undefined;
  const named = attribute.args.find((argument) => argument.name === name);
  return (named ?? attribute.args.filter((argument) => argument.name === null)[position])?.value;
}

export const textOf = (value: Value | undefined): string | null => (typeof value === "string" ? value : null);

export const namesOf = (value: Value | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
