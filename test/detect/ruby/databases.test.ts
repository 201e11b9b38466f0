import { describe, expect, it } from "vitest";
import { detectRubyModels } from "../../../src/detect/ruby/models.js";
import { parseText } from "../../parse/ruby/read-app.js";

const databases = (files: Readonly<Record<string, string>>) =>
  detectRubyModels(Object.entries(files).map(([path, text]) => parseText(path, text))).map(
    ({ name, table, database }) => `${name} ${table} ${database ?? "primary"}`,
  );

// ActiveRecord's own answers are compared in test/live/rails-models.test.ts; what a booted Rails 6.1 cannot tell is here.
describe("databases of models", () => {
  it("names the variable where the address comes from the environment", () => {
    expect(
      databases({
        "app/models/visit.rb": "class Visit < ApplicationRecord\n establish_connection ENV.fetch('ANALYTICS_URL')\nend",
        "app/models/page_visit.rb": "class PageVisit < Visit\nend",
        "app/models/user.rb": "class User < ApplicationRecord\n def self.go; establish_connection(:x); end\nend",
      }),
    ).toEqual(["PageVisit visits ANALYTICS_URL", "User users primary", "Visit visits ANALYTICS_URL"]);
  });

  it("takes the database or the client of a Mongoid document, by expectation", () => {
    expect(
      databases({
        "app/models/event.rb":
          "class Event\n include Mongoid::Document\n store_in collection: 'log', database: 'audit'\n field :at, type: Time\nend",
        "app/models/click.rb": "class Click\n include Mongoid::Document\n store_in client: :analytics\nend",
        "app/models/band.rb": "class Band\n include Mongoid::Document\n has_many :albums\nend",
      }),
    ).toEqual(["Band bands primary", "Click clicks analytics", "Event log audit"]);
  });
});
