/** Turns the jobs that a service took along into the step that waits for what is still on its way. */
import type { Job } from "../../model/app-model.js";
import type { Broker } from "../../model/decision.js";
import type { PlannedService, PlannedStep } from "../../model/plan.js";
import { type StepInput, step } from "./step.js";

/** Counts what waits, is scheduled, is retried and is dead, per system. */
const COUNT: Readonly<Record<string, (jobs: readonly Job[]) => readonly string[]>> = {
  sidekiq: (jobs) => [
    `bin/rails runner 'names = %w[${names(jobs)}]; [Sidekiq::ScheduledSet.new, Sidekiq::RetrySet.new, Sidekiq::DeadSet.new, *Sidekiq::Queue.all].each { |set| puts [set.class, set.count { |job| names.include?(job["wrapped"] || job.klass) }].join(" ") }'`,
  ],
  bullmq: (jobs) =>
    queues(jobs).map(
      (queue) =>
        `node -e 'const { Queue } = require("bullmq"); const q = new Queue("${queue}", { connection: { url: process.env.REDIS_URL } }); q.getJobCounts("waiting", "active", "delayed", "failed").then((n) => { console.log("${queue}", n); return q.close(); })'`,
    ),
  bull: (jobs) =>
    queues(jobs).map(
      (queue) =>
        `node -e 'const q = new (require("bull"))("${queue}", process.env.REDIS_URL); q.getJobCounts().then((n) => { console.log("${queue}", n); return q.close(); })'`,
    ),
  celery: () => ["celery inspect scheduled && celery inspect reserved && celery inspect active"],
  delayed_job: (jobs) => [
    `bin/rails runner 'puts Delayed::Job.all.count { |job| %w[${names(jobs)}].any? { |name| job.handler.include?(name) } }'`,
  ],
};

const names = (jobs: readonly Job[]): string => jobs.map(({ name }) => name).join(" ");
const queues = (jobs: readonly Job[]): readonly string[] =>
  [...new Set(jobs.map(({ name, queue }) => queue ?? name.split(":")[0]!))].sort();

export function drainStep(
  { app, monolith, events, decisions }: StepInput,
  service: PlannedService,
): readonly PlannedStep[] {
  const files = new Set(service.files);
  const jobs = app.jobs.filter(({ evidence, enqueuedAt }) =>
    [...evidence, ...enqueuedAt].some(({ path }) => files.has(path)),
  );
  const schedules = app.schedules.filter(({ runs }) =>
    jobs.some(({ name }) => runs?.includes(name.split(":").at(-1)!) === true),
  );
  const follows = events.some(({ to, from }) => to.includes(service.name) || from === service.name);
  if (jobs.length === 0 && !follows) return [];
  const systems = [
    ...new Set(
      jobs.map(({ system }) => (system === "active-job" && "sidekiq" in monolith.locked ? "sidekiq" : system)),
    ),
  ].sort();
  const counted = systems.flatMap(
    (system) => COUNT[system]?.(jobs) ?? [`# ${system}: count what waits of ${names(jobs)}`],
  );
  return [
    step("contract", `Drain what is still on its way around ${service.name}`, {
      needs: [
        "traffic is at 100 %",
        ...schedules.map(({ name, when }) => `the schedule ${name} (${when ?? "time unknown"}) has one owner`),
      ],
      commands: [...counted, ...(follows ? [DRAINED[decisions.broker.choice](service.name)] : [])],
      watch: [
        "scheduled and retried jobs fall to 0: Sidekiq retries for 21 days, BullMQ keeps delayed ones until their time",
        "dead letters: each is read by a person, then sent again or let go",
      ],
      rollback: ["keep the workers of the old code running: jobs that were written by it are performed by it"],
      because: jobs.map(
        ({ name, queue }) =>
          `${name} on ${queue ?? "its queue"} was written with today's arguments: whoever performs it must understand them`,
      ),
    }),
  ];
}

const DRAINED: Readonly<Record<Broker, (group: string) => string>> = {
  redis: (group) =>
    `redis-cli -u "$REDIS_URL" --scan --pattern 'events:*' | while read s; do redis-cli -u "$REDIS_URL" XPENDING "$s" ${group}; redis-cli -u "$REDIS_URL" XLEN "$s:dead:${group}"; done`,
  nats: (group) =>
    `nats --server "$NATS_URL" consumer info EVENTS ${group} && nats --server "$NATS_URL" stream subjects EVENTS_DEAD`,
  rabbitmq: (group) => `rabbitmqctl list_queues name messages | grep events.${group}`,
};
