/** Turns one SQL statement into the tables it reads and writes: clauses, joins, subqueries and CTEs followed. */
import { Cursor } from "./cursor.js";

export interface SqlUse {
  readonly table: string;
  readonly mode: "read" | "write";
  /** 1 for the first line of the text. */
  readonly line: number;
}

/** Words that end a list of tables. */
const AFTER_TABLES = new Set(
  "where group order having limit offset fetch union intersect except for window returning on set values when select using default".split(
    " ",
  ),
);
const JOIN_WORDS = new Set(
  "join inner left right full outer cross natural lateral straight_join semi anti asof".split(" "),
);
const MODIFIERS = new Set(
  "low_priority delayed high_priority ignore quick or replace rollback abort fail into table from".split(" "),
);

class Statement {
  readonly uses: SqlUse[] = [];

  private add(cursor: Cursor, mode: SqlUse["mode"], hidden: ReadonlySet<string>): void {
    const table = cursor.tableName();
    if (table?.name == null || hidden.has(table.name)) return;
    // `FROM generate_series(...)`: a function, unless columns of an insert follow.
    if (cursor.isMark("(") && mode === "read") return;
    this.uses.push({ table: table.name, mode, line: table.line });
  }

  /** A whole statement, or the inside of brackets: `hidden` are the names of CTEs around it. */
  read(cursor: Cursor, hidden: ReadonlySet<string>): void {
    let known = hidden;
    if (cursor.accept("with")) known = this.readCtes(cursor, hidden);
    if (cursor.accept("explain")) while (cursor.isWord("analyze") || cursor.isWord("verbose")) cursor.at++;
    this.readVerb(cursor, known);
    this.readClauses(cursor, known);
  }

  private readCtes(cursor: Cursor, hidden: ReadonlySet<string>): ReadonlySet<string> {
    const known = new Set(hidden);
    const recursive = cursor.accept("recursive");
    do {
      const name = cursor.part()?.text ?? null;
      if (name !== null && recursive) known.add(name);
      if (cursor.isMark("(")) cursor.group();
      cursor.accept("as");
      cursor.accept("not");
      cursor.accept("materialized");
      const body = cursor.group();
      if (body !== null) this.read(body, known);
      if (name !== null) known.add(name);
    } while (cursor.acceptMark(","));
    return known;
  }

  private readVerb(cursor: Cursor, hidden: ReadonlySet<string>): void {
    if (cursor.accept("insert") || cursor.accept("replace")) {
      this.skipModifiers(cursor);
      this.add(cursor, "write", hidden);
      if (cursor.isMark("(") && !cursor.isWord("select", 1)) cursor.group();
    } else if (cursor.accept("update")) {
      this.skipModifiers(cursor);
      this.readTargets(cursor, "write", hidden);
    } else if (cursor.accept("delete")) this.readDelete(cursor, hidden);
    else if (cursor.accept("merge")) {
      cursor.accept("into");
      this.add(cursor, "write", hidden);
    } else if (cursor.accept("truncate")) {
      cursor.accept("table");
      this.readTargets(cursor, "write", hidden);
    } else if (cursor.accept("lock")) {
      if (cursor.accept("table") || cursor.accept("tables")) this.readTargets(cursor, "write", hidden);
    } else if (cursor.accept("copy")) this.readCopy(cursor, hidden);
    else if (cursor.accept("refresh", "materialized", "view")) {
      cursor.accept("concurrently");
      this.add(cursor, "write", hidden);
    }
  }

  private skipModifiers(cursor: Cursor): void {
    while (cursor.peek()?.kind === "word" && MODIFIERS.has(cursor.peek()!.text) && cursor.peek(1)) cursor.at++;
  }

  /** `DELETE FROM t`, and MySQL's `DELETE a, b FROM t a JOIN ...`, where aliases are deleted from. */
  private readDelete(cursor: Cursor, hidden: ReadonlySet<string>): void {
    while (cursor.isWord("low_priority") || cursor.isWord("quick") || cursor.isWord("ignore")) cursor.at++;
    while (!cursor.done && !cursor.isWord("from")) cursor.at++;
    if (!cursor.accept("from")) return;
    this.readTargets(cursor, "write", hidden);
  }

  private readCopy(cursor: Cursor, hidden: ReadonlySet<string>): void {
    if (cursor.isMark("(")) return;
    const start = cursor.at;
    cursor.tableName();
    cursor.group();
    const mode = cursor.isWord("from") ? "write" : "read";
    const after = cursor.at;
    cursor.at = start;
    this.add(cursor, mode, hidden);
    // `COPY t FROM stdin` names no table after FROM.
    cursor.at = mode === "write" ? cursor.tokens.length : after;
  }

  /** `a AS x, b JOIN c ON ...`: the first is what `mode` says, joined ones are read. */
  private readTargets(cursor: Cursor, mode: SqlUse["mode"], hidden: ReadonlySet<string>): void {
    do {
      this.readTarget(cursor, mode, hidden);
      this.skipAlias(cursor);
    } while (cursor.acceptMark(","));
  }

