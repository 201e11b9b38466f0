import { astVisitor, parse } from "pgsql-ast-parser";
import { describe, expect, it } from "vitest";
import { HOLE, looksLikeSql, readSql } from "../../../../src/parse/languages/sql/read-sql.js";

const uses = (text: string) => [...new Set(readSql(text).uses.map((use) => `${use.mode} ${use.table}`))].sort();

/** What PostgreSQL's grammar says of the same statement. */
function judge(text: string): string[] {
  const found = new Set<string>();
  const hidden = new Set<string>();
  const writes = new Set<object>();
  const visitor = astVisitor((map) => ({
    with: (node) => {
      for (const one of node.bind) hidden.add(one.alias.name);
      map.super().with(node);
    },
    insert: (node) => {
      writes.add(node.into);
      map.super().insert(node);
    },
    update: (node) => {
      writes.add(node.table);
      map.super().update(node);
    },
    delete: (node) => {
      writes.add(node.from);
      map.super().delete(node);
    },
    tableRef: (node) => {
      if (!hidden.has(node.name)) found.add(`${writes.has(node) ? "write" : "read"} ${node.name}`);
    },
  }));
  for (const statement of parse(text)) visitor.statement(statement);
  return [...found].sort();
}

const POSTGRES = [
  "SELECT * FROM users",
  "select u.id from users u, accounts as a where u.id = a.user_id",
  "SELECT a.id FROM accounts a LEFT JOIN ledger_entries e ON e.account_id = a.id INNER JOIN cards USING (id)",
  "SELECT (SELECT count(*) FROM users) AS n, (SELECT max(id) FROM cards WHERE x IN (SELECT y FROM limits)) AS m",
  "INSERT INTO accounts (id, iban) VALUES (1, 'FROM hell')",
  "INSERT INTO archive (id) SELECT id FROM cards WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE cards.a = accounts.id)",
  "UPDATE cards SET status = 'x' FROM accounts WHERE cards.account_id = accounts.id",
  "DELETE FROM sessions WHERE user_id IN (SELECT id FROM users)",
  "WITH gone AS (DELETE FROM old_rows RETURNING *) INSERT INTO archive SELECT * FROM gone",
  "SELECT extract(year FROM created_at), substring(name FROM 1) FROM users",
  "SELECT * FROM (SELECT id FROM users) x JOIN (SELECT user_id FROM cards) y ON x.id = y.user_id",
  "SELECT count(*) FILTER (WHERE a) FROM t1 UNION SELECT 1 FROM t2",
  "SELECT id FROM jobs WHERE state = 'new' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
];

describe("tables used by a statement", () => {
  it.each(POSTGRES)("reads what PostgreSQL's grammar reads: %s", (text) => {
    expect(judge(text).length).toBeGreaterThan(0);
    expect(uses(text)).toEqual(judge(text));
  });

  it.each([
    ["SELECT * FROM `users` WHERE id = ?", ["read users"]],
    ["DELETE a FROM `orders` a JOIN items i ON i.o = a.id", ["read items", "write orders"]],
    ["REPLACE INTO settings SET k = 'it''s \"FROM x\"'", ["write settings"]],
    ["UPDATE IGNORE t1 JOIN t2 ON t1.a = t2.a SET t1.b = 1", ["read t2", "write t1"]],
    ["select * from users where id = :id -- from comments\n and x /* from y */ = 1", ["read users"]],
    ['SELECT * FROM public."User" u JOIN audit.log l ON true', ["read User", "read audit.log"]],
    ["MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE", ["read b", "write a"]],
    ["SELECT $q$ FROM nothing $q$, 'FROM nothing' FROM real", ["read real"]],
    [`SELECT * FROM ${HOLE} JOIN cards ON id = ${HOLE}`, ["read cards"]],
    [`SELECT * FROM logs_${HOLE} WHERE a = 1`, []],
    ["TRUNCATE TABLE a, b CASCADE", ["write a", "write b"]],
    ["COPY users (id, name) FROM stdin", ["write users"]],
    ["CREATE VIEW v AS SELECT * FROM users JOIN cards ON true", ["read cards", "read users"]],
    [
      "WITH RECURSIVE t AS (SELECT id FROM nodes UNION ALL SELECT n.id FROM nodes n JOIN t ON n.p = t.id) SELECT * FROM t",
      ["read nodes"],
    ],
    ["SELECT 1 FROM users WHERE a IS NOT DISTINCT FROM b", ["read users"]],
    ["SELECT * FROM generate_series(1, 2) g, users", ["read users"]],
  ])("reads other dialects, holes and comments: %s", (text, expected) => {
    expect(uses(text)).toEqual(expected);
  });

  it("keeps lines and transaction marks", () => {
    const reading = readSql("BEGIN;\nUPDATE a SET b = 1;\n\nDELETE FROM c;\nCOMMIT;");
    expect(reading.uses.map((use) => [use.table, use.line])).toEqual([
      ["a", 2],
      ["c", 4],
    ]);
    expect(reading.marks).toEqual([
      { mark: "begin", line: 1 },
      { mark: "commit", line: 5 },
    ]);
  });
});

