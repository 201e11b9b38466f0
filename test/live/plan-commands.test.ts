/** The commands of plan.md that move data, as a person would type them, on real PostgreSQL and MariaDB. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDecisions, settleDecisions } from "../../src/decide/index.js";
import type { DataStep } from "../../src/model/decision.js";
import type { PlannedStep } from "../../src/model/plan.js";
import { dataSteps } from "../../src/plan/steps/data.js";
import { handMadeGround } from "../hand-made-ground.js";
import { authorizations, handMadePlan } from "../hand-made-plan.js";
import { type Postgres, startPostgres } from "./postgres.js";
import { HOST, Processes, startMariadb } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "plan-commands-"));
const processes = new Processes();
let postgres: Postgres;
let mysqlPort: number;

/** Names that both databases refuse, or fold to lower case, where they are not quoted. */
const SCHEMA = `CREATE TABLE "user" (id bigint PRIMARY KEY);
  CREATE TABLE "order" ("key" KEY_TYPE PRIMARY KEY, "userId" bigint NOT NULL, amount_cents integer, status varchar(20),
    CONSTRAINT of_user FOREIGN KEY ("userId") REFERENCES "user" (id));
  INSERT INTO "user" VALUES (1), (2);
  INSERT INTO "order" VALUES (1, 1, 100, 'held'), (2, 2, 200, NULL);`;

beforeAll(async () => {
  postgres = await startPostgres(root, processes);
  mysqlPort = await startMariadb(root, processes);
  await postgres.sql(SCHEMA.replace("KEY_TYPE", "bigserial"));
  await postgres.sql("CREATE DATABASE service");
  writeFileSync(join(root, ".my.cnf"), `[client]\nhost=${HOST}\nport=${mysqlPort}\nuser=app\npassword=app\n`);
  type(`mysql -e "CREATE DATABASE service"`);
  type(`mysql neobank <<'SQL'\n${SCHEMA.replace("KEY_TYPE", "bigint").replaceAll('"', "`")}\nSQL`);
});

afterAll(async () => {
  await processes.stop();
  rmSync(root, { recursive: true, force: true });
});

/** A command that fails ends the script, in a pipe as well. */
function type(...commands: readonly string[]): string {
  const env = {
    ...process.env,
    HOME: root,
    DATABASE_URL: postgres.url,
    MONOLITH_URL: postgres.url,
    SERVICE_URL: postgres.url.replace(/app$/, "service"),
    MONOLITH_DB: "neobank",
    SERVICE_DB: "service",
  };
  return execFileSync("bash", ["-euo", "pipefail", "-c", commands.join("\n")], {
    env,
    encoding: "utf8",
    stdio: "pipe",
  });
}

function stepsFor(database: "postgres" | "mysql", data: DataStep): readonly [PlannedStep, PlannedStep] {
  const plan = handMadePlan();
  const ground = handMadeGround();
  const { app } = ground;
  const settled = settleDecisions(null, ground, { set: [], answers: null, given: new Map() });
  const decisions = readDecisions(settled, "decisions.yaml");
  const [id, card, ...others] = authorizations.columns;
  const orders = {
    ...authorizations,
    name: "order",
    columns: [{ ...id!, name: "key" }, { ...card!, name: "userId" }, ...others],
    foreignKeys: [{ ...authorizations.foreignKeys[0]!, column: "userId", to: "user" }],
  };
  const users = { ...authorizations, name: "user", columns: [id!], foreignKeys: [] };
  const service = { ...plan.services[0]!, name: "select", data, tables: [orders] };
  const [copy, keys] = dataSteps(
    {
      app: { ...app, tables: [orders, users] },
      monolith: { ...plan.monolith, database },
      services: [service],
      events: [],
      decisions,
    },
    service,
  );
  return [copy!, keys!];
}

/** Types the step twice, then a row later once more. */
function copyInRounds(copy: PlannedStep, add: string, there: string): readonly string[] {
  const count = (): string => type(there).trim();
  type(...copy.commands);
  type(...copy.commands);
  const twice = count();
  type(add);
  type(...copy.commands);
  return [twice, count()];
}

/** The name that the first command finds is what the person fills in. */
function dropKey(keys: PlannedStep): void {
  expect(type(keys.commands[0]!)).toContain("of_user");
  type(keys.commands[1]!.replace("KEY=...", "KEY=of_user"));
  expect(type(keys.commands[0]!)).not.toContain("of_user");
}

const row = (id: number): string => `INSERT INTO "order" VALUES (${id}, 1, 5, NULL)`;
const inMysql = (sql: string): string => `'${sql.replaceAll('"', "`")}'`;

describe("the steps that move a service's tables", () => {
  it("copies into a schema of its own, in rounds that neither repeat nor lose a row", () => {
    const [copy] = stepsFor("postgres", "own-schema");
    const there = `psql "$DATABASE_URL" -Atc 'SELECT count(*) FROM "select"."order"'`;
    expect(copyInRounds(copy, `psql "$DATABASE_URL" -c '${row(3)}'`, there)).toEqual(["2", "3"]);
    expect(type(...watched(copy))).toMatch(/3 \|\s+3/);
  });

  it("copies into another PostgreSQL, whose sequence goes on above the copy", () => {
    const [copy] = stepsFor("postgres", "own-database");
    const there = `psql "$SERVICE_URL" -Atc 'SELECT count(*) FROM "order"'`;
    expect(copyInRounds(copy, `psql "$MONOLITH_URL" -c '${row(4)}'`, there)).toEqual(["3", "4"]);
    const next = type(`psql "$SERVICE_URL" -Atc "SELECT nextval('order_key_seq') > 4"`);
    expect(next.trim()).toBe("t");
  });

  it("copies into another MySQL without making its tables anew, and frees it of the key to a table that stays", () => {
    const [copy, keys] = stepsFor("mysql", "own-database");
    const there = `mysql service -Ne ${inMysql('SELECT COUNT(*) FROM "order"')}`;
    expect(copyInRounds(copy, `mysql neobank -e ${inMysql(row(3))}`, there)).toEqual(["2", "3"]);
    expect(type(...watched(copy))).toMatch(/3\t3/);
    const write = `mysql service -e ${inMysql(row(9))}`;
    expect(() => type(write)).toThrow(/foreign key/i);
    dropKey(keys);
    expect(() => type(write)).not.toThrow();
  });

  it("drops a foreign key of PostgreSQL and puts it back", () => {
    const [, keys] = stepsFor("postgres", "own-schema");
    expect(type(...watched(keys))).toMatch(/\b0\b/);
    dropKey(keys);
    type(...keys.rollback);
    expect(type(keys.commands[0]!)).toContain('FOREIGN KEY ("userId")');
  });
});

const watched = ({ watch }: PlannedStep): readonly string[] => watch.filter((line) => /^(psql|mysql) /.test(line));
