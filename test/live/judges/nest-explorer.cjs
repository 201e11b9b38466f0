/** Prints what Nest itself holds after `src/main.ts` ran: its routes with those that turn a stranger away, messages, queues and schedules. */
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const [, , compiler] = process.argv;
const ts = require(compiler);
const load = createRequire(`${process.cwd()}/src/main.ts`);

const compilerOptions = {
  module: "commonjs",
  target: "es2022",
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
};
require.extensions[".ts"] = (module, path) =>
  module._compile(ts.transpileModule(readFileSync(path, "utf8"), { compilerOptions, fileName: path }).outputText, path);

const { NestApplication, DiscoveryService, MetadataScanner, ModulesContainer } = load("@nestjs/core");
NestApplication.prototype.listen = async function () {
  // Nothing here needs a Redis: the explorer of queues is asked for its metadata, not for workers.
  const { BullExplorer } = load("@nestjs/bullmq/dist/bull.explorer.js");
  BullExplorer.prototype.register = () => {};
  await this.init();
  const server = this.getHttpServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { CronExpression: expressions } = load("@nestjs/schedule");
  process.stdout.write(JSON.stringify({ expressions, ...(await routes(this, server.address().port)), ...works(this) }));
  process.exit(0);
};

async function routes(app, port) {
  const stack = app.getHttpAdapter().getInstance().router.stack;
  const rows = [];
  for (const { route } of stack.filter((layer) => layer.route)) {
    const methods = Object.keys(route.methods);
    for (const method of methods.length > 10 || route.methods._all ? ["ANY"] : methods)
      rows.push([method.toUpperCase(), route.path]);
  }
  const closed = [];
  for (const [method, path] of rows) {
    const url = `http://127.0.0.1:${port}${path.replace(/[:*]\w+/g, "x")}`;
    const answer = await fetch(url, {
      method: method === "ANY" ? "GET" : method,
      redirect: "manual",
      signal: AbortSignal.timeout(5000),
    });
    await answer.body?.cancel();
    if (answer.status === 403) closed.push(`${method} ${path}`);
  }
  return { routes: rows.map((row) => row.join(" ")), closed };
}

function works(app) {
  const discovery = new DiscoveryService(app.get(ModulesContainer));
  const scanner = new MetadataScanner();
  const said = { messages: [], queues: [], schedules: [] };
  for (const { instance } of [...discovery.getProviders(), ...discovery.getControllers()]) {
    if (!instance || !Object.getPrototypeOf(instance)) continue;
    const queue = Reflect.getMetadata("bullmq:processor_metadata", instance.constructor ?? Object);
    if (queue) said.queues.push(queue.name);
    for (const name of scanner.getAllMethodNames(Object.getPrototypeOf(instance))) {
      const method = instance[name];
      if (typeof method !== "function") continue;
      const meta = (key) => Reflect.getMetadata(key, method);
      const event = meta("message");
      if (event !== undefined) said.messages.push(event);
      for (const pattern of meta("microservices:pattern") ?? [])
        said.messages.push(typeof pattern === "string" ? pattern : JSON.stringify(pattern));
      const cron = meta("SCHEDULE_CRON_OPTIONS");
      if (cron)
        said.schedules.push(
          `${cron.name ?? `${instance.constructor.name}#${name}`} ${cron.cronTime} ${cron.timeZone ?? ""}`.trim(),
        );
      const interval = meta("SCHEDULE_INTERVAL_OPTIONS");
      if (interval) said.schedules.push(`${instance.constructor.name}#${name} every ${interval.timeout} ms`);
    }
  }
  return said;
}

load("reflect-metadata");
load("./main.ts");
