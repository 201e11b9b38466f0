/** Jobs as the generated Go code writes them, read by the real Sidekiq, ActiveJob and GlobalID; and the enqueue endpoint. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitPlan } from "../../src/emit/index.js";
import { printRailsEnqueue } from "../../src/emit/monolith/rails-enqueue.js";
import type { PlannedEnqueue } from "../../src/model/plan.js";
import { handMadePlan } from "../hand-made-plan.js";

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
	wrapped, err := jobs.Payload(jobs.Row{JobID: "0123456789abcdef01234567", Class: "FraudReviewJob", Queue: "default", ActiveJob: true, Args: string(args), CreatedAt: at}, at)
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
    puts [card.class, card.id, why.inspect, notify, queue_name].join(" ")
  end
end
ActiveJob::Base.logger = Logger.new(IO::NULL)
`;

const ruby = (code: string, input = ""): string =>
  execFileSync("ruby", ["-e", APP + code], { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] }).trim();

beforeAll(() => {
  const plan = handMadePlan();
  const service = plan.services[0]!;
  const own: PlannedEnqueue = { ...service.enqueues[0]!, options: { retry: 10, tags: ["money"] } };
  const review: PlannedEnqueue = {
    ...own,
    job: "FraudReviewJob",
    system: "active-job",
    wire: "active-job-sidekiq",
    queue: "default",
  };
  const { options: _, ...plain } = review;
  const artifacts = emitPlan(
    { ...plan, services: [{ ...service, enqueues: [own, plain] }] },
    { paths: [], read: () => null },
  );
  for (const { path, content } of artifacts.filter((artifact) => artifact.path.startsWith("services/"))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const project = join(root, "services/authorizations");
  mkdirSync(join(project, "print"));
  writeFileSync(join(project, "print/main.go"), PRINT);
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
    expect(told).toBe("Card 7 :stolen true default");
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
