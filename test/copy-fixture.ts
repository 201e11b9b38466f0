/** Copies a fixture's app as it is committed, without what an earlier run left in it (the README's own command does). */
import { cpSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));
const LEFT_BY_A_RUN = new Set(["migration", ".migrate-cache", "node_modules"]);

export const copyFixture = (name: string, folder: string): void => copyApp(join(FIXTURES, name, "app"), folder);

/** The same for an app that lies anywhere. */
export function copyApp(app: string, folder: string): void {
  cpSync(app, folder, { recursive: true, filter: (path) => path === app || !LEFT_BY_A_RUN.has(basename(path)) });
}
