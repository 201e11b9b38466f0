/** Jobs of every Ruby system, where they are enqueued, and schedules; Rails 7 and 8 additions by expectation. */
import { describe, expect, it } from "vitest";
import type { DetectInput } from "../../../src/detect/input.js";
import { detectRubyJobs } from "../../../src/detect/ruby/jobs.js";
import { detectRubySchedules } from "../../../src/detect/ruby/schedules.js";
import type { HerokuApp, HerokuProcess } from "../../../src/model/heroku-app.js";
import { resolveReferences } from "../../../src/resolve/index.js";
import { parseText } from "./read-app.js";

const process = (type: string, command: string, queues: readonly string[] = []): HerokuProcess => ({
  type,
  command,
  entrypoint: null,
  role: "worker",
  origin: "declared",
  env: [],
  queues,
  quantity: null,
  size: null,
  singleton: false,
  evidence: [],
});

function input(files: Record<string, string>, processes: readonly HerokuProcess[] = []): DetectInput {
  const paths = Object.keys(files).sort();
  const facts = paths.filter((path) => path.endsWith(".rb")).map((path) => parseText(path, files[path] ?? ""));
  const workspace = { files: paths.map((path) => ({ path, digest: path, size: 10, executable: false })), skipped: [] };
  const reader = { read: (path: string) => files[path] ?? null, bytes: () => null };
  return {
    facts,
    resolution: resolveReferences(facts, workspace, reader),
    heroku: { processes, schedules: [] } as unknown as HerokuApp,
    workspace,
    reader,
  } as unknown as DetectInput;
}

const jobs = (files: Record<string, string>, processes: readonly HerokuProcess[] = []) =>
  detectRubyJobs(input(files, processes)).map(({ name, system, queue, process: by, enqueuedAt }) => [
    name,
    system,
    queue,
    by,
    enqueuedAt.map(({ path, line }) => `${path}:${line}`).join(" "),
  ]);

describe("jobs", () => {
  it("joins Sidekiq workers with their enqueues and processes", () => {
    const files = {
      "app/workers/a.rb": "class A\n include Sidekiq::Job\n sidekiq_options queue: :fast\n def perform; end\nend",
      "app/workers/b.rb": "class B < A\n def perform; end\nend",
      "app/workers/c.rb":
        'class C\n include Sidekiq::Worker\n def perform\n A.set(queue: "x").perform_async\n self.class.perform_in(1)\n "B".constantize.perform_async\n end\nend',
      "app/models/x.rb": "class X\n include Sidekiq::Worker\nend",
    };
    expect(
      jobs(files, [
        process("fast", "sidekiq -q fast", ["fast"]),
        process("all", "bundle exec sidekiq", ["default", "fast", "low"]),
      ]),
    ).toEqual([
      ["A", "sidekiq", "fast", "fast", "app/workers/c.rb:4"],
      ["B", "sidekiq", "fast", "fast", "app/workers/c.rb:6"],
      ["C", "sidekiq", "default", "all", "app/workers/c.rb:5"],
    ]);
  });

  it("puts ActiveJob on its adapter, with prefix, mail included", () => {
    const files = {
      "app/jobs/a_job.rb": "class AJob < ApplicationJob\n queue_as :low\n def perform; end\nend",
      "app/jobs/b_job.rb":
        "class BJob < ActiveJob::Base\n def perform\n AJob.set(wait: 1).perform_later\n UserMailer.hello(1).deliver_later\n ActiveJob.perform_all_later([AJob.new(1)])\n end\n def all\n list = ids.map { |id| AJob.new(id).set(queue: :low) }\n ActiveJob.perform_all_later(list)\n end\nend",
      "config/application.rb":
        'class Application\n config.load_defaults 7.0\n config.active_job.queue_adapter = :good_job\n config.active_job.queue_name_prefix = "app"\nend',
      "config/environments/test.rb": "Rails.application.configure do\n config.active_job.queue_adapter = :test\nend",
    };
    expect(jobs(files, [process("worker", "bundle exec good_job start")])).toEqual([
      ["AJob", "active-job", "app_low", "worker", "app/jobs/b_job.rb:3 app/jobs/b_job.rb:5 app/jobs/b_job.rb:9"],
      ["ActionMailer::MailDeliveryJob", "active-job", "default", "worker", "app/jobs/b_job.rb:4"],
      ["BJob", "active-job", "default", "worker", ""],
    ]);
  });

  it("reads delayed_job, Resque and Que", () => {
    const files = {
      "Gemfile.lock": "    delayed_job (4.1.9)\n",
      "app/models/user.rb":
        'class User\n def sync; end\n handle_asynchronously :sync, queue: "slow"\n def later\n delay.sync\n User.delay(queue: "q").all\n Delayed::Job.enqueue(Export.new(1))\n Resque.enqueue(Archive, 1)\n Charge.enqueue(1)\n end\nend',
      "app/jobs/archive.rb": "class Archive\n @queue = :files\n def self.perform(id); end\nend",
      "app/jobs/charge.rb": "class Charge < Que::Job\n self.queue = 'money'\n def run(id); end\nend",
    };
    expect(jobs(files, [process("worker", "rake jobs:work")])).toEqual([
      ["Archive", "resque", "files", null, "app/models/user.rb:8"],
      ["Charge", "que", "money", null, "app/models/user.rb:9"],
      [
        "Delayed::PerformableMethod",
        "delayed-job",
        null,
        "worker",
        "app/models/user.rb:5 app/models/user.rb:6 app/models/user.rb:7",
      ],
      ["User#sync", "delayed-job", "slow", "worker", ""],
    ]);
  });
});

