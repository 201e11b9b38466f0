/** Turns SQL into a migration of the tool that the app uses: the next one in its folder, named and shaped as its own. */
import type { Plan } from "../../../model/plan.js";
import type { Sources } from "../../sources.js";
import type { OutboxSql } from "./outbox-sql.js";

export interface Migration {
  readonly path: string;
  readonly content: string;
  readonly tool: string;
  /** Applies it. */
  readonly command: string;
}

/** What a migration brings; each has its own, because the other may have been applied long ago. */
export interface Subject {
  /** "outbox" */
  readonly name: string;
  readonly about: string;
  /** Seconds, or numbers, after the app's newest. */
  readonly step: bigint;
}

export const OUTBOX_SUBJECT: Subject = {
  name: "outbox",
  about: "The outbox: rows that the database itself writes in the transaction that changes what others follow.",
  step: 1n,
};

export const INBOX_SUBJECT: Subject = {
  name: "inbox",
  about: "The inbox: ids of services' events that had their effect.",
  step: 2n,
};

interface Tool {
  readonly id: string;
  readonly command: string;
  /** Files of the tool's folder; the folder is where the newest of them is. */
  find(sources: Sources): readonly string[];
  print(
    sql: OutboxSql,
    subject: Subject,
    newest: string,
    sources: Sources,
  ): { readonly name: string; readonly content: string };
}

export function printMigration(plan: Plan, sources: Sources, sql: OutboxSql, subject: Subject): Migration {
  const ours = sources.paths.find((path) => new RegExp(`valueline[-_]${subject.name}\\b`).test(path));
  for (const tool of TOOLS) {
    const files = tool.find(sources).filter((path) => path !== ours && !path.includes("valueline"));
    const newest = [...files].sort((a, b) => (baseOf(a) < baseOf(b) ? -1 : 1)).at(-1);
    if (newest === undefined) continue;
    const { name, content } = tool.print(sql, subject, newest, sources);
    const nested = tool.id === "prisma" ? newest.split("/").slice(0, -2) : newest.split("/").slice(0, -1);
    const path = [...nested, name].join("/");
    // A second run finds its own file, and keeps its name however many migrations came after it.
    const kept = ours !== undefined && files.length > 0 && ours.startsWith(nested.join("/")) ? ours : path;
    return {
      path: kept,
      content: kept === path ? content : renamed(content, kept, subject),
      tool: tool.id,
      command: tool.command,
    };
  }
  const file = `migration/valueline-${subject.name}.sql`;
  return {
    path: file,
    content: `-- Apply it with the tool that the app's schema is changed by.\n${sql.up.map((statement) => `${statement};\n`).join("\n")}`,
    tool: "sql",
    command: plan.monolith.database === "mysql" ? `mysql < ${file}` : `psql "$DATABASE_URL" -f ${file}`,
  };
}

/** TypeORM's class bears the file's timestamp. */
const renamed = (content: string, path: string, subject: Subject): string =>
  content.replace(
    new RegExp(`${classOf(subject)}\\d+`, "g"),
    `${classOf(subject)}${/(\d+)/.exec(baseOf(path))?.[1] ?? ""}`,
  );

const classOf = ({ name }: Subject): string => `Valueline${name[0]!.toUpperCase()}${name.slice(1)}`;

/** Prisma's migrations are folders. */
const baseOf = (path: string): string => {
  const parts = path.split("/");
  return parts.at(-1) === "migration.sql" ? parts.at(-2)! : parts.at(-1)!;
};

/** One second, one number, after the newest: later than all there is, and the same in every run. */
const after = (newest: string, fallback: string, { step }: Subject): string => {
  const digits = /^(\d+)/.exec(baseOf(newest))?.[1] ?? fallback;
  return String(BigInt(digits) + step).padStart(digits.length, "0");
};

const matching = (sources: Sources, name: RegExp, words: RegExp): readonly string[] =>
  sources.paths.filter((path) => name.test(path) && words.test(sources.read(path) ?? ""));

const quoted = (statements: readonly string[], call: string): string =>
  statements
    .map(
      (statement) =>
        `    await ${call}(${JSON.stringify(statement).includes("\\n") ? template(statement) : JSON.stringify(statement)});\n`,
    )
    .join("");

const template = (text: string): string =>
  `\`${text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${")}\``;

const extension = (path: string): string => /\.[^.]+$/.exec(path)?.[0] ?? ".js";

/** ESM or CommonJS, as the newest migration is written. */
const exportsOf = (text: string | null): "esm" | "cjs" => (/^export\s/m.test(text ?? "") ? "esm" : "cjs");

