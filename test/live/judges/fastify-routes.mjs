/** Prints the routes that Fastify announces through its `onRoute` hook. */
import { appendFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const load = createRequire(`${process.cwd()}/app.js`);
globalThis.announced = [];
appendFileSync(
  load.resolve("fastify"),
  `
const real = module.exports;
module.exports = (options) => {
  const app = real({ ...options, exposeHeadRoutes: false });
  app.addHook("onRoute", (route) => globalThis.announced.push(route));
  return app;
};
module.exports.default = module.exports;
module.exports.fastify = module.exports;
`,
);
const { build } = await import(pathToFileURL(`${process.cwd()}/app.js`).href);
const app = build();
await app.ready();
const rows = globalThis.announced.flatMap((route) => [route.method].flat().map((method) => [method, "", route.url]));
process.stdout.write(JSON.stringify(rows));
process.exit(0);
