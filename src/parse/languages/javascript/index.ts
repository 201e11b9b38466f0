/** Turns a JavaScript or TypeScript file into FileFacts. */
import type { FileFacts } from "../../../model/file-facts.js";
import { byKeys } from "../../../text/order.js";
import { defineLanguage, type SourceText, unparsedFacts } from "../../language.js";
import { countCodeLines } from "./lines.js";
import { isMinified, marksOf } from "./marks.js";
import { parseProgram } from "./parse.js";
import { type WalkResult, walkFile } from "./walk.js";
import { countWords } from "./words.js";

const JAVASCRIPT = /\.([cm]?jsx?|es6)$/;
const TYPESCRIPT = /\.([cm]?ts|tsx)$/;
const SHEBANG = /^#!.*\b(node|nodejs|tsx|ts-node|bun|deno)\b/;
const NO_EXTENSION = /(^|\/)[^./]+$/;

export const javascript = defineLanguage(() => ({
  id: "javascript",
  owns: (path, firstLine) => JAVASCRIPT.test(path) || (NO_EXTENSION.test(path) && SHEBANG.test(firstLine)),
  parse: (source) => readFile(source, "javascript"),
}));

export const typescript = defineLanguage(() => ({
  id: "typescript",
  owns: (path) => TYPESCRIPT.test(path),
  parse: (source) => readFile(source, "typescript"),
}));

function readFile({ path, text }: SourceText, language: string): FileFacts {
  if (isMinified(path, text)) {
    const facts = unparsedFacts(path, language, 0, "minified", "minified or very large: not parsed", null);
    return { ...facts, marks: ["minified", ...marksOf(path, text, [], false)].sort() };
  }
  let file: ReturnType<typeof parseProgram>;
  try {
    file = parseProgram(path, text);
  } catch (error) {
    return failed(path, text, language, error);
  }
  const comments = file.comments ?? [];
  const walked = walkFile(path, text, file.program);
  return collect(path, text, language, countCodeLines(text, comments), walked, countWords(walked.names, comments));
}

function failed(path: string, text: string, language: string, error: unknown): FileFacts {
  const message = error instanceof Error ? error.message : String(error);
  const line = error instanceof SyntaxError && "loc" in error ? (error.loc as { line: number }).line : null;
  return {
    ...unparsedFacts(path, language, countCodeLines(text, []), "parse-failed", message, line),
    marks: marksOf(path, text, [], false),
  };
}

function collect(
  path: string,
  text: string,
  language: string,
  lines: number,
  walked: WalkResult,
  words: Record<string, number>,
): FileFacts {
  const { context } = walked;
  const sources = walked.imports.map((one) => one.source);
  return {
    path,
    language,
    lines,
    parsed: true,
    marks: marksOf(path, text, sources, walked.jsx),
    imports: walked.imports,
    exports: walked.exports,
    definitions: walked.definitions.sort(
      byKeys(
        (one) => one.line,
        (one) => one.name,
      ),
    ),
    references: walked.references.all(),
    calls: walked.calls,
    env: walked.env,
    tables: context.tables,
    transactions: context.transactions,
    fragments: context.fragments,
    words,
    diagnostics: context.diagnostics,
  };
}
