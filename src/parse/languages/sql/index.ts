/** Turns a .sql file (dump, migration, query) into FileFacts. */
import type { FileFacts } from "../../../model/file-facts.js";
import type { TableFragment } from "../../../model/fragments.js";
import { byText } from "../../../text/order.js";
import { defineLanguage } from "../../language.js";
import { readSql, type SqlReading } from "./read-sql.js";
import { tokenizeSql } from "./tokens.js";

const MIGRATION = /(^|\/)(migrations?|migrate|changelogs?|ddl)(\/|$)|(^|\/)(V?\d[\d._]*_|R__)[^/]*\.sql$/i;
/** The half that takes a step back: it undoes the tables that the other half made. */
const DOWN_FILE = /(^|[./_-])(down|undo|rollback|revert)\.sql$|(^|\/)(down|undo|revert|U\d[\d._]*__[^/]*)(\/|\.sql$)/i;
const DOWN_MARK =
  /^\s*--\s*(\+migrate down|\+goose down|migrate:down|down migration|!downs|rambler down|@undo|rollback\b|down\s*$)/i;
const UP_MARK = /^\s*--\s*(\+migrate up|\+goose up|migrate:up|up migration|!ups|rambler up|up\s*$)/i;
const COPY_DATA = /^copy\s[^;]*\sfrom\s+stdin[^;]*;\s*$/i;

/** Text with data blocks and steps back blanked, so that lines keep their numbers. */
function blankOtherThanUp(text: string): string {
  let down = false;
  let data = false;
  return text
    .split("\n")
    .map((line) => {
      if (data) {
        data = line.trimEnd() !== "\\.";
        return "";
      }
      if (UP_MARK.test(line)) down = false;
      else if (DOWN_MARK.test(line)) down = true;
      data = COPY_DATA.test(line.trim());
      return down || data ? "" : line;
    })
    .join("\n");
}

const from = (path: string): TableFragment["from"] => (MIGRATION.test(path) ? "migration" : "schema");

function readFile(path: string, text: string): SqlReading {
  return DOWN_FILE.test(path) ? { uses: [], changes: [], marks: [] } : readSql(blankOtherThanUp(text), from(path));
}

const countLines = (text: string): number => new Set(tokenizeSql(text).map((token) => token.line)).size;

function countNames(reading: SqlReading): Record<string, number> {
  const counts = new Map<string, number>();
  const names = [...reading.uses.map((use) => use.table), ...reading.changes.map((change) => change.table)];
  for (const name of names) {
    for (const word of name.toLowerCase().split(/[^a-z]+/)) {
      if (word.length > 2) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return Object.fromEntries([...counts].sort((a, b) => byText(a[0], b[0])));
}

function readFacts(path: string, text: string): FileFacts {
  const reading = readFile(path, text);
  const migration = from(path) === "migration";
  return {
    path,
    language: "sql",
    lines: countLines(text),
    parsed: true,
    marks: migration ? ["migration"] : [],
    imports: [],
    exports: [],
    definitions: [],
    references: [],
    calls: [],
    env: [],
    tables: reading.uses.map((use) => ({ ...use, model: null, via: migration ? "migration" : "sql", within: "" })),
    transactions: [],
    fragments: reading.changes,
    words: countNames(reading),
    diagnostics: [],
  };
}

export const sql = defineLanguage(() => ({
  id: "sql",
  owns: (path) => /\.sql$/i.test(path),
  parse: ({ path, text }) => readFacts(path, text),
}));
