/** Migrations that lock a table which serves: as the app's own database does it. */
import type { FileFacts } from "../../model/file-facts.js";
import type { Fragment, SettingFragment } from "../../model/fragments.js";
import { byKeys } from "../../text/order.js";
import type { Match } from "../input.js";
import { databaseEngine } from "./database-engine.js";
import type { Judgement } from "./judgement.js";

const MIGRATION = /(^|\/)db\/(\w+_)?migrate\/[^/]+\.rb$/;
/** What ran years ago locks nothing any more, but the latest show how this team migrates. */
const NEWEST = 10;
/** Gems that refuse such a step, so that what is there was looked at. */
const WATCHED = /^ {4}(strong_migrations|online_migrations|zero_downtime_migrations|pg_ha_migrations) \(/m;

interface Lock {
  readonly step: string;
  readonly table: string;
  readonly engines: readonly string[];
}

export const lockingMigration: Judgement = (input) => {
  if (WATCHED.test(input.reader.read("Gemfile.lock") ?? "")) return [];
  const engine = databaseEngine(input);
  if (engine === null) return [];
  // Migrations of engines stand in folders of their own: the name tells the time.
  return input.facts
    .filter(({ path, marks }) => MIGRATION.test(path) && !marks.includes("test"))
    .sort(byKeys(({ path }) => path.slice(path.lastIndexOf("/") + 1)))
    .slice(-NEWEST)
    .flatMap((file) => locksIn(file, engine));
};

function locksIn(file: FileFacts, engine: string): readonly Match[] {
  // A table that the same migration made holds no rows and serves nobody.
  const made = new Set(file.fragments.flatMap((one) => (one.kind === "table" && one.op === "create" ? one.table : [])));
  return file.fragments.filter(isLock).flatMap(({ value, line }) => {
    const { step, table, engines } = value as unknown as Lock;
    if (!engines.includes(engine) || made.has(table)) return [];
    return [{ path: file.path, line, it: `${step} on ${table}`, subject: file.path }];
  });
}

const isLock = (fragment: Fragment): fragment is SettingFragment =>
  fragment.kind === "setting" && fragment.framework === "rails-migrations" && fragment.name === "lock";