describe("schedules", () => {
  const schedules = (files: Record<string, string>, processes: readonly HerokuProcess[] = []) =>
    detectRubySchedules(input({ Gemfile: "", ...files }, processes)).map(({ name, when, process: by, runs }) => [
      name,
      when,
      by,
      runs,
    ]);

  it.each([
    [
      "clockwork",
      {
        "config/clock.rb":
          'module Clockwork\n every(1.day, "digest", at: "04:00", tz: "UTC") { DigestJob.perform_later }\nend',
      },
      process("clock", "bundle exec clockwork config/clock.rb"),
      [["digest", "every 1.day at 04:00", "clock", "DigestJob.perform_later"]],
    ],
    [
      "clockwork, in a block that asks and loops first",
      {
        "clock.rb":
          'module Clockwork\n every(1.hour, "a") do\n  next unless ENV["ON"] == "1"\n  Shop.open.each do |shop|\n   SumJob.perform_later(shop)\n  end\n end\n every(1.hour, "b") do\n  Shop.stale.each do |shop|\n   shop.close\n  end\n end\nend',
      },
      process("clock", "bundle exec clockwork clock.rb"),
      [
        ["a", "every 1.hour", "clock", "SumJob.perform_later(shop)"],
        ["b", "every 1.hour", "clock", "Shop.stale.each"],
      ],
    ],
    [
      "whenever",
      { "config/schedule.rb": 'every 1.day, at: "4:30 am" do\n rake "db:prune"\n runner "User.sweep"\nend' },
      process("web", "puma"),
      [
        ["User.sweep", "every 1.day at 4:30 am", null, "User.sweep"],
        ["db:prune", "every 1.day at 4:30 am", null, "rake db:prune"],
      ],
    ],
    [
      "sidekiq-cron",
      {
        "config/schedule.yml": 'nightly:\n  cron: "0 3 * * *"\n  class: "NightlyJob"\n',
        "Gemfile.lock": "    sidekiq-cron (1.8)\n",
      },
      process("worker", "sidekiq"),
      [["nightly", "0 3 * * *", "worker", "NightlyJob"]],
    ],
    [
      "sidekiq-scheduler",
      {
        "config/sidekiq.yml":
          ':queues:\n  - default\n:scheduler:\n  :schedule:\n    tick:\n      every: ["5m"]\n      class: Tick\n',
      },
      process("worker", "sidekiq"),
      [["tick", "every 5m", "worker", "Tick"]],
    ],
    [
      "Solid Queue",
      {
        "config/recurring.yml":
          "production:\n  clean:\n    class: CleanJob\n    schedule: every day at 4am\n  sweep:\n    command: Old.sweep\n    schedule: every hour\ndevelopment:\n  toy:\n    class: Toy\n    schedule: every second\n",
        "config/puma.rb": 'plugin :solid_queue if ENV["SOLID_QUEUE_IN_PUMA"]',
      },
      process("web", "puma"),
      [
        ["clean", "every day at 4am", "web", "CleanJob"],
        ["sweep", "every hour", "web", "Old.sweep"],
      ],
    ],
    [
      "GoodJob",
      {
        "config/initializers/good_job.rb":
          'Rails.application.configure do\n config.good_job.cron = { a: { cron: "* * * * *", class: "AJob" } }\nend',
      },
      process("worker", "good_job start"),
      [["a", "* * * * *", "worker", "AJob"]],
    ],
    [
      "Sidekiq::Cron::Job.create",
      { "config/initializers/cron.rb": 'Sidekiq::Cron::Job.create(name: "x", cron: "*/5 * * * *", class: "XWorker")' },
      process("worker", "sidekiq"),
      [["x", "*/5 * * * *", "worker", "XWorker"]],
    ],
  ])("%s", (_system, files, one, expected) => {
    expect(schedules(files as Record<string, string>, [one])).toEqual(expected);
  });
});
