/** Prints what Hono holds, middleware aside: `use` leaves rows of ALL whose handlers take two parameters. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const load = createRequire(`${process.cwd()}/package.json`);
await import(pathToFileURL(load.resolve("tsx")).href);
const { app } = await import(pathToFileURL(`${process.cwd()}/src/app.ts`).href);
const rows = app.routes
  .filter((route) => !(route.method === "ALL" && (route.path.endsWith("*") || route.handler.length === 2)))
  .map((route) => [route.method === "ALL" ? "ANY" : route.method, "", route.path]);
process.stdout.write(JSON.stringify(rows));
process.exit(0);
