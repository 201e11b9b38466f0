/** Turns a Prisma schema file into FileFacts. */
import type { EnvRead, FileFacts } from "../../../model/file-facts.js";
import { byText } from "../../../text/order.js";
import { defineLanguage } from "../../language.js";
import { readModels } from "./models.js";
import { type Block, readPrismaSchema, textOf } from "./schema.js";
import { tokenizePrisma } from "./tokens.js";

/** `url = env("DATABASE_URL")` of a datasource. */
function readEnv(blocks: readonly Block[]): EnvRead[] {
  return blocks.flatMap((block) =>
    block.settings.flatMap(({ value }) => {
      if (typeof value !== "object" || !("call" in value) || value.call !== "env") return [];
      const name = textOf(value.args[0]?.value);
      return name === null ? [] : [{ name, line: block.line, hasDefault: false }];
    }),
  );
}

function countNames(blocks: readonly Block[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of blocks.flatMap((block) => [block.name, ...block.fields.map((field) => field.name)])) {
    for (const [piece] of name.matchAll(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g)) {
      const word = piece.toLowerCase();
      if (word.length > 2) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return Object.fromEntries([...counts].sort((a, b) => byText(a[0], b[0])));
}

function readFacts(path: string, text: string): FileFacts {
  const blocks = readPrismaSchema(text);
  const types = blocks.filter((block) => block.kind !== "datasource" && block.kind !== "generator");
  const codeLines = new Set(tokenizePrisma(text).flatMap((token) => (token.kind === "newline" ? [] : [token.line])));
  return {
    path,
    language: "prisma",
    lines: codeLines.size,
    parsed: true,
    marks: [],
    imports: [],
    exports: types.map(({ name, line }) => ({ name, origin: { kind: "local", name }, line })),
    definitions: types.map(({ name, line, endLine }) => ({
      name,
      kind: "type",
      line,
      endLine,
      bases: [],
      complexity: 0,
    })),
    references: [],
    calls: [],
    env: readEnv(blocks),
    tables: [],
    transactions: [],
    fragments: [...readModels(blocks)],
    words: countNames(types),
    diagnostics: [],
  };
}

export const prisma = defineLanguage(() => ({
  id: "prisma",
  owns: (path) => path.endsWith(".prisma"),
  parse: ({ path, text }) => readFacts(path, text),
}));
