/** Says which database the app runs on in production: by database.yml, its add-ons, or the one driver it has. */
import { field, parseYaml, textOf } from "../../text/data-node.js";
import type { CheckInput } from "../input.js";
import { withoutErb } from "./rails-yaml.js";

const ADAPTERS: Readonly<Record<string, string>> = {
  postgresql: "postgres",
  postgis: "postgres",
  cockroachdb: "postgres",
  mysql2: "mysql",
  trilogy: "mysql",
  sqlite3: "sqlite",
};
const DRIVERS: readonly (readonly [RegExp, string])[] = [
  [/^ {4}pg \(/m, "postgres"],
  [/^ {4}(mysql2|trilogy) \(/m, "mysql"],
  [/^ {4}sqlite3 \(/m, "sqlite"],
];

/** null where nothing tells. */
export function databaseEngine(input: Pick<CheckInput, "app" | "reader">): string | null {
  return byAddOn(input) ?? byConfig(input) ?? byDriver(input);
}

/** The add-on's URL wins over database.yml. https://devcenter.heroku.com/articles/rails-database-connection-behavior */
function byAddOn({ app }: Pick<CheckInput, "app">): string | null {
  const needs = new Set(app.heroku.addons.map(({ need }) => need));
  if (needs.has("postgres") === needs.has("mysql")) return null;
  return needs.has("postgres") ? "postgres" : "mysql";
}

function byConfig({ reader }: Pick<CheckInput, "reader">): string | null {
  const { root } = parseYaml(withoutErb(reader.read("config/database.yml") ?? ""));
  const production = field(root, "production");
  for (const node of [production, field(production, "<<"), field(production, "primary"), field(root, "default")]) {
    const adapter = textOf(field(node, "adapter"));
    if (adapter !== null && adapter in ADAPTERS) return ADAPTERS[adapter] ?? null;
  }
  return null;
}

function byDriver({ reader }: Pick<CheckInput, "reader">): string | null {
  const lock = reader.read("Gemfile.lock") ?? "";
  const found = DRIVERS.filter(([pattern]) => pattern.test(lock));
  // SQLite is what development runs on where another driver stands beside it.
  const serving = found.length > 1 ? found.filter(([, engine]) => engine !== "sqlite") : found;
  return serving.length === 1 ? (serving[0]?.[1] ?? null) : null;
}
