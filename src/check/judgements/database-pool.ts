/** Finds how many database connections one process of the app may open. */
import type { Literal } from "../../model/file-facts.js";
import { field, parseYaml } from "../../text/data-node.js";
import type { CheckInput } from "../input.js";
import { withoutErb } from "./rails-yaml.js";

export interface Pool {
  readonly size: number;
  readonly path: string;
  readonly line: number;
}

export const findPool = (input: CheckInput): Pool | null => railsPool(input) ?? nodePool(input);

/** `pool:` (or Rails 8's `max_connections:`) of production in config/database.yml. */
export function railsPool({ reader }: Pick<CheckInput, "reader">): Pool | null {
  const path = "config/database.yml";
  const { root } = parseYaml(withoutErb(reader.read(path) ?? ""));
  const production = field(root, "production");
  for (const node of [production, field(production, "<<"), field(production, "primary"), field(root, "default")]) {
    const pool = field(node, "pool") ?? field(node, "max_connections");
    if (typeof pool?.scalar === "number") return { size: pool.scalar, path, line: pool.line };
  }
  return null;
}

const CLIENTS = new Set([
  "pg",
  "mysql2",
  "mysql",
  "sequelize",
  "sequelize-typescript",
  "knex",
  "typeorm",
  "pg-promise",
  "postgres",
]);
/** Where a client's options keep the size of the pool. */
const KEYS = [["max"], ["connectionLimit"], ["pool", "max"], ["extra", "max"], ["poolSize"]];

function nodePool({ facts }: CheckInput): Pool | null {
  for (const { path, calls, marks } of facts) {
    if (marks.includes("test")) continue;
    for (const { callee, args, line } of calls) {
      if (callee.kind !== "import" || !CLIENTS.has(callee.source)) continue;
      const sizes = args.flatMap((argument) => KEYS.flatMap((keys) => numberAt(argument, keys) ?? []));
      if (sizes.length > 0) return { size: Math.max(...sizes), path, line };
    }
  }
  return null;
}

function numberAt(value: Literal, keys: readonly string[]): number | null {
  let at: Literal = value;
  for (const key of keys) {
    if (at === null || typeof at !== "object" || Array.isArray(at)) return null;
    at = (at as { readonly [name: string]: Literal })[key];
  }
  return typeof at === "number" ? at : null;
}

/** Puma's `threads min, max` and `workers n`, literal or the default beside an ENV read. */
export function findPuma({
  reader,
}: CheckInput): { readonly threads: number | null; readonly workers: number; readonly line: number } | null {
  const text = reader.read("config/puma.rb");
  if (text === null) return null;
  const lines = text.split(/\r?\n/);
  const numberOf = (word: string): number | null => {
    const own = /^\d+$/.test(word.trim()) ? Number(word) : null;
    const variable = lines.find((line) => new RegExp(`^\\s*${word.trim().replace(/\W/g, "")}\\s*=`).test(line));
    return own ?? numberIn(word) ?? (variable === undefined ? null : numberIn(variable));
  };
  const at = lines.findIndex((line) => /^\s*threads[\s(]/.test(line));
  const words =
    at < 0
      ? []
      : lines[at]!.replace(/^\s*threads[\s(]+/, "")
          .replace(/\)\s*$/, "")
          .split(",");
  const workers = lines.find((line) => /^\s*workers[\s(]/.test(line));
  return {
    threads: at < 0 ? null : numberOf(words.at(-1)!),
    workers:
      workers === undefined
        ? 1
        : Math.max(1, numberOf(workers.replace(/^\s*workers[\s(]+/, "").replace(/\)\s*$/, "")) ?? 1),
    line: at + 1,
  };
}

function numberIn(code: string): number | null {
  const found = /ENV[\s\S]*?(?:\{\s*|\|\|\s*|,\s*)["']?(\d+)/.exec(code)?.[1];
  return found === undefined ? null : Number(found);
}
