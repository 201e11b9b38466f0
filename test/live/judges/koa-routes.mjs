/** Prints the routes that Koa's routers hold after `app.js` ran; koa-mount is told to remember what it mounts. */
import { appendFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const load = createRequire(`${process.cwd()}/app.js`);
appendFileSync(
  load.resolve("koa-mount"),
  "\nconst real = module.exports; module.exports = (prefix, app) => Object.assign(real(prefix, app), { mounted: [prefix, app] });\n",
);
const { app } = await import(pathToFileURL(`${process.cwd()}/app.js`).href);
const rows = [];
function walk(middleware, prefix) {
  for (const one of middleware) {
    if (one.mounted) walk(one.mounted[1].middleware, `${prefix}${one.mounted[0]}`);
    for (const layer of one.router?.stack ?? []) {
      const methods = layer.methods.filter((method) => !(method === "HEAD" && layer.methods.includes("GET")));
      for (const method of methods.length > 10 ? ["ANY"] : methods) rows.push([method, prefix, layer.path]);
    }
  }
}
walk(app.middleware, "");
process.stdout.write(JSON.stringify(rows));
