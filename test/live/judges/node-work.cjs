/** Prints the jobs and schedules that a job library itself holds after an app ran: { jobs: ["mail:welcome"], schedules: ["nightly 0 3 * * * UTC"] }. */
require("./typescript-hook.cjs");
const Module = require("node:module");
const { join } = require("node:path");

const [library, folder] = process.argv.slice(2);
const app = Module.createRequire(join(folder, "app.js"));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Hands the app something else than the package, or the package with something observed. */
function intercept(name, replace) {
  const load = Module._load;
  Module._load = (request, ...rest) =>
    request === name ? replace(() => load(request, ...rest)) : load(request, ...rest);
}

const scheduled = (name, when, zone) =>
  [name, when, zone].filter((part) => part !== null && part !== undefined).join(" ");

/** What has no name of its own goes by its queue, unless other jobs of that queue are named. */
function jobNames(pairs) {
  const named = new Set(pairs.filter(([, name]) => name !== null).map(([queue]) => queue));
  return pairs.flatMap(([queue, name]) => (name !== null ? [`${queue}:${name}`] : named.has(queue) ? [] : [queue]));
}

async function bull() {
  const Queue = app("bull");
  const pairs = [];
  const queues = new Map();
  const setHandler = Queue.prototype.setHandler;
  Queue.prototype.setHandler = function (name, handler) {
    if (name !== "*") pairs.push([this.name, name === "__default__" ? null : name]);
    return setHandler.call(this, name, handler);
  };
  const ready = Queue.prototype.isReady;
  Queue.prototype.isReady = function () {
    queues.set(this.name, this);
    return ready.call(this);
  };
  await app("./app.js").main();
  const schedules = [];
  for (const queue of queues.values()) {
    const jobs = await queue.getJobs(["waiting", "active", "delayed", "completed", "failed", "paused"]);
    for (const { name } of jobs) pairs.push([queue.name, name === "__default__" ? null : name]);
    for (const one of await queue.getRepeatableJobs())
      schedules.push(scheduled(one.name, one.every ? `every ${one.every} ms` : one.cron, one.tz));
  }
  return { jobs: jobNames(pairs), schedules };
}

async function bullmq() {
  const { Queue } = app("bullmq");
  const { main } = app("./src/app.ts");
  const { connection } = app("./src/queues.ts");
  await main();
  const client = await new Queue("any", { connection }).client;
  const queues = (await client.keys("bull:*:meta")).map((key) => key.split(":")[1]).filter((name) => name !== "any");
  const pairs = [];
  const schedules = [];
  for (const name of queues) {
    const queue = new Queue(name, { connection });
    for (const job of await queue.getJobs()) pairs.push([name, job.name]);
    for (const one of await queue.getJobSchedulers()) {
      // `add` with `repeat` makes up a key of its own.
      const own = /^[0-9a-f]{32}$/.test(one.key) ? one.name : one.key;
      schedules.push(scheduled(own, one.every ? `every ${one.every} ms` : one.pattern, one.tz));
    }
  }
  return { jobs: jobNames(pairs), schedules };
}

/** There is no MongoDB to be had: Agenda itself runs, on a driver that keeps what it is told. */
async function agenda() {
  const kept = [];
  const collection = {
    createIndex: (_keys, _options, done) => setTimeout(done, 20),
    async findOneAndUpdate(_query, update) {
      const attrs = { ...update.$setOnInsert, ...update.$set };
      kept.push(attrs);
      return { value: { _id: kept.length, ...attrs } };
    },
    findOne: async () => kept.at(-1),
    updateOne: async (_query, { $set }) => void Object.assign(kept.at(-1), $set),
    async insertOne(attrs) {
      kept.push(attrs);
      return { insertedId: kept.length, ops: [attrs] };
    },
    find: () => ({ limit: () => ({ toArray: async () => kept.slice(-1) }), toArray: async () => kept.slice(-1) }),
  };
  intercept("mongodb", () => ({
    MongoClient: { connect: (_url, _options, done) => done(null, { db: () => ({ collection: () => collection }) }) },
    ObjectId: class {},
    ObjectID: class {},
  }));
  const store = app("./lib/work.js");
  await app("./scheduler.js").main();
  const schedules = kept
    .filter(({ repeatInterval }) => repeatInterval)
    .map((one) => scheduled(one.name, one.repeatInterval, one.repeatTimezone));
  return { jobs: [...Object.keys(store._definitions), ...kept.map(({ name }) => name)], schedules };
}

async function pgBoss() {
  await app("./app.js").main();
  const boss = app("./queue.js");
  const queues = (await boss.getQueues()).map(({ name }) => name).filter((name) => !name.startsWith("__pgboss"));
  const schedules = (await boss.getSchedules()).map((one) => scheduled(one.name, one.cron, one.timezone));
  return { jobs: queues, schedules };
}

function nodeCron() {
  const real = app("node-cron");
  app("./app.js");
  const tasks = [...real.getTasks().values()];
  const zoneOf = (task) => task.timezone ?? null;
  return {
    jobs: [],
    schedules: tasks.map((task) => scheduled(named(task.name, task.id), task.cronExpression, zoneOf(task))),
  };
}

/** The library makes up a name where none is given. */
const named = (name, id) => (name === id ? null : name);

function croner() {
  const made = [];
  const keep = (one) => {
    if (!made.includes(one)) made.push(one);
    return one;
  };
  intercept("croner", (load) => {
    const real = load();
    const Cron = new Proxy(real.Cron, {
      construct: (target, args) => keep(new target(...args)),
      apply: (target, _self, args) => keep(new target(...args)),
    });
    return { ...real, Cron };
  });
  app("./src/app.ts");
  return { jobs: [], schedules: made.map((one) => scheduled(one.name, one.getPattern(), one.options.timezone)) };
}

const JUDGES = {
  "bull-forms": bull,
  "bullmq-forms": bullmq,
  "agenda-forms": agenda,
  "pg-boss-forms": pgBoss,
  "node-cron-forms": nodeCron,
  "croner-forms": croner,
};

const sorted = (rows) => [...new Set(rows)].sort();

(async () => {
  const { jobs, schedules } = await JUDGES[library]();
  await pause(0);
  process.stdout.write(JSON.stringify({ jobs: sorted(jobs), schedules: sorted(schedules) }), () => process.exit(0));
})();
