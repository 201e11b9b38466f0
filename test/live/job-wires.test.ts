/** Jobs as the generated Go code writes them, read by the real Sidekiq, delayed_job, ActiveJob and GlobalID; and the enqueue endpoint. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printRailsEnqueue } from "../../src/emit/monolith/rails-enqueue.js";
import type { PlannedEnqueue } from "../../src/model/plan.js";
import { handMadePlan } from "../hand-made-plan.js";
import { HOST, Processes, startMariadb } from "./servers.js";
import { printService } from "./wire-service.js";

const root = mkdtempSync(join(tmpdir(), "job-wires-"));
let payloads: { sidekiq: string; activeJob: string };

const PRINT = `package main

import (
	"encoding/json"
	"os"
	"time"

	"northwind-bank/services/authorizations/internal/jobs"
)

func main() {
	args, _ := json.Marshal([]any{jobs.Record("Card", 7), jobs.Symbol("stolen"), jobs.Keywords(map[string]any{"notify": true})})
	at := time.Unix(1700000000, 0)
	plain, err := jobs.Payload(jobs.Row{JobID: "0123456789abcdef01234567", Class: "CaptureAuthorizationWorker", Queue: "critical", Args: "[7,4200]", CreatedAt: at}, at)
	if err != nil {
		panic(err)
	}
	wrapped, err := jobs.Payload(jobs.Row{JobID: "0123456789abcdef01234567", Class: "FraudReviewJob", Queue: "default", Wire: "active-job-sidekiq", Args: string(args), CreatedAt: at}, at)
	if err != nil {
		panic(err)
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]string{"sidekiq": string(plain), "activeJob": string(wrapped)})
}
`;

/** Classes as an app has them; each tells what it was given. */
const APP = `
require "json"
require "active_support"
require "active_support/security_utils"
require "active_record"
require "active_job"
require "action_dispatch"
require "sidekiq"
require "active_job/queue_adapters/sidekiq_adapter"
require "global_id"

class Card
  include GlobalID::Identification
  attr_reader :id
  def initialize(id) = @id = id
  def self.find(id) = new(id.to_i)
end
GlobalID.app = "northwind-bank"

class CaptureAuthorizationWorker
  include Sidekiq::Worker
  sidekiq_options queue: "critical", retry: 10, tags: ["money"]
end

class FraudReviewJob < ActiveJob::Base
  def perform(card, why, notify:)
    puts [card.class, card.id, why.inspect, queue_name, JSON.generate(notify)].join(" ")
  end
end
ActiveJob::Base.logger = Logger.new(IO::NULL)
`;

const ruby = (code: string, input = ""): string =>
  execFileSync("ruby", ["-e", APP + code], { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] }).trim();

const own: PlannedEnqueue = { ...handMadePlan().services[0]!.enqueues[0]!, options: { retry: 10, tags: ["money"] } };
const { options: _, ...plain } = own;
const review: PlannedEnqueue = {
  ...plain,
  job: "FraudReviewJob",
  system: "active-job",
  wire: "active-job-sidekiq",
  queue: "default",
};

