/** Says which tables each Ruby file reads and writes, through models, associations and SQL. */
import type { FileFacts, TableUse } from "../../model/file-facts.js";
import { byKeys } from "../../text/order.js";
import { isSystemTable } from "../data/system-tables.js";
import { type ChainReader, createChainReader } from "./chains.js";
import { isAppRuby } from "./class-index.js";
import { type RubyModelFacts, rubyModelFacts } from "./models.js";

export interface RubyAccess {
  readonly table: string;
  readonly path: string;
  readonly mode: "read" | "write";
  readonly via: string;
  readonly line: number;
  readonly within: string;
}

const TEMPLATES = new Set(["erb", "haml", "slim"]);

function ofModel(use: TableUse, { ruby }: RubyModelFacts): string | null {
  if (use.model === null) return null;
  const found = ruby.classes.find(use.model);
  const model = found === null ? undefined : ruby.models.get(found.name);
  return model === undefined ? null : ruby.tableOf(model);
}

function resolveUse(path: string, use: TableUse, composed: RubyModelFacts, chains: ChainReader): readonly RubyAccess[] {
  const shared = { path, via: use.via, line: use.line, within: use.within };
  if (use.table !== null && isSystemTable(use.table)) return [];
  if (use.table !== null) return [{ table: use.table.replace(/^public\./, ""), mode: use.mode, ...shared }];
  if (use.model?.kind !== "unknown") {
    const table = ofModel(use, composed);
    return table === null ? [] : [{ table, mode: use.mode, ...shared }];
  }
  const read = chains.read(use.model.name, use.within);
  if (read === null) return [];
  const on = composed.ruby.tableOf(read.on);
  const passed = read.through.flatMap((model) => composed.ruby.tableOf(model) ?? []);
  return [
    ...(on === null ? [] : [{ table: on, mode: use.mode, ...shared }]),
    ...passed.map((table) => ({ table, mode: "read" as const, ...shared })),
  ];
}

const known = new WeakMap<readonly FileFacts[], readonly RubyAccess[]>();

/** Every access with its line and method: what transactions look into. */
export function resolveRubyAccess(facts: readonly FileFacts[]): readonly RubyAccess[] {
  const found = known.get(facts);
  if (found !== undefined) return found;
  const composed = rubyModelFacts(facts);
  const chains = createChainReader(composed.ruby, composed.associations);
  const resolved = facts
    .filter((file) => isAppRuby(file) || TEMPLATES.has(file.language))
    .flatMap((file) => file.tables.flatMap((use) => resolveUse(file.path, use, composed, chains)));
  known.set(facts, resolved);
  return resolved;
}

/** One entry a table, file, mode and means, at its first line. */
export function detectRubyAccess(facts: readonly FileFacts[]): readonly RubyAccess[] {
  const first = new Map<string, RubyAccess>();
  for (const access of resolveRubyAccess(facts)) {
    const key = [access.table, access.path, access.mode, access.via].join("\u0000");
    const earlier = first.get(key);
    if (earlier === undefined || access.line < earlier.line) first.set(key, access);
  }
  return [...first.values()].sort(
    byKeys(
      (access) => access.table,
      (access) => access.path,
      (access) => access.mode,
      (access) => access.via,
    ),
  );
}
