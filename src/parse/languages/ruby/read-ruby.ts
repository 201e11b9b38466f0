/** Turns Ruby text into FileFacts: one parse, one walk; other embedded languages use it too. */
import type { Definition, FileFacts } from "../../../model/file-facts.js";
import { type SourceText, unparsedFacts } from "../../language.js";
import { countCodeLines, countCommentWords } from "./comments.js";
import { FileContext } from "./context.js";
import { collectFacts } from "./facts.js";
import type { FrameworkIndex } from "./framework-index.js";
import { marksOf } from "./marks.js";
import type { ParseResult } from "./nodes.js";
import type { Prism } from "./prism.js";
import { decodeRuby, mapOffsets, type OffsetMap } from "./source-text.js";
import { Walk } from "./walk.js";

/** Complaints about meaning, not grammar: the tree is whole, and older Rubies or `eval`ed files allow them. */
const TOLERATED = new Set([
  "invalid_yield",
  "return_invalid",
  "parameter_circular",
  "invalid_block_exit",
  "class_in_method",
  "write_target_in_method",
  "numbered_parameter_ordinary",
  "parameter_numbered_reserved",
  "circular_parameter",
  "script_not_found",
  "regexp_parse_error",
  "invalid_retry_without_rescue",
]);

const broken = (tree: ParseResult) => tree.errors.find((error) => !TOLERATED.has(error.type));

/** Newest grammar first; what it refuses may be fine in an older one. */
function parseAny(prism: Prism, bytes: Uint8Array): ParseResult {
  const tree = prism(bytes, "latest");
  if (broken(tree) === undefined) return tree;
  const older = prism(bytes, "3.3");
  return broken(older) === undefined ? older : tree;
}

type FrameworksOf = (path: string) => FrameworkIndex;

interface Parsed {
  readonly path: string;
  readonly text: string;
  readonly tree: ParseResult;
  readonly offsets: OffsetMap;
}

/** Migrations are kept in folders of any name: db/old_migrations. */
const isMigration = ({ bases }: Definition): boolean =>
  bases.some(
    ({ origin, how }) => how === "extends" && "name" in origin && /^(::)?ActiveRecord::Migration$/.test(origin.name),
  );

function readTree({ path, text, tree, offsets }: Parsed, frameworksOf: FrameworksOf): FileFacts {
  const facts = collectFacts();
  const context = new FileContext(path, text, offsets, facts);
  for (const mark of marksOf(path, text)) context.addMark(mark);
  const index = frameworksOf(path);
  for (const framework of index.all) framework.enterFile?.(tree.value, context);
  new Walk(context, index).visit(tree.value);
  for (const framework of index.all) framework.leaveFile?.(context);
  if (facts.definitions.some(isMigration)) context.addMark("migration");
  if (!facts.marks.has("test")) countCommentWords(facts.words, tree, offsets);
  return facts.finish(path, "ruby", countCodeLines(tree, offsets));
}

export function readRuby(prism: Prism, source: SourceText, frameworksOf: FrameworksOf): FileFacts {
  const text = decodeRuby(source);
  const bytes = new TextEncoder().encode(text);
  const offsets = mapOffsets(text, bytes);
  const tree = parseAny(prism, bytes);
  const error = broken(tree);
  if (error !== undefined) {
    const line = offsets.lineAt(error.location.startOffset);
    const lines = countCodeLines(tree, offsets);
    return unparsedFacts(source.path, "ruby", lines, "parse-failed", `Ruby syntax: ${error.message}`, line);
  }
  return readTree({ path: source.path, text, tree, offsets }, frameworksOf);
}

/** Ruby taken out of a template: prism recovers from what the taking out broke, and what it read counts. */
export function readTemplate(prism: Prism, source: SourceText, frameworksOf: FrameworksOf): FileFacts {
  const offsets = mapOffsets(source.text, source.bytes);
  const tree = prism(source.bytes, "latest");
  return readTree({ path: source.path, text: source.text, tree, offsets }, frameworksOf);
}
