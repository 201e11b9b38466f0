/** Jobs that generated Go code writes for Resque and Celery, performed by workers that nobody here wrote: node-resque, ActiveJob's adapter, Celery. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlannedEnqueue } from "../../src/model/plan.js";
import { handMadePlan } from "../hand-made-plan.js";
import { judges } from "./judges/judge.js";
import { Processes, type Rabbitmq, startRabbitmq, startRedis, until } from "./servers.js";
import { printService } from "./wire-service.js";

const root = mkdtempSync(join(tmpdir(), "worker-wires-"));
const processes = new Processes();
let redisUrl: string;
let rabbitmq: Rabbitmq;
let folder: string;

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

const plain = handMadePlan().services[0]!.enqueues[0]!;
const enqueues: readonly PlannedEnqueue[] = [
  { ...plain, job: "Archive", system: "resque", wire: "resque", version: "2.6.0", queue: "low" },
  { ...plain, job: "FraudReviewJob", system: "active-job", wire: "active-job-resque", version: "2.6.0", queue: "low" },
  { ...plain, job: "mail.tasks.send", system: "celery", wire: "celery", version: "5.5.3", queue: "mails" },
];

const push = (url: string, row: object): string =>
  execFileSync(join(folder, "push"), [url, JSON.stringify(row)], { encoding: "utf8" }).trim();

const performed = (name: string): readonly unknown[] =>
  readFileSync(join(root, name), { encoding: "utf8", flag: "a+" })
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

const redis = (...args: readonly string[]): string =>
  execFileSync("redis-cli", ["-u", redisUrl, ...args], { encoding: "utf8" }).trim();

beforeAll(async () => {
  folder = printService(join(root, "service"), enqueues, PUSH);
  execFileSync("go", ["vet", "./..."], { cwd: folder });
  execFileSync("go", ["test", "./internal/jobs"], { cwd: folder });
  execFileSync("go", ["build", "-o", "push", "./print"], { cwd: folder });
  redisUrl = await startRedis(root, processes);
  rabbitmq = await startRabbitmq(root, processes);
}, 240_000);

afterAll(async () => {
  await processes.stop();
  rmSync(root, { recursive: true, force: true });
});

describe("Resque", () => {
  it("has a job once that was pushed twice, and a worker of every queue performs it", async () => {
    const row = {
      JobID: "a".repeat(24),
      Class: "Archive",
      Queue: "low",
      Wire: "resque",
      Args: '[7,{"all":true},"é<"]',
    };
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
  });

  it("has an ActiveJob as the adapter of Rails would write it, which performs it", () => {
    const row = {
      JobID: "b".repeat(24),
      Class: "FraudReviewJob",
      Queue: "low",
      Wire: "active-job-resque",
      Args: "[7]",
    };
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
      { input: redis("lindex", "shop:queue:low", "0"), encoding: "utf8" },
    );
    expect(JSON.parse(told)).toEqual({ same: true, ran: [7, "low", "bbbbbbbb-bbbb-4bbb-8bbb-bbbb00000000"] });
  });
});

describe("Celery", () => {
  const TASKS = `import json, os
from celery import Celery
app = Celery(broker=os.environ["BROKER"])
@app.task(bind=True, name="mail.tasks.send", acks_late=True)
def send(self, *args, **kwargs):
    with open(os.environ["OUT"], "a") as out:
        out.write(json.dumps([self.request.id, self.request.retries, args, kwargs]) + "\\n")
`;
  const row = (id: string) => ({
    JobID: id.repeat(24),
    Class: "mail.tasks.send",
    Queue: "mails",
    Wire: "celery",
    Args: '[7,"é",{"valueline:kwargs":{"to":["x"]}}]',
  });
  const told = (id: string) => [
    `${id.repeat(8)}-${id.repeat(4)}-4${id.repeat(3)}-8${id.repeat(3)}-${id.repeat(4)}00000000`,
    0,
    [7, "é"],
    { to: ["x"] },
  ];

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
      "mails",
      "--without-gossip",
    ];
    processes.start("celery", command, {
      cwd: root,
      env: { ...process.env, BROKER: broker, OUT: join(root, "celery") },
    });
  }

  it("performs a task that waited on Redis before any worker ran, once though it was pushed twice", async () => {
    expect(push(redisUrl, row("c"))).toBe("pushed twice");
    startWorker(redisUrl);
    await until("the task", async () => performed("celery").length > 0);
    await processes.kill("celery", "SIGKILL");
    expect(performed("celery")).toEqual([told("c")]);
    expect(redis("llen", "mails")).toBe("0");
    rmSync(join(root, "celery"));
  });

  it("is refused by RabbitMQ while no worker declared the queue, and performed after, under one id", async () => {
    expect(push(rabbitmq.url, row("d"))).toBe("queue mails: NO_ROUTE");
    startWorker(rabbitmq.url);
    await until("the queue", async () => (await rabbitmq.ctl("list_queues", "name")).includes("mails"));
    expect(push(rabbitmq.url, row("d"))).toBe("pushed twice");
    await until("the tasks", async () => performed("celery").length === 2);
    await processes.kill("celery", "SIGKILL");
    expect(performed("celery")).toEqual([told("d"), told("d")]);
  });
});