const SEQUELIZE: Tool = {
  id: "sequelize-cli",
  command: "npx sequelize-cli db:migrate",
  find: (sources) => matching(sources, /(^|\/)\d{8,}[^/]*\.(c?js|mjs|ts)$/, /\bqueryInterface\b/),
  print(sql, subject, newest, sources) {
    const body = `async up(queryInterface) {
${quoted(sql.up, "queryInterface.sequelize.query")}  },

  async down(queryInterface) {
${quoted(sql.down, "queryInterface.sequelize.query")}  },`;
    const esm = exportsOf(sources.read(newest)) === "esm";
    return {
      name: `${after(newest, "20260101000000", subject)}-valueline-${subject.name}${extension(newest) === ".ts" ? ".js" : extension(newest)}`,
      content: `/** ${subject.about} */\n${esm ? "export default" : "module.exports ="} {\n  ${body}\n};\n`,
    };
  },
};

const KNEX: Tool = {
  id: "knex",
  command: "npx knex migrate:latest",
  find: (sources) => matching(sources, /(^|\/)\d{8,}[^/]*\.(c?js|mjs|ts)$/, /\bknex\b|\bschema\.(create|alter)?table/i),
  print(sql, subject, newest, sources) {
    const typed = extension(newest) === ".ts";
    const esm = typed || exportsOf(sources.read(newest)) === "esm";
    const parameter = typed ? "knex: Knex" : "knex";
    const head = (name: string): string =>
      esm ? `export async function ${name}(${parameter}) {` : `exports.${name} = async (knex) => {`;
    const end = esm ? "}" : "};";
    const body = (statements: readonly string[]): string => quoted(statements, "knex.raw").replaceAll(/^ {4}/gm, "  ");
    return {
      name: `${after(newest, "20260101000000", subject)}_valueline-${subject.name}${extension(newest)}`,
      content: `${typed ? 'import type { Knex } from "knex";\n\n' : ""}/** ${subject.about} */
${head("up")}
${body(sql.up)}${end}

${head("down")}
${body(sql.down)}${end}
`,
    };
  },
};

const TYPEORM: Tool = {
  id: "typeorm",
  command: "npx typeorm migration:run",
  find: (sources) => matching(sources, /(^|\/)\d{10,}[^/]*\.(js|ts)$/, /\bMigrationInterface\b|\bqueryRunner\b/),
  print(sql, subject, newest, sources) {
    const stamp = after(newest, "1767225600000", subject);
    const typed = extension(newest) === ".ts";
    const parameter = typed ? "queryRunner: QueryRunner" : "queryRunner";
    const body = (statements: readonly string[]): string => quoted(statements, "queryRunner.query");
    const result = typed ? ": Promise<void>" : "";
    const esm = typed || exportsOf(sources.read(newest)) === "esm";
    return {
      name: `${stamp}-valueline-${subject.name}${extension(newest)}`,
      content: `${typed ? 'import type { MigrationInterface, QueryRunner } from "typeorm";\n\n' : ""}/** ${subject.about} */
${esm ? "export class" : `module.exports.${classOf(subject)} = class`} ${classOf(subject)}${stamp}${typed ? " implements MigrationInterface" : ""} {
  ${typed ? "public " : ""}async up(${parameter})${result} {
${body(sql.up)}  }

  ${typed ? "public " : ""}async down(${parameter})${result} {
${body(sql.down)}  }
}${esm ? "" : ";"}
`,
    };
  },
};

const sqlText = (subject: Subject, statements: readonly string[], separator: string): string =>
  `-- ${subject.about}\n${statements.map((statement) => `${statement};`).join(separator)}\n`;

const PRISMA: Tool = {
  id: "prisma",
  command: "npx prisma migrate deploy",
  find: (sources) => sources.paths.filter((path) => /(^|\/)prisma\/migrations\/\d+[^/]*\/migration\.sql$/.test(path)),
  print: (sql, subject, newest) => ({
    name: `${after(newest, "20260101000000", subject)}_valueline_${subject.name}/migration.sql`,
    content: sqlText(subject, sql.up, "\n\n"),
  }),
};

const DRIZZLE: Tool = {
  id: "drizzle",
  command: "npx drizzle-kit migrate",
  find: (sources) => {
    const journals = sources.paths.filter((path) => path.endsWith("meta/_journal.json"));
    const folders = journals.map((path) => path.slice(0, -"meta/_journal.json".length));
    return sources.paths.filter((path) =>
      folders.some((folder) => path.startsWith(folder) && /^\d+_[^/]*\.sql$/.test(path.slice(folder.length))),
    );
  },
  print: (sql, subject, newest) => ({
    name: `${after(newest, "0000", subject)}_valueline_${subject.name}.sql`,
    content: sqlText(subject, sql.up, "\n--> statement-breakpoint\n"),
  }),
};

/** In the order of how surely their files tell them apart. */
const TOOLS: readonly Tool[] = [PRISMA, DRIZZLE, TYPEORM, SEQUELIZE, KNEX];
