/** Prints the routes that nightscout's server holds, booted on a store that answers nothing. */
const Module = require("node:module");
const { dirname } = require("node:path");
const { observe } = require("./express-observer.cjs");
const load = Module.createRequire(require.resolve("nightscout/server.js", { paths: [process.cwd()] }));
process.chdir(dirname(load.resolve("./server.js")));

// What a team may switch on is on, so that each route is there to be seen.
Object.assign(process.env, {
  MONGO_CONNECTION: "mongodb://127.0.0.1:9/none",
  API_SECRET: "not-a-secret-at-all",
  ENABLE: "alexa careportal cors dumps",
  SECURE_HSTS_HEADER: "true",
  SECURE_CSP: "true",
});
Object.defineProperty(process, "version", { value: "v10.16.0" });
const print = process.stdout.write.bind(process.stdout);
for (const name of ["log", "info", "warn", "error", "debug"]) console[name] = () => {};

const silent = () =>
  new Proxy(() => {}, {
    get: (_, key) => (key === "then" ? undefined : silent()),
    apply: (_, __, args) => {
      const done = args.at(-1);
      if (typeof done === "function") setImmediate(() => done(null, []));
      return silent();
    },
  });
const store = { db: silent(), ensureIndexes() {}, collection: silent };
const passing = () => (_, __, next) => next();
const replaced = new Map([
  ["../storage/mongo-storage", (_, ready) => ready(null, store)],
  ["heapdump", {}],
  ["webpack", passing],
  ["webpack-dev-middleware", passing],
  ["webpack-hot-middleware", passing],
  ["./webpack.config", { output: {} }],
]);
const real = Module._load;
Module._load = function (request, ...rest) {
  return replaced.has(request) ? replaced.get(request) : real.call(this, request, ...rest);
};

const routesOf = observe(load("express"));
const environment = load("./env")();
const language = load("./lib/language")();
language.set("en");
load("./lib/server/bootevent")(environment, language).boot((context) => {
  if (context.bootErrors) throw new Error(JSON.stringify(context.bootErrors));
  const create = load("./app");
  const broken = create(environment, { ...context, bootErrors: [{ desc: "", err: "" }] });
  const routes = [...routesOf(create(environment, context)), ...routesOf(broken)];
  print(JSON.stringify({ routes }), () => process.exit(0));
});
