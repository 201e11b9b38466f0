/** The contract of a language: one file's text becomes FileFacts. */
import type { FileFacts } from "../model/file-facts.js";

/** Bytes of WASM grammars, handed in from `io/` so that no stage touches disk. */
export interface ParseResources {
  wasm(name: "prism"): Uint8Array;
}

export interface SourceText {
  readonly path: string;
  readonly text: string;
  /** Raw bytes, for magic encoding comments. */
  readonly bytes: Uint8Array;
}

export interface Language {
  readonly id: string;
  /** Does this language read the file? By extension, file name or shebang. */
  owns(path: string, firstLine: string): boolean;
  parse(source: SourceText): FileFacts;
}

export type LanguageFactory = (resources: ParseResources) => Language;
export const defineLanguage = (factory: LanguageFactory): LanguageFactory => factory;

/** Facts of a file that could not be parsed: it costs that file alone. */
export function unparsedFacts(
  path: string,
  language: string,
  lines: number,
  code: string,
  message: string,
  line: number | null,
): FileFacts {
  return {
    path,
    language,
    lines,
    parsed: false,
    marks: [],
    imports: [],
    exports: [],
    definitions: [],
    references: [],
    calls: [],
    env: [],
    tables: [],
    transactions: [],
    fragments: [],
    words: {},
    diagnostics: [{ code, line, message }],
  };
}
