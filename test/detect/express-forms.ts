/** Reads the small Express apps that register their routes in roundabout ways: how each one comes out of the detector. */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { detectRoutes } from "../../src/detect/routes.js";
import { inputOf, readFixture } from "./analyse-fixture.js";

const FOLDER = resolve("test/live/fixtures/express-forms");

export const forms = readdirSync(FOLDER).sort();

export function readForm(name: string): { routes: readonly string[]; said: readonly string[] } {
  const { routes, diagnostics } = detectRoutes(inputOf(readFixture(join(FOLDER, name))));
  return {
    routes: [...new Set(routes.map((one) => `${one.method} ${one.path}`))].sort(),
    said: diagnostics.map((one) => `${one.code} ${one.path}:${one.line}`),
  };
}
