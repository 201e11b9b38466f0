/** Turns one file's text into FileFacts by the language that owns it. */
import type { FileFacts } from "../model/file-facts.js";
import type { SourceReader } from "../model/ports.js";
import { decodeText } from "../text/decode.js";
import { type Language, type ParseResources, type SourceText, unparsedFacts } from "./language.js";
import { languages } from "./languages.js";
import { redactFacts } from "./redact-facts.js";

export interface Parser {
  /** Language id, or null where no language owns the file. */
  languageOf(path: string, firstLine: string): string | null;
  parse(source: SourceText): FileFacts | null;
}

export function createParser(resources: ParseResources): Parser {
  const known: readonly Language[] = languages.map((factory) => factory(resources));
  const owner = (path: string, firstLine: string) => known.find((language) => language.owns(path, firstLine)) ?? null;
  return {
    languageOf: (path, firstLine) => owner(path, firstLine)?.id ?? null,
    parse(source) {
      const language = owner(source.path, source.text.slice(0, source.text.indexOf("\n") + 1 || 200));
      if (language === null) return null;
      try {
        return redactFacts(language.parse(source));
      } catch (error) {
        // A parser bug or an unreadable file costs that file alone; it is listed, not hidden.
        const message = error instanceof Error ? error.message : String(error);
        return unparsedFacts(source.path, language.id, 0, "parse-failed", message, null);
      }
    },
  };
}

/** Null where the file cannot be read or no language owns it. */
export function parseFile(parser: Parser, path: string, reader: SourceReader): FileFacts | null {
  const bytes = reader.bytes(path);
  return bytes === null ? null : parser.parse({ path, text: decodeText(bytes), bytes });
}
