/** delayed_job, clockwork, whenever and sidekiq-cron are the judges: what they enqueue and schedule beside what we read. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyFixture } from "../copy-fixture.js";

const run = promisify(execFile);
const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));

interface Expected {
  readonly jobs: readonly {
    name: string;
    system: string;
    queue: string | null;
    enqueuedAt: readonly { path: string; line: number }[];
  }[];
  readonly schedules: readonly {
    name: string;
    when: string;
    timezone: string | null;
    runs: string;
    evidence: readonly { path: string }[];
  }[];
}

/** What `analyze` says of the fixture; test/fixtures.test.ts holds it to the code. */
const analysisOf = (fixture: string): Expected =>
  JSON.parse(readFileSync(join(FIXTURES, fixture, "expected/analysis.json"), "utf8")) as Expected;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Outside the bundle: Debian's whenever asks for a file that its chronic has under another name. */
async function readCrontab(fixture: string): Promise<readonly string[]> {
  const script = 'require "active_support/all"; require "whenever"; puts Whenever.cron(file: "config/schedule.rb")';
  const { stdout } = await run("ruby", ["-e", script], { cwd: join(FIXTURES, fixture, "app") });
  return stdout.split("\n").filter((line) => line !== "");
}

async function runRuby(fixture: string, script: string): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "rails-work-"));
  folders.push(folder);
  copyFixture(fixture, folder);
  rmSync(join(folder, "Gemfile.lock"));
  const options = { cwd: folder, env: { ...process.env, BUNDLER_VERSION: "2.3.15", RAILS_ENV: "production" } };
  await run("bundle", ["install", "--local"], options);
  const { stdout } = await run("ruby", ["-rjson", "-e", script], options);
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1)) as Record<string, unknown>;
}

/** Runs each place that enqueues, and reads the rows that delayed_job wrote: who, on which queue, from which line. */
const DELAYED_JOB = `
require "./config/environment"
ActiveRecord::Schema.verbose = false
load "db/schema.rb"
name = ->(row) { payload = row.payload_object; payload.respond_to?(:job_data) ? payload.job_data["job_class"] : row.name.sub(/\\A#<struct (\\w+).*/, '\\1').delete_suffix("_without_delay") }
rows = []
Delayed::Job.before_create do |row|
  frame = caller_locations.find { |place| place.path =~ %r{#{Regexp.escape(Rails.root.to_s)}/(app|config/clock)} }
  rows << { name: name.(row), queue: row.queue, path: frame&.path&.sub("#{Rails.root}/", ""), line: frame&.lineno }
end
ledger = Ledger.create!(name: "a")
Ledger.define_singleton_method(:new) { |*| ledger }
SignUp.new.call(1)
ledger.notify_owner
Ledger.recount
require "./config/clock"
events = Clockwork.manager.instance_variable_get(:@events)
events.each { |event| event.send(:execute) }
puts
puts JSON.generate(
  rows: rows,
  clock: events.map { |event| { name: event.job, tz: event.instance_variable_get(:@timezone) } }
)
`;

const SIDEKIQ_CRON = `
require "./config/environment"
made = []
Sidekiq::Cron::Job.define_singleton_method(:load_from_hash) { |hash| hash.each { |name, options| made << options.merge("name" => name) } }
Sidekiq::Cron::Job.define_singleton_method(:create) { |options| made << options }
Sidekiq.define_singleton_method(:server?) { true }
load "config/initializers/sidekiq.rb"
Sidekiq.options[:lifecycle_events][:startup].each(&:call)
jobs = made.map { |options| Sidekiq::Cron::Job.new(options.merge("status" => "enabled")) }
puts
puts JSON.generate(
  schedules: jobs.map { |job| { name: job.name, cron: job.cron, klass: job.klass, valid: job.valid?, queue: job.queue_name_with_prefix, zone: Fugit.parse(job.cron).zone } }
)
`;

describe("rails-delayed-job", () => {
  const ours = analysisOf("rails-delayed-job");
  let theirs: {
    rows: { name: string; queue: string | null; path: string | null; line: number | null }[];
    clock: { name: string; tz: string | null }[];
  };
  beforeAll(async () => {
    theirs = (await runRuby("rails-delayed-job", DELAYED_JOB)) as unknown as typeof theirs;
  });

  it("names the jobs that delayed_job runs", () => {
    // What `.delay` makes is one job to us: its methods are called by name through Delayed::PerformableMethod.
    const delayed = new Set(["Ledger#close", "Ledger.archive_all"]);
    const names = theirs.rows.map(({ name }) => (delayed.has(name) ? "Delayed::PerformableMethod" : name));
    expect(ours.jobs.map(({ name }) => name)).toEqual([...new Set(names)].sort());
  });

  it("says on which queue each is put where its class says it", () => {
    const queued = new Map(theirs.rows.map(({ name, queue }) => [name, queue]));
    for (const name of [
      "ExportMembers",
      "SweepImports",
      "Ledger#rebuild_index",
      "Ledger#notify_owner",
      "Ledger.recount",
      "RollCallJob",
    ]) {
      expect([name, ours.jobs.find((job) => job.name === name)?.queue]).toEqual([name, queued.get(name)]);
    }
  });

  it("finds each line that enqueues", () => {
    // Two are called by this test alone, from no line of the app.
    const real = theirs.rows.filter(({ path }) => path !== null).map(({ path, line }) => `${path}:${line}`);
    const found = ours.jobs.flatMap(({ enqueuedAt }) => enqueuedAt.map(({ path, line }) => `${path}:${line}`));
    expect([...new Set(found)].sort()).toEqual([...new Set(real)].sort());
  });

  it("reads clockwork's entries", () => {
    const entries = ours.schedules.filter(({ evidence }) => evidence.some(({ path }) => path === "config/clock.rb"));
    expect(entries.map(({ name }) => name)).toEqual([...new Set(theirs.clock.map(({ name }) => name))].sort());
    const zones = new Map(theirs.clock.map(({ name, tz }) => [name, tz]));
    for (const { name, timezone } of entries) expect([name, timezone]).toEqual([name, zones.get(name) ?? null]);
  });

  it("reads each line that whenever writes to a crontab", async () => {
    const crontab = await readCrontab("rails-delayed-job");
    const entries = ours.schedules.filter(({ evidence }) => evidence.some(({ path }) => path === "config/schedule.rb"));
    expect(crontab).toHaveLength(entries.length);
    for (const { name } of entries) expect(crontab.filter((line) => line.includes(name))).toHaveLength(1);
  });
});

describe("rails-sidekiq-cron", () => {
  it("reads each entry with its class, its time and its zone", async () => {
    const { schedules } = (await runRuby("rails-sidekiq-cron", SIDEKIQ_CRON)) as unknown as {
      schedules: { name: string; cron: string; klass: string; valid: boolean; zone: string | null }[];
    };
    expect(schedules.every(({ valid }) => valid)).toBe(true);
    const theirs = schedules.map(({ name, cron, klass, zone }) => ({
      name,
      when: cron,
      runs: klass,
      timezone: zone ?? null,
    }));
    const ours = analysisOf("rails-sidekiq-cron").schedules.map(({ name, when, runs, timezone }) => ({
      name,
      when,
      runs,
      timezone,
    }));
    expect(ours).toEqual(theirs.sort((a, b) => (a.name < b.name ? -1 : 1)));
  });
});
