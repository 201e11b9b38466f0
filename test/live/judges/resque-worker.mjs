/** A worker of node-resque, which nobody here wrote: performs `Archive` jobs by writing their arguments down. */
import { appendFileSync } from "node:fs";
import { createRequire } from "node:module";

const [, , folder, url, file] = process.argv;
const { Worker } = createRequire(`${folder}/resque/`)("node-resque");
const { hostname: host, port } = new URL(url);
const perform = async (...args) => appendFileSync(file, `${JSON.stringify(args)}\n`);
const connection = { pkg: "ioredis", host, port: Number(port), namespace: "shop" };
const worker = new Worker({ connection, queues: ["*"], timeout: 100 }, { Archive: { perform } });
worker.on("error", (error) => console.error(error));
await worker.connect();
await worker.start();
