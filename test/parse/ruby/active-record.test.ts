/** Models, associations and table names from source alone; what Rails 7 and 8 added is tested here, by expectation. */
import { describe, expect, it } from "vitest";
import { detectRubyModels } from "../../../src/detect/ruby/models.js";
import { parseText } from "./read-app.js";

const models = (files: Record<string, string>) =>
  detectRubyModels(
    Object.entries(files)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, text]) => parseText(path, text)),
  );

const targets = (files: Record<string, string>, name: string) =>
  Object.fromEntries(
    (models(files).find((model) => model.name === name)?.associations ?? []).map(({ name: own, target }) => [
      own,
      target,
    ]),
  );

describe("models", () => {
  it("follows bases through abstract classes and leaves those out", () => {
    const found = models({
      "app/models/application_record.rb": "class ApplicationRecord < ActiveRecord::Base\n primary_abstract_class\nend",
      "app/models/vehicle.rb": "class Vehicle < ApplicationRecord\nend",
      "app/models/car.rb": "class Car < Vehicle\nend",
      "app/models/car_form.rb": "class CarForm\n include ActiveModel::Model\nend",
    });
    expect(found.map(({ name, table, base }) => [name, table, base])).toEqual([
      ["Car", "vehicles", "Vehicle"],
      ["Vehicle", "vehicles", null],
    ]);
  });

  it("computes tables from namespaces, prefixes, suffixes, nesting and the app's inflections", () => {
    const found = models({
      "app/models/billing.rb": 'module Billing\n def self.table_name_prefix = "billing_"\nend',
      "app/models/billing/invoice.rb": "class Billing::Invoice < ActiveRecord::Base\nend",
      "app/models/post.rb": "class Post < ActiveRecord::Base\n class Draft < ActiveRecord::Base\n end\nend",
      "app/models/cactus.rb": "class Cactus < ActiveRecord::Base\nend",
      "app/models/http_log.rb": "class HTTPLog < ActiveRecord::Base\nend",
      "app/models/old.rb": 'class Old < ActiveRecord::Base\n self.table_name = "legacy.old_things"\nend',
      "config/initializers/inflections.rb":
        'ActiveSupport::Inflector.inflections(:en) do |inflect|\n inflect.irregular "cactus", "cacti"\n inflect.acronym "HTTP"\nend',
    });
    expect(Object.fromEntries(found.map(({ name, table }) => [name, table]))).toEqual({
      "Billing::Invoice": "billing_invoices",
      Cactus: "cacti",
      HTTPLog: "http_logs",
      Old: "legacy.old_things",
      Post: "posts",
      "Post::Draft": "post_drafts",
    });
  });

  it("prefixes the tables of an isolated engine", () => {
    const found = models({
      "engines/shop/lib/shop/engine.rb":
        "module Shop\n class Engine < ::Rails::Engine\n isolate_namespace Shop\n end\nend",
      "engines/shop/app/models/shop/order.rb": "module Shop\n class Order < ApplicationRecord\n end\nend",
    });
    expect(found.map(({ table }) => table)).toEqual(["shop_orders"]);
  });

  it("is not led astray by migrations, tests, serializers, resources and scripts of their own", () => {
    const found = models({
      "db/migrate/1_x.rb": "class X < ActiveRecord::Migration[7.0]\n class User < ActiveRecord::Base\n end\nend",
      "db/old_migrations/1_y.rb":
        "class Y < ActiveRecord::Migration[6.0]\n class Person < ActiveRecord::Base\n end\nend",
      "spec/models/fake.rb": "class Fake < ActiveRecord::Base\nend",
      "app/serializers/a_serializer.rb": "class ASerializer < ActiveModel::Serializer\n has_many :comments\nend",
      "app/resources/a_resource.rb": "class AResource < JSONAPI::Resource\n has_one :owner\nend",
      "bench/run.rb": 'ActiveRecord::Base.establish_connection(ENV["X"])\nclass Topic < ActiveRecord::Base\nend',
    });
    expect(found).toEqual([]);
  });
});

