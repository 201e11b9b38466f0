/** Builds the monolith's consumers as generated, in JavaScript on PostgreSQL and in Ruby on SQLite, each with a ported handler. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { emitMonolith } from "../../src/emit/monolith/index.js";
import type { Plan } from "../../src/model/plan.js";

const NODE_HANDLE = `"use strict";
const { setTimeout: sleep } = require("node:timers/promises");
const { Undeliverable } = require("./messages.cjs");

async function handle(tx, message) {
  const { amount } = message.data;
  if (amount < 0) throw new Undeliverable("poison");
  await sleep(2);
  await tx.query("INSERT INTO monolith_effects (broker, message_id, amount) VALUES ($1, $2, $3)", [process.env.BROKER, message.id, amount]);
}

module.exports = { handle };
`;

/** An error that no retry mends, but that the consumer cannot know as such: it takes all attempts. */
const RAILS_HANDLE = `module Valueline
  module Handle
    def self.call(message)
      amount = message.fetch("data").fetch("amount")
      raise "poison" if amount.negative?

      sleep(0.002)
      Inbox.connection.execute("INSERT INTO monolith_effects (message_id, amount) VALUES ('#{message.fetch("id")}', #{amount})")
    end
  end
end
`;

/** The least that is a Rails app; what it runs is the generated code, found by Rails' own autoloader. */
const RAILS_APP = `require "rails"
require "active_record/railtie"
$stdout.sync = true
require ENV.fetch("GEM") unless ENV.fetch("GEM").empty?

class Ledger < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.logger = Logger.new($stdout)
end
Ledger.initialize!
ActiveRecord::Base.logger = nil

case ARGV.first
when "migrate"
  ActiveRecord::Migration.verbose = false
  ActiveRecord::MigrationContext.new(File.join(__dir__, "db/migrate"), ActiveRecord::SchemaMigration).migrate
  ActiveRecord::Base.connection.execute("CREATE TABLE monolith_effects (id INTEGER PRIMARY KEY, message_id TEXT, amount INT)")
when "effects"
  print ActiveRecord::Base.connection.select_values("SELECT amount FROM monolith_effects ORDER BY id").to_json
else
  Valueline::Consumer.run
end
`;

function write(folder: string, files: readonly { readonly path: string; readonly content: string }[]): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

const filesOf = (plan: Plan, monolith: Partial<Plan["monolith"]>) =>
  emitMonolith({ ...plan, monolith: { ...plan.monolith, ...monolith } }, { paths: [], read: () => null });

/** Packages are resolved from a folder above. */
export function buildNodeMonolith(folder: string, plan: Plan): void {
  write(folder, [
    ...filesOf(plan, { framework: "express", language: "javascript", runtime: "node", database: "postgres" }),
    { path: "valueline/handle.cjs", content: NODE_HANDLE },
  ]);
}

export function buildRailsMonolith(folder: string, plan: Plan): void {
  write(folder, [
    ...filesOf(plan, { framework: "rails", language: "ruby" }),
    { path: "app/valueline/valueline/handle.rb", content: RAILS_HANDLE },
    { path: "app.rb", content: RAILS_APP },
  ]);
}

/** What a Rails consumer of `folder` runs with. */
export const railsEnvironment = (folder: string, gem: string, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...process.env,
  ...more,
  GEM: gem,
  RAILS_ENV: "production",
  SECRET_KEY_BASE: "only-for-this-test-run",
  DATABASE_URL: `sqlite3:${join(folder, "app.sqlite3")}`,
});

export const runRails = (folder: string, env: NodeJS.ProcessEnv, command: string): string =>
  execFileSync("ruby", ["app.rb", command], { cwd: folder, env, encoding: "utf8" });
