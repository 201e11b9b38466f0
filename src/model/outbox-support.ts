/** Tells whether an app can be given an outbox: Rails, or Node on an SQL database. */
import type { AppModel } from "./app-model.js";

const SQL_DRIVERS = [
  "pg",
  "postgres",
  "mysql",
  "mysql2",
  "@prisma/client",
  "sequelize",
  "typeorm",
  "knex",
  "drizzle-orm",
];
const SQL_ADDON = /postgres|mysql|mariadb|cleardb/;

export function canKeepOutbox({
  frameworks,
  heroku,
  locked,
}: Pick<AppModel, "frameworks" | "heroku" | "locked">): boolean {
  const uses = (ids: readonly string[]): boolean => frameworks.some(({ id }) => ids.includes(id));
  if (uses(["rails"])) return true;
  if (!uses(["express", "fastify", "koa", "nest", "hapi", "next"]) || uses(["django", "flask", "sinatra"]))
    return false;
  const paid = heroku.addons.some(({ need, service }) => SQL_ADDON.test(`${need ?? ""} ${service}`));
  return paid || SQL_DRIVERS.some((name) => name in locked);
}
