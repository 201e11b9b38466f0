/** What each ORM says of a fixture's models, or the database after its migrations, is what the analysis must say: `expected/orm.json` was dumped by them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { DetectInput } from "../../src/detect/input.js";
import { detectJobs } from "../../src/detect/jobs.js";
import { detectModels } from "../../src/detect/models.js";
import { detectTables } from "../../src/detect/tables.js";
import { detectTransactions } from "../../src/detect/transactions.js";
import { readHeroku } from "../../src/heroku/index.js";
import type { Model } from "../../src/model/app-model.js";
import type { FileFacts } from "../../src/model/file-facts.js";
import { createParser } from "../../src/parse/index.js";
import { resolveReferences } from "../../src/resolve/index.js";
import { readFixture } from "./analyse-fixture.js";

interface Dump {
  readonly models?: readonly {
    readonly name: string;
    readonly table: string;
    readonly columns?: readonly string[];
    readonly associations: readonly { readonly kind: string; readonly name: string; readonly target: string }[];
  }[];
  readonly tables?: Readonly<
    Record<string, { readonly columns: Record<string, boolean>; readonly foreignKeys: Record<string, string> }>
  >;
}

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "fixtures");
const names = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, "expected", "orm.json")));

const parser = createParser({
  wasm: () => {
    throw new Error("no Ruby here");
  },
});

function readInput(name: string): DetectInput {
  const files = readFixture(join(FIXTURES, name, "app"));
  const paths = Object.keys(files).sort();
  const reader = { read: (path: string) => files[path] ?? null, bytes: () => null };
  const workspace = {
    files: paths.map((path) => ({ path, digest: "", size: files[path]!.length, executable: false })),
    skipped: [],
  };
  const facts = paths.flatMap((path): FileFacts[] => {
    if (!/\.([cm]?[jt]s|prisma|sql)$/.test(path)) return [];
    const one = parser.parse({ path, text: files[path]!, bytes: new Uint8Array() });
    return one === null ? [] : [one];
  });
  const catalogues = { pricesRead: "", addons: [], sdks: [], dynoSizes: [], buildpacks: [] };
  const heroku = readHeroku(workspace, reader, catalogues, new Map());
  return { facts, workspace, reader, heroku, catalogues, resolution: resolveReferences(facts, workspace, reader) };
}

const analyses = new Map<string, ReturnType<typeof compose>>();

function compose(name: string) {
  const input = readInput(name);
  const models = detectModels(input);
  const tables = detectTables(input, models);
  return { models, tables, jobs: detectJobs(input), transactions: detectTransactions(input) };
}

function analyze(name: string): ReturnType<typeof compose> {
  const known = analyses.get(name) ?? compose(name);
  analyses.set(name, known);
  return known;
}

/** A library that tells no such thing leaves nothing to compare: that is no skipped test. */
const whenDumped = (part: unknown): ((name: string, body: () => void) => void) => (part ? test : () => undefined);

describe.each(names)("%s", (name) => {
  const dump = JSON.parse(readFileSync(join(FIXTURES, name, "expected", "orm.json"), "utf8")) as Dump;
  const analysis = () => analyze(name);

  whenDumped(dump.models)("has the ORM's models, tables and associations", () => {
    const facts = (models: readonly Pick<Model, "name" | "table" | "associations">[]) =>
      models
        .flatMap(({ name: model, table, associations }) => [
          `${model} in ${table}`,
          ...associations.map((one) => `${model}.${one.name} ${one.kind} ${one.target}`),
        ])
        .sort();
    expect(facts(analysis().models)).toEqual(facts(dump.models as unknown as Model[]));
  });

  whenDumped(dump.models?.some((model) => model.columns))("has the ORM's columns", () => {
    const columns = new Map(analysis().tables.map((table) => [table.name, table.columns.map((one) => one.name)]));
    for (const model of dump.models ?? []) {
      expect(columns.get(model.table), model.table).toEqual(expect.arrayContaining([...(model.columns ?? [])]));
    }
  });

  whenDumped(dump.tables)("has the database's columns and foreign keys", () => {
    const tables = Object.fromEntries(
      analysis().tables.map((table) => [
        table.name,
        {
          columns: Object.fromEntries(table.columns.map((one) => [one.name, one.nullable])),
          foreignKeys: Object.fromEntries(
            table.foreignKeys.filter((key) => key.enforced).map((key) => [key.column, key.to]),
          ),
        },
      ]),
    );
    expect(tables).toEqual(dump.tables);
  });
});

const jobsOf = (name: string) =>
  analyze(name).jobs.map((job) => [
    job.name,
    job.queue,
    job.process,
    job.enqueuedAt.map((one) => `${one.path}:${one.line}`),
  ]);

test("jobs are joined with their queue, process and every place that enqueues them", () => {
  expect(jobsOf("bull-classes")).toEqual([
    ["CleanupTask", "tasks", "worker", []],
    ["ExportTask", "tasks", "worker", []],
    ["ImportTask", "tasks", "worker", ["server.js:9"]],
    ["mail:goodbye", "mail", "worker", []],
    ["mail:welcome", "mail", "worker", ["server.js:10"]],
    ["reports", "reports", "worker", ["server.js:14"]],
  ]);
  expect(jobsOf("mongoose-shop")).toEqual([
    ["clean up", "clean up", "web", ["server.js:26"]],
    ["send digest", "send digest", "web", ["server.js:19"]],
  ]);
});

test.each([
  ["neobank-node", "services/transfers.js#requestTransfer", ["accounts", "ledger_entries", "transfers"]],
  ["sequelize-typescript", "src/projects.ts#openProject", ["budgets", "project_members", "projects"]],
  ["typeorm-entities", "src/orders.ts#OrderService#place", ["customer", "orders"]],
  ["mongoose-shop", "server.js", ["authors", "books"]],
  ["knex-migrations", "server.js", ["invoices", "people", "visits"]],
  ["drizzle-shop", "src/server.ts", ["customers", "order_lines", "shop_orders"]],
  ["prisma-shop", "server.js", ["Listing", "users"]],
])("%s: the transaction in %s writes %j", (name, id, writes) => {
  expect(analyze(name).transactions.find((one) => one.id === id)?.writes).toEqual(writes);
});