beforeAll(() => {
  const project = printService(join(root, "sidekiq"), [own, review], PRINT);
  payloads = JSON.parse(execFileSync("go", ["run", "./print"], { cwd: project, encoding: "utf8" })) as typeof payloads;
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("jobs written in Go", () => {
  it("are what Sidekiq's own client writes, key by key and type by type", () => {
    const told = ruby(
      `
      ours = JSON.parse($stdin.read)
      theirs = Sidekiq::Client.new.send(:normalize_item, "class" => CaptureAuthorizationWorker, "args" => [7, 4200], "jid" => ours["jid"])
      theirs["enqueued_at"] = Time.now.to_f
      shape = ->(job) { JSON.parse(JSON.dump(job)).sort.map { |key, value| [key, key.end_with?("_at") ? value.is_a?(Numeric) : value] } }
      puts shape.(ours) == shape.(theirs) ? "same" : [shape.(ours), shape.(theirs)].inspect
      `,
      payloads.sidekiq,
    );
    expect(told).toBe("same");
  });

  it("reach an ActiveJob with its record, its symbol and its keyword", () => {
    const told = ruby(
      `
      job = JSON.parse($stdin.read)
      job["class"].constantize.new.perform(*job["args"])
      `,
      payloads.activeJob,
    );
    expect(told).toBe("Card 7 :stolen default true");
  });
});

/** Values that YAML, left to itself, would read as something else. */
const ODD = {
  "<<": { a: 1 },
  big: 1e21,
  small: 1.5e-7,
  ":key": ":value",
  date: "2024-01-01",
  yes: "no",
  none: null,
  text: '"\\ \n\u007f\u00e9\u{1f600}: #{} - x',
  ["long".repeat(300)]: true,
};

/** Enqueues through the outbox and moves it twice: the first time the transaction fails after the move. */
const MOVE = `package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"northwind-bank/services/authorizations/internal/jobs"
	"northwind-bank/services/authorizations/internal/store"
)

func try[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	ctx := context.Background()
	db := try(store.Open(os.Args[1]))
	try(0, store.Migrate(ctx, db))
	tx := try(db.BeginTx(ctx, nil))
	var odd map[string]any
	try(0, json.Unmarshal([]byte(os.Args[2]), &odd))
	outbox := &jobs.Outbox{Now: time.Now}
	try(outbox.Enqueue(ctx, tx, jobs.FraudReviewJob, jobs.Record("Card", 7), jobs.Symbol("stolen"), jobs.Keywords(map[string]any{"notify": odd})))
	try(0, tx.Commit())
	queue := &jobs.Relay{Now: time.Now}
	failed := try(db.BeginTx(ctx, nil))
	try(queue.Move(ctx, failed))
	try(0, failed.Rollback())
	done := try(db.BeginTx(ctx, nil))
	moved := try(queue.Move(ctx, done))
	try(0, done.Commit())
	fmt.Println(moved)
}
`;

describe("an ActiveJob written in Go as a row of delayed_job", () => {
  const processes = new Processes();
  let told: { moved: string; rows: number; same: unknown; ran: string; left: number; worked: number[] };

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "delayed-wire-"));
    const address = `://app:app@${HOST}:${await startMariadb(folder, processes)}/neobank`;
    const delayed = `
      require "delayed_job_active_record"
      require "active_job/queue_adapters/delayed_job_adapter"
      require "erb"
      require "yaml"
      Delayed::Worker.backend = :active_record
      ActiveJob::Base.queue_adapter = :delayed_job
      ActiveRecord::Base.establish_connection("mysql2${address}")
    `;
    // The gem's own migration makes the table.
    ruby(`${delayed}
      def migration_version = "[6.1]"
      template = File.join(Gem::Specification.find_by_name("delayed_job_active_record").full_gem_path,
        "lib/generators/delayed_job/templates/migration.rb")
      eval(ERB.new(File.read(template)).result(binding))
      ActiveRecord::Migration.suppress_messages { CreateDelayedJobs.up }`);
    const project = printService(join(root, "delayed"), [{ ...review, wire: "active-job-delayed" }], MOVE);
    const run = ["run", "./print", `mysql${address}`, JSON.stringify(ODD)];
    expect(execFileSync("gofmt", ["-l", "."], { cwd: project, encoding: "utf8" })).toBe("");
    execFileSync("go", ["vet", "./internal/jobs", "."], { cwd: project });
    execFileSync("go", ["test", "./internal/jobs"], { cwd: project });
    const moved = execFileSync("go", run, { cwd: project, encoding: "utf8" }).trim();
    told = {
      ...(JSON.parse(
        ruby(`${delayed}
          ours = Delayed::Job.all.to_a
          row = ours.first
          data = row.payload_object.job_data
          due = row.run_at <= Time.now.utc && row.run_at > Time.now.utc - 600
          real = $stdout
          $stdout = StringIO.new
          worked = Delayed::Worker.new(quiet: true).work_off
          ran, $stdout = $stdout.string.strip, real
          left = Delayed::Job.count
          FraudReviewJob.perform_later(Card.new(7), :stolen, notify: data["arguments"].last["notify"])
          theirs = Delayed::Job.first
          columns = ->(one) { one.attributes.except("id", "handler", "run_at", "created_at", "updated_at") }
          other = theirs.payload_object.job_data
          drop = %w[job_id enqueued_at locale timezone arguments]
          same = {
            columns: columns.(row) == columns.(theirs), data: data.except(*drop) == other.except(*drop),
            wrapper: row.payload_object.class == theirs.payload_object.class, keys: other.keys - data.keys, due: due,
            arguments: data["arguments"].first(1) == other["arguments"].first(1) && data["arguments"][1] == other["arguments"][1],
          }
          puts JSON.dump({ rows: ours.size, same: same, ran: ran, left: left, worked: worked })
        `),
      ) as Omit<typeof told, "moved">),
      moved,
    };
    rmSync(folder, { recursive: true, force: true });
  }, 180_000);

  afterAll(() => processes.stop());

  it("is one row, though the first transaction that moved it failed", () => {
    expect([told.moved, told.rows]).toEqual(["1", 1]);
  });

  it("is the row of ActiveJob's own adapter", () => {
    expect(told.same).toEqual({
      columns: true,
      data: true,
      wrapper: true,
      due: true,
      arguments: true,
      keys: ["locale", "timezone"],
    });
  });

  it("is performed by delayed_job's own worker, with every value as it was", () => {
    expect([told.worked, told.left]).toEqual([[1, 0], 0]);
    const [, who, notify] = /^(.*?) (\{.*)$/s.exec(told.ran) ?? [];
    expect(who).toBe("Card 7 :stolen default");
    expect(JSON.parse(notify ?? "null")).toEqual(ODD);
  });
});