describe("associations", () => {
  it("resolves targets from the inside out, and through others", () => {
    const files = {
      "app/models/blog/post.rb":
        "class Blog::Post < ApplicationRecord\n has_many :comments\n has_many :authors, through: :comments, source: :user\n belongs_to :tag, optional: true\nend",
      "app/models/blog/comment.rb": "module Blog\n class Comment < ApplicationRecord\n belongs_to :user\n end\nend",
      "app/models/comment.rb": "class Comment < ApplicationRecord\nend",
      "app/models/user.rb": "class User < ApplicationRecord\nend",
    };
    expect(targets(files, "Blog::Post")).toEqual({ authors: "User", comments: "Blog::Comment", tag: "Tag" });
  });

  it("adds those of concerns, of classes reopened elsewhere, and of the app's own macros", () => {
    const files = {
      "app/models/concerns/payable.rb":
        "module Payable\n extend ActiveSupport::Concern\n included do\n has_many :payments, as: :payable\n end\n class_methods do\n def with_fees\n has_many :fees\n end\n end\nend",
      "app/models/order.rb": "class Order < ApplicationRecord\n include Payable\n with_fees\nend",
      "config/initializers/order.rb": "Order.class_eval do\n has_one :receipt\nend\nOrder.belongs_to :shop\n",
    };
    expect(targets(files, "Order")).toEqual({ fees: "Fee", payments: "Payment", receipt: "Receipt", shop: "Shop" });
  });

  it("says nothing of a class that is computed, and knows what gems and storage add", () => {
    const files = {
      "app/models/a.rb":
        "class A < ApplicationRecord\n belongs_to :owner, class_name: Config.owner_class\n has_one_attached :file\n has_paper_trail\n belongs_to :thing, polymorphic: true\nend",
    };
    expect(targets(files, "A")).toEqual({
      file_attachment: "ActiveStorage::Attachment",
      file_blob: "ActiveStorage::Blob",
      owner: null,
      thing: null,
      versions: "PaperTrail::Version",
    });
  });

  it("reads Mongoid documents", () => {
    const files = {
      "app/models/person.rb":
        'class Person\n include Mongoid::Document\n field :name, type: String\n embeds_many :addresses\n has_many :posts\n store_in collection: "people_v2"\nend',
      "app/models/address.rb": "class Address\n include Mongoid::Document\n embedded_in :person\nend",
      "app/models/post.rb": "class Post\n include Mongoid::Document\n belongs_to :person\nend",
    };
    expect(models(files).map(({ name, table }) => [name, table])).toEqual([
      ["Address", "addresses"],
      ["Person", "people_v2"],
      ["Post", "posts"],
    ]);
    expect(targets(files, "Person")).toEqual({ addresses: "Address", posts: "Post" });
  });

  it("takes tags and inboxes from the gems' macros, in the order or not", () => {
    expect(
      targets(
        {
          "app/models/concerns/tagged.rb":
            "module Tagged\n extend ActiveSupport::Concern\n included do\n acts_as_ordered_taggable_on :tags, :moods\n end\nend",
          "app/models/post.rb": "class Post < ActiveRecord::Base\n include Tagged\n acts_as_messageable\nend",
        },
        "Post",
      ),
    ).toEqual({
      base_tags: "ActsAsTaggableOn::Tag",
      messages: "Mailboxer::Message",
      mood_taggings: "ActsAsTaggableOn::Tagging",
      moods: "ActsAsTaggableOn::Tag",
      receipts: "Mailboxer::Receipt",
      tag_taggings: "ActsAsTaggableOn::Tagging",
      taggings: "ActsAsTaggableOn::Tagging",
      tags: "ActsAsTaggableOn::Tag",
    });
  });

  it("reports associations that only the running app can name, with the line", () => {
    const facts = parseText(
      "app/models/post.rb",
      "class Post < ActiveRecord::Base\n Plugin.all.each do |plugin|\n has_many plugin.name\n end\nend",
    );
    expect(facts.diagnostics).toEqual([
      {
        code: "association-computed",
        line: 3,
        message: "Associations named when the app runs: has_many plugin.name",
      },
    ]);
    expect(facts.fragments.flatMap((one) => (one.kind === "model" ? one.associations : []))).toEqual([]);
  });
});