  private readTarget(cursor: Cursor, mode: SqlUse["mode"], hidden: ReadonlySet<string>): void {
    cursor.accept("lateral");
    const inner = cursor.group();
    if (inner === null) {
      this.add(cursor, mode, hidden);
      return;
    }
    const token = inner.peek();
    if (token?.kind === "word" && /^(select|with|values|insert|update|delete|table)$/.test(token.text)) {
      this.read(inner, hidden);
    } else this.readFrom(inner, hidden);
  }

  /** `FROM (a JOIN b ON ...)`. */
  private readFrom(cursor: Cursor, hidden: ReadonlySet<string>): void {
    this.readTargets(cursor, "read", hidden);
    this.readClauses(cursor, hidden);
  }

  private skipAlias(cursor: Cursor): void {
    if (cursor.isMark("*")) cursor.at++;
    if (cursor.isMark("(")) this.read(cursor.group()!, new Set());
    if (cursor.accept("as")) cursor.part();
    else {
      const token = cursor.peek();
      const isName = token?.kind === "quoted" || (token?.kind === "word" && !AFTER_TABLES.has(token.text));
      if (isName && !JOIN_WORDS.has(token.text)) cursor.at++;
    }
    if (cursor.isMark("(")) cursor.group();
  }

  /** What follows the verb: FROM and JOIN lists, and every bracket with a query inside. */
  private readClauses(cursor: Cursor, hidden: ReadonlySet<string>): void {
    while (!cursor.done) {
      if (cursor.isMark("(")) this.readBracket(cursor, hidden);
      else if (this.isFrom(cursor)) {
        cursor.at++;
        this.readTargets(cursor, "read", hidden);
      } else if (/^(union|intersect|except|minus|as)$/.test(cursor.peek()!.text) && cursor.peek()!.kind === "word") {
        cursor.at++;
      } else cursor.at++;
    }
  }

  private readBracket(cursor: Cursor, hidden: ReadonlySet<string>): void {
    const before = cursor.peek(-1);
    const isCall =
      before?.kind === "word" && /^(extract|substring|trim|overlay|position|ltrim|rtrim|btrim)$/.test(before.text);
    const inner = cursor.group()!;
    // `EXTRACT(year FROM x)`: FROM names no table there.
    if (isCall && !inner.isWord("select")) this.readInnerBrackets(inner, hidden);
    else this.read(inner, hidden);
  }

  private readInnerBrackets(cursor: Cursor, hidden: ReadonlySet<string>): void {
    while (!cursor.done) {
      if (cursor.isMark("(")) this.readBracket(cursor, hidden);
      else cursor.at++;
    }
  }

  private isFrom(cursor: Cursor): boolean {
    const before = cursor.peek(-1);
    if (cursor.isWord("from"))
      return !(before?.kind === "word" && before.text === "distinct" && this.isComparison(cursor));
    if (cursor.isWord("join") || cursor.isWord("straight_join")) return true;
    // `DELETE ... USING b`, `MERGE ... USING b`; `JOIN b USING (id)` opens a bracket.
    return cursor.isWord("using") && !cursor.isMark("(", 1) && !this.isIndexMethod(cursor);
  }

  /** `a IS [NOT] DISTINCT FROM b`. */
  private isComparison(cursor: Cursor): boolean {
    const word = (ahead: number) => cursor.tokens[cursor.at + ahead];
    const first = word(-2);
    return first?.kind === "word" && (first.text === "is" || first.text === "not");
  }

  private isIndexMethod(cursor: Cursor): boolean {
    return cursor.tokens[0]?.text === "create" || cursor.tokens[0]?.text === "alter";
  }
}

const QUERIES = new Set(
  "select with insert update delete replace merge truncate lock copy refresh explain values".split(" "),
);

/** Tables used by the statement; none for schema changes, which `table-changes.ts` reads. */
export function readTableUses(cursor: Cursor): readonly SqlUse[] {
  while (cursor.isMark("(")) cursor.at++;
  const first = cursor.peek();
  if (first === undefined || first.kind !== "word") return [];
  if (!QUERIES.has(first.text)) return readDefinedQuery(cursor);
  const statement = new Statement();
  statement.read(cursor, new Set());
  return statement.uses;
}

/** `CREATE VIEW x AS SELECT ...`, `CREATE TABLE x AS SELECT ...`: the query behind AS. */
function readDefinedQuery(cursor: Cursor): readonly SqlUse[] {
  if (!cursor.isWord("create")) return [];
  while (!cursor.done && !(cursor.isWord("as") && (cursor.isWord("select", 1) || cursor.isWord("with", 1))))
    cursor.at++;
  if (!cursor.accept("as")) return [];
  const statement = new Statement();
  statement.read(new Cursor(cursor.tokens.slice(cursor.at)), new Set());
  return statement.uses;
}
