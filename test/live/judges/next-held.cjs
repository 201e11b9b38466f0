/** Prints what `next build` wrote of an app's routes: API pages, route handlers with the methods they export, server actions. */
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const json = (path) => JSON.parse(readFileSync(`.next/${path}`, "utf8"));
const load = createRequire(`${process.cwd()}/.next/server/app.js`);
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

(async () => {
  const { basePath } = json("routes-manifest.json");
  const pages = Object.keys(json("server/pages-manifest.json")).filter((path) => /^\/api(\/|$)/.test(path));
  const files = json("server/app-paths-manifest.json");
  const handlers = [];
  for (const [entry, path] of Object.entries(json("app-path-routes-manifest.json"))) {
    if (!entry.endsWith("/route")) continue;
    const { routeModule } = await load(`./${files[entry]}`);
    for (const method of METHODS) if (routeModule.userland[method]) handlers.push(`${method} ${basePath}${path}`);
  }
  const { node } = json("server/server-reference-manifest.json");
  const actions = Object.values(node).map((one) => `${one.filename} ${one.exportedName}`);
  const { beforeFiles = [], afterFiles = [], fallback = [] } = json("routes-manifest.json").rewrites;
  const rewrites = [...beforeFiles, ...afterFiles, ...fallback].map((one) => `${one.source} -> ${one.destination}`);
  process.stdout.write(
    JSON.stringify({ pages: pages.map((path) => `${basePath}${path}`), handlers, actions, rewrites }),
  );
  process.exit(0);
})();