describe("steps of the schema", () => {
  it("reads a table with columns, keys and constraints", () => {
    const [table] = readSql(
      `CREATE TABLE IF NOT EXISTS "Account" (
        "id" SERIAL PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        amount numeric(10, 2) DEFAULT 0 NOT NULL, key text, "at" timestamp with time zone DEFAULT now(),
        owner uuid, CONSTRAINT fk FOREIGN KEY (owner) REFERENCES public.people (id), UNIQUE (key))`,
    ).changes;
    expect(table?.columns).toEqual([
      { name: "id", type: "serial", nullable: false, default: null, primaryKey: true },
      { name: "user_id", type: "integer", nullable: false, default: null, primaryKey: false },
      { name: "amount", type: "numeric(10, 2)", nullable: false, default: "0", primaryKey: false },
      { name: "key", type: "text", nullable: true, default: null, primaryKey: false },
      { name: "at", type: "timestamp with time zone", nullable: true, default: "now()", primaryKey: false },
      { name: "owner", type: "uuid", nullable: true, default: null, primaryKey: false },
    ]);
    expect(table?.foreignKeys.map((key) => [key.column, key.to, key.toColumn])).toEqual([
      ["owner", "people", "id"],
      ["user_id", "users", "id"],
    ]);
  });

  it("reads MySQL's spelling", () => {
    const [table] = readSql(
      "CREATE TABLE `a` (`id` int(11) NOT NULL AUTO_INCREMENT, `b_id` int, PRIMARY KEY (`id`), KEY `i` (`b_id`), CONSTRAINT `f` FOREIGN KEY (`b_id`) REFERENCES `b` (`id`)) ENGINE=InnoDB",
    ).changes;
    expect(table?.columns.map((column) => [column.name, column.type, column.primaryKey])).toEqual([
      ["id", "int(11)", true],
      ["b_id", "int", false],
    ]);
    expect(table?.foreignKeys.map((key) => key.to)).toEqual(["b"]);
  });

  it.each([
    ["ALTER TABLE a ADD COLUMN b text NOT NULL, DROP COLUMN IF EXISTS c", ["add-column a b", "drop-column a c"]],
    ["ALTER TABLE ONLY a ADD CONSTRAINT x FOREIGN KEY (b) REFERENCES c(id)", ["add-foreign-key a "]],
    ["ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME COLUMN c TO d", ["rename a ", "rename-column b c"]],
    ["ALTER TABLE a ALTER COLUMN b SET NOT NULL", ["change-column a b"]],
    ["ALTER TABLE a CHANGE `b` `c` int NOT NULL", ["rename-column a b", "change-column a c"]],
    ["DROP TABLE IF EXISTS a, b CASCADE", ["drop a ", "drop b "]],
    ["CREATE TEMPORARY TABLE a (id int)", []],
  ])("reads %s", (text, expected) => {
    expect(readSql(text).changes.map((one) => `${one.op} ${one.table} ${one.column ?? ""}`)).toEqual(expected);
  });
});

describe("telling SQL from prose", () => {
  it.each([
    "SELECT 1",
    "select * from users",
    "(SELECT id FROM a)",
    "update users set a = 1",
    "INSERT INTO a VALUES (1)",
  ])("takes %s", (text) => expect(looksLikeSql(text)).toBe(true));
  it.each([
    "Select",
    "update your settings",
    "delete account",
    "with love",
    "insert coin",
    "lock screen",
    "set a value",
  ])("leaves %s", (text) => expect(looksLikeSql(text)).toBe(false));
});
