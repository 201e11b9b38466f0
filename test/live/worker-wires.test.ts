/** Jobs that generated Go and TypeScript code writes for Resque and Celery, performed by workers that nobody here wrote: node-resque, ActiveJob's adapter, Celery. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlannedEnqueue } from "../../src/model/plan.js";
import { handMadePlan } from "../hand-made-plan.js";
import { judges } from "./judges/judge.js";
import { install } from "./neobank-node-app.js";
import { Processes, type Rabbitmq, startRabbitmq, startRedis, until } from "./servers.js";
import { printService, writeService } from "./wire-service.js";

const root = mkdtempSync(join(tmpdir(), "worker-wires-"));
const processes = new Processes();
let redisUrl: string;
let rabbitmq: Rabbitmq;
let goFolder: string;
let nodeFolder: string;

/** Pushes each row of its input and prints what came of it: a relay that lost its commit pushes a row again. */
const PUSH = `package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/redis/go-redis/v9"

	"northwind-bank/services/authorizations/internal/jobs"
)

func try[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	var row jobs.Row
	if err := json.Unmarshal([]byte(os.Args[2]), &row); err != nil {
		panic(err)
	}
	var pusher jobs.Pusher
	if row.Wire == "celery" {
		pusher = try(jobs.OpenCelery(os.Args[1]))
	} else {
		pusher = &jobs.Resque{Redis: redis.NewClient(try(redis.ParseURL(os.Args[1]))), Namespace: "shop"}
	}
	for range 2 {
		if err := pusher.Push(context.Background(), row, time.Unix(1700000000, 0)); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println("pushed twice")
}
`;

/** The same of the TypeScript service. */
const PUSH_NODE = `import { JOBS } from "./dist/jobs.js";
import { openCelery } from "./dist/transports/celery.js";
import { openResque } from "./dist/transports/resque.js";
const [, , url, text] = process.argv;
const row = JSON.parse(text);
const kind = JOBS[row.job];
const transport = kind.via === "celery" ? openCelery(url) : openResque(url, "shop");
try {
  for (let i = 0; i < 2; i += 1) await transport.push(kind, { ...row, createdAt: new Date(1700000000000) });
  console.log("pushed twice");
} catch (error) {
  console.log(error.message);
} finally {
  await transport.close();
}
`;

const plain = handMadePlan().services[0]!.enqueues[0]!;
const enqueuesTo = (mails: string): readonly PlannedEnqueue[] => [
  { ...plain, job: "Archive", system: "resque", wire: "resque", version: "2.6.0", queue: "low" },
  { ...plain, job: "FraudReviewJob", system: "active-job", wire: "active-job-resque", version: "2.6.0", queue: "low" },
  { ...plain, job: "mail.tasks.send", system: "celery", wire: "celery", version: "5.5.3", queue: mails },
];

/** One job as both services have it in their outbox. */
interface Row {
  readonly letter: string;
  readonly job: string;
  readonly wire: string;
  readonly queue: string;
  readonly args: readonly unknown[];
  readonly kwargs?: object;
}

const uuidOf = (letter: string): string =>
  [8, 4, 3, 3].map((times, i) => ["", "", "4", "8"][i] + letter.repeat(times)).join("-") +
  `-${letter.repeat(4)}00000000`;

interface Side {
  readonly language: string;
  /** Told apart, because each worker's own declaration of a queue is part of what is looked at. */
  readonly queue: string;
  readonly letters: readonly [string, string, string, string];
  readonly noRoute: string;
  push(url: string, row: Row): string;
}

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { encoding: "utf8" }).trim();

const sides: readonly Side[] = [
  {
    language: "Go",
    queue: "mails",
    letters: ["a", "b", "c", "d"],
    noRoute: "queue mails: NO_ROUTE",
    push: (url, { letter, job, wire, queue, args, kwargs }) => {
      const all = kwargs === undefined ? args : [...args, { "valueline:kwargs": kwargs }];
      const row = { JobID: letter.repeat(24), Class: job, Queue: queue, Wire: wire, Args: JSON.stringify(all) };
      return run(join(goFolder, "push"), [url, JSON.stringify(row)]);
    },
  },
  {
    language: "TypeScript",
    queue: "letters",
    letters: ["e", "f", "1", "2"],
    noRoute: "no queue takes letters",
    push: (url, { letter, job, args, kwargs }) => {
      const data = kwargs === undefined ? args : { args, kwargs };
      return run("node", [join(nodeFolder, "push.mjs"), url, JSON.stringify({ id: uuidOf(letter), job, data })]);
    },
  },
];

const performed = (name: string): readonly unknown[] =>
  readFileSync(join(root, name), { encoding: "utf8", flag: "a+" })
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

const redis = (...args: readonly string[]): string =>
  execFileSync("redis-cli", ["-u", redisUrl, ...args], { encoding: "utf8" }).trim();

beforeAll(async () => {
  goFolder = printService(join(root, "go"), enqueuesTo("mails"), PUSH);
  execFileSync("go", ["vet", "./..."], { cwd: goFolder });
  execFileSync("go", ["test", "./internal/jobs"], { cwd: goFolder });
  execFileSync("go", ["build", "-o", "push", "./print"], { cwd: goFolder });
  nodeFolder = writeService(join(root, "node"), enqueuesTo("letters"), "typescript");
  await install(nodeFolder);
  for (const script of ["lint", "build", "test"])
    execFileSync("npm", ["run", "--silent", script], { cwd: nodeFolder, stdio: "pipe" });
  writeFileSync(join(nodeFolder, "push.mjs"), PUSH_NODE);
  redisUrl = await startRedis(root, processes);
  rabbitmq = await startRabbitmq(root, processes);
}, 240_000);