describe("the enqueue endpoint", () => {
  const ask = `
    ENV["VALUELINE_ENQUEUE_TOKEN"] = "right"
    ActiveRecord::Base.establish_connection(adapter: "sqlite3", database: ":memory:")
    ActiveRecord::Base.connection.create_table(:valueline_enqueued) do |t|
      t.string :job_id, null: false, index: { unique: true }
      t.datetime :created_at, null: false, precision: 6
    end
    ActiveJob::Base.queue_adapter = :test
    ${printRailsEnqueue([{ job: "FraudReviewJob" } as PlannedEnqueue])}
    ASK = lambda do |token: "right", body: { id: "one", job: "FraudReviewJob", args: [1, 2, { notify: true, _aj_ruby2_keywords: ["notify"] }] }|
      env = Rack::MockRequest.env_for("/valueline/jobs", method: "POST", input: body.is_a?(String) ? body : body.to_json,
        "HTTP_AUTHORIZATION" => "Bearer #{token}", "CONTENT_TYPE" => "application/json")
      Valueline::Enqueue.call(env).first
    end
    QUEUED = -> { ActiveJob::Base.queue_adapter.enqueued_jobs }
  `;

  it("enqueues a repeated id once, with keywords as keywords", () => {
    const told = ruby(`${ask}
      puts [ASK.call, ASK.call, QUEUED.call.size, QUEUED.call.first["arguments"].last["notify"]].join(" ")`);
    expect(told).toBe("202 202 1 true");
  });

  it("forgets an id whose job could not be enqueued, so that the relay may ask again", () => {
    const told = ruby(`${ask}
      def FraudReviewJob.perform_later(*) = raise("queue is down")
      first = begin ASK.call rescue $!.message end
      FraudReviewJob.singleton_class.send(:remove_method, :perform_later)
      puts [first, ASK.call, QUEUED.call.size].join(" ")`);
    expect(told).toBe("queue is down 202 1");
  });

  it("refuses a wrong token, a job that nobody decided, and what is not a job", () => {
    const told = ruby(`${ask}
      puts [ASK.call(token: "wrong"), ASK.call(body: { id: "x", job: "Kernel", args: [] }), ASK.call(body: "{"),
            ASK.call(body: { job: "FraudReviewJob", args: [] }), QUEUED.call.size].join(" ")`);
    expect(told).toBe("401 404 400 422 0");
  });
});
