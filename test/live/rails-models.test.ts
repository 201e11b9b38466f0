/** Rails itself is the judge: what we read of models and jobs beside ActiveRecord's and ActiveJob's own reflection. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { findRubyJobs } from "../../src/detect/ruby/jobs.js";
import { detectRubyModels } from "../../src/detect/ruby/models.js";
import { copyApp } from "../copy-fixture.js";
import { readRubyFacts } from "../parse/ruby/read-app.js";

const run = promisify(execFile);
const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));

// Rails' own classes (storage, rich text, mail delivery, join classes of habtm) are its business, not the app's.
const REFLECT = `
require File.expand_path("config/environment")
Rails.application.eager_load!
framework = ->(klass) { klass.name.nil? || klass.name =~ /\\A(ActiveStorage|ActionText|ActionMailbox|ActionMailer|ActiveRecord|ActiveJob|ActionCable|Sidekiq|PG|Rails)::|HABTM_/ }
models = ActiveRecord::Base.descendants.reject { |klass| klass.abstract_class? || framework.(klass) }
kinds = { belongs_to: "belongs-to", has_one: "has-one", has_many: "has-many", has_and_belongs_to_many: "many-to-many" }
own = lambda do |klass|
  inherited = klass.superclass.respond_to?(:reflections) ? klass.superclass.reflections : {}
  klass.reflections.reject { |name, reflection| inherited[name].equal?(reflection) }.values
end
target = ->(reflection) { reflection.polymorphic? ? nil : (reflection.klass.name rescue reflection.class_name) }
puts JSON.generate(
  models: models.map { |klass|
    parent = klass.base_class? ? nil : klass.superclass
    parent = parent.superclass while parent && parent.abstract_class?
    database = klass.connection_db_config.name
    { name: klass.name, table: klass.table_name, base: parent&.name, database: database == "primary" ? nil : database,
      associations: own.(klass).map { |reflection|
        { kind: kinds.fetch(reflection.macro), name: reflection.name.to_s, target: target.(reflection),
          through: reflection.options[:through]&.to_s, polymorphic: reflection.polymorphic? ? true : false }
      }.sort_by { |association| association[:name] } }
  }.sort_by { |model| model[:name] },
  jobs: (
    ActiveJob::Base.descendants.reject(&framework).select { |klass| klass.instance_method(:perform).owner != ActiveJob::Execution }
      .map { |klass| { name: klass.name, system: "active-job", queue: klass.new.queue_name.to_s } } +
    ObjectSpace.each_object(Class).select { |klass| klass.include?(Sidekiq::Worker) && klass.method_defined?(:perform) && !framework.(klass) }
      .map { |klass| { name: klass.name, system: "sidekiq", queue: klass.get_sidekiq_options["queue"].to_s } }
  ).sort_by { |job| job[:name] }
)
`;

type Compared = Omit<ReturnType<typeof detectRubyModels>[number], "evidence">;

/** One line a model and one an association, so that a difference reads as one. */
const toLines = (model: Compared): string[] => [
  `${model.name} in ${model.table} of ${model.database ?? "primary"} below ${model.base}`,
  ...model.associations.map(
    ({ kind, name, target, through, polymorphic }) =>
      `${model.name}.${name}: ${kind} ${polymorphic ? "polymorphic" : target} through ${through}`,
  ),
];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function reflect(app: string, env: NodeJS.ProcessEnv): Promise<{ models: unknown[]; jobs: unknown[] }> {
  const folder = mkdtempSync(join(tmpdir(), "rails-models-"));
  folders.push(folder);
  copyApp(app, folder);
  rmSync(join(folder, "Gemfile.lock"), { force: true });
  const options = { cwd: folder, env: { ...process.env, BUNDLER_VERSION: "2.3.15", ...env }, maxBuffer: 1 << 26 };
  await run("bundle", ["install", "--local"], options);
  const { stdout } = await run("ruby", ["-rjson", "-e", REFLECT], options);
  return JSON.parse(stdout.slice(stdout.indexOf("{"))) as { models: unknown[]; jobs: unknown[] };
}

describe.each([
  { fixture: "rails-models", env: {} as NodeJS.ProcessEnv, models: 47, associations: 95 },
  { fixture: "neobank-rails", env: { DATABASE_URL: "mysql2://none@127.0.0.1:9/none" }, models: 33, associations: 80 },
])("$fixture beside Rails 6.1", ({ fixture, env, models, associations }) => {
  const app = join(FIXTURES, fixture, "app");
  const facts = readRubyFacts(app);

  it("names the same models, tables, associations, targets and jobs", async () => {
    const rails = await reflect(app, env);
    const ours = detectRubyModels(facts).map(({ evidence: _, ...model }) => model);
    expect(ours.flatMap(toLines)).toEqual((rails.models as typeof ours).flatMap(toLines));
    expect(ours.length).toBeGreaterThanOrEqual(models);
    expect(ours.flatMap((model) => model.associations).length).toBeGreaterThanOrEqual(associations);
    const jobs = findRubyJobs(facts).map(({ name, system, queue }) => ({ name, system, queue }));
    expect(jobs).toEqual(rails.jobs);
  });
});
