/** Config vars read through gems, callbacks that cross models, rake tasks. */
import { describe, expect, it } from "vitest";
import { parseText } from "./read-app.js";

describe("config vars", () => {
  it("reads Figaro, dotenv and credentials by name", () => {
    const { env } = parseText(
      "config/initializers/x.rb",
      'Figaro.require_keys("A", "B")\nDotenv.require_keys("C")\nx = Figaro.env.stripe_key!\ny = Figaro.env.maybe\nRails.application.credentials.dig(:aws, :key)\n',
    );
    expect(env.map(({ name, hasDefault }) => [name, hasDefault])).toEqual([
      ["A", false],
      ["B", false],
      ["C", false],
      ["STRIPE_KEY", false],
      ["MAYBE", true],
      ["RAILS_MASTER_KEY", true],
    ]);
  });
});

describe("callbacks", () => {
  it("names the classes that a callback reaches, through its method or its block", () => {
    const { fragments } = parseText(
      "app/models/a.rb",
      "class A < ApplicationRecord\n after_commit :tell, :log\n before_destroy { Ledger::Close.call(id) }\n def tell\n Notify.perform_later(id)\n end\n def log\n Rails.logger.info(Time.now)\n end\nend",
    );
    const found = fragments.flatMap((one) =>
      one.kind === "callback" && one.target !== null && "name" in one.target ? [[one.event, one.target.name]] : [],
    );
    expect(found).toEqual([
      ["after_commit", "Notify"],
      ["before_destroy", "Ledger::Close"],
    ]);
  });
});

describe("rake", () => {
  it("names tasks with their namespaces", () => {
    const { fragments } = parseText(
      "lib/tasks/a.rake",
      "namespace :a do\n namespace 'b' do\n task c: :environment do\n end\n task :d, [:x] => :environment do\n end\n end\nend",
    );
    const names = fragments.flatMap((one) => (one.kind === "setting" && one.framework === "rake" ? [one.value] : []));
    expect(names).toEqual(["a:b:c", "a:b:d"]);
  });
});