afterAll(async () => {
  await processes.stop();
  rmSync(root, { recursive: true, force: true });
});

describe.each(sides)("Resque, from $language", ({ push, letters }) => {
  it("has a job once that was pushed twice, and a worker of every queue performs it", async () => {
    const row = { letter: letters[0], job: "Archive", queue: "low", wire: "resque", args: [7, { all: true }, "é<"] };
    expect(push(redisUrl, row)).toBe("pushed twice");
    expect(redis("smembers", "shop:queues")).toBe("low");
    const worker = join(import.meta.dirname, "judges/resque-worker.mjs");
    processes.start("resque", ["node", worker, judges(), redisUrl, join(root, "resque")], {
      cwd: root,
      env: process.env,
    });
    await until("the job", async () => performed("resque").length > 0);
    await processes.kill("resque", "SIGKILL");
    expect(performed("resque")).toEqual([[7, { all: true }, "é<"]]);
    expect(redis("llen", "shop:queue:low")).toBe("0");
    rmSync(join(root, "resque"));
  });

  it("has an ActiveJob as the adapter of Rails would write it, which performs it", () => {
    const row = { letter: letters[1], job: "FraudReviewJob", queue: "low", wire: "active-job-resque", args: [7] };
    expect(push(redisUrl, row)).toBe("pushed twice");
    expect(redis("llen", "shop:queue:low")).toBe("1");
    // The adapter is Rails' own; of Resque it needs these two calls, whose payload is Resque's `encode(class:, args:)`.
    const told = execFileSync(
      "ruby",
      [
        "-e",
        `require "json"; require "active_job"
         $LOADED_FEATURES << "resque.rb"
         module Resque
           def self.enqueue_to(queue, klass, *args) = $theirs = { "class" => klass.to_s, "args" => JSON.parse(JSON.dump(args)) }
         end
         def gem(*) = nil
         def require(name) = %w[resque resque-scheduler].include?(name) ? true : super
         require "active_job/queue_adapters/resque_adapter"
         ActiveJob::Base.logger = Logger.new(IO::NULL)
         ActiveJob::Base.queue_adapter = :resque
         class FraudReviewJob < ActiveJob::Base
           queue_as :low
           def perform(id) = $ran = [id, queue_name, job_id]
         end
         ours = JSON.parse($stdin.read)
         FraudReviewJob.perform_later(7)
         ours["class"].constantize.perform(*ours["args"])
         drop = %w[job_id enqueued_at locale timezone]
         shape = ->(job) { [job["class"], job.keys.sort, job["args"].map { |data| data.except(*drop) }] }
         puts JSON.dump({ same: shape.(ours) == shape.($theirs), ran: $ran })`,
      ],
      { input: redis("lpop", "shop:queue:low"), encoding: "utf8" },
    );
    expect(JSON.parse(told)).toEqual({ same: true, ran: [7, "low", uuidOf(letters[1])] });
  });
});

describe.each(sides)("Celery, from $language", ({ push, letters, queue, noRoute }) => {
  const TASKS = `import json, os
from celery import Celery
app = Celery(broker=os.environ["BROKER"])
@app.task(bind=True, name="mail.tasks.send", acks_late=True)
def send(self, *args, **kwargs):
    with open(os.environ["OUT"], "a") as out:
        out.write(json.dumps([self.request.id, self.request.retries, args, kwargs]) + "\\n")
`;
  const row = (letter: string): Row => ({
    letter,
    job: "mail.tasks.send",
    queue,
    wire: "celery",
    args: [7, "é"],
    kwargs: { to: ["x"] },
  });
  const told = (letter: string) => [uuidOf(letter), 0, [7, "é"], { to: ["x"] }];

  function startWorker(broker: string): void {
    writeFileSync(join(root, "tasks.py"), TASKS);
    const command = [
      join(judges(), "celery/bin/celery"),
      "-A",
      "tasks",
      "worker",
      "-P",
      "solo",
      "-Q",
      queue,
      "--without-gossip",
    ];
    processes.start("celery", command, {
      cwd: root,
      env: { ...process.env, BROKER: broker, OUT: join(root, "celery") },
    });
  }

  it("performs a task that waited on Redis before any worker ran, once though it was pushed twice", async () => {
    expect(push(redisUrl, row(letters[2]))).toBe("pushed twice");
    startWorker(redisUrl);
    await until("the task", async () => performed("celery").length > 0);
    await processes.kill("celery", "SIGKILL");
    expect(performed("celery")).toEqual([told(letters[2])]);
    expect(redis("llen", queue)).toBe("0");
    rmSync(join(root, "celery"));
  });

  it("is refused by RabbitMQ while no worker declared the queue, and performed after, under one id", async () => {
    expect(push(rabbitmq.url, row(letters[3]))).toBe(noRoute);
    startWorker(rabbitmq.url);
    await until("the queue", async () => (await rabbitmq.ctl("list_queues", "name")).includes(queue));
    expect(push(rabbitmq.url, row(letters[3]))).toBe("pushed twice");
    await until("the tasks", async () => performed("celery").length === 2);
    await processes.kill("celery", "SIGKILL");
    expect(performed("celery")).toEqual([told(letters[3]), told(letters[3])]);
    rmSync(join(root, "celery"));
  });
});
