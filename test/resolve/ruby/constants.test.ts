import { describe, expect, it } from "vitest";
import { detectInputFrom } from "../../detect/rails-input.js";

const at = (app: Readonly<Record<string, string>>, path: string, name: string, nesting: readonly string[] = []) => {
  const target = detectInputFrom(app).resolution.resolve(path, { kind: "constant", name, nesting });
  return target.kind === "definition" ? `${target.name} in ${target.path}` : `${target.kind}`;
};

const APP = {
  "app/models/invoice.rb": "class Invoice < ApplicationRecord; end",
  "app/models/billing/invoice.rb": "module Billing\n  class Invoice < ApplicationRecord\n    LIMIT = 3\n  end\nend",
  "app/models/billing/line.rb": "class Billing::Line; end",
  "app/models/concerns/payable.rb": "module Payable\n  RATE = 2\nend",
  "app/services/billing/charge.rb": "module Billing\n  class Charge < Base\n    include Payable\n  end\nend",
  "app/services/billing/base.rb": "module Billing\n  class Base\n    class Result; end\n  end\nend",
  "app/models/here.rb": "",
  "config/initializers/invoice_extension.rb": "class Invoice\n  def extended; end\nend",
};

describe("constants as Ruby and Zeitwerk find them", () => {
  it("looks in the lexical scopes first, innermost outwards", () => {
    expect(at(APP, "app/models/here.rb", "Invoice", ["Billing"])).toBe(
      "Billing::Invoice in app/models/billing/invoice.rb",
    );
    expect(at(APP, "app/models/here.rb", "Invoice", [])).toBe("Invoice in app/models/invoice.rb");
    expect(at(APP, "app/models/here.rb", "::Invoice", ["Billing"])).toBe("Invoice in app/models/invoice.rb");
  });

  it("does not open the namespace of a compact class name", () => {
    expect(at(APP, "app/models/here.rb", "Invoice", ["Billing::Line"])).toBe("Invoice in app/models/invoice.rb");
  });

  it("looks in ancestors, mixins included", () => {
    expect(at(APP, "app/models/here.rb", "Result", ["Billing", "Billing::Charge"])).toBe(
      "Billing::Base::Result in app/services/billing/base.rb",
    );
    expect(at(APP, "app/models/here.rb", "RATE", ["Billing", "Billing::Charge"])).toBe(
      "Payable::RATE in app/models/concerns/payable.rb",
    );
    expect(at(APP, "app/models/here.rb", "Billing::Charge::Result")).toBe(
      "Billing::Base::Result in app/services/billing/base.rb",
    );
  });

  it("gives a reopened class to the file named after it", () => {
    expect(at(APP, "app/models/here.rb", "Invoice")).toBe("Invoice in app/models/invoice.rb");
  });

  it("keeps what the app makes at run time as members of what is defined", () => {
    const target = detectInputFrom(APP).resolution.resolve("app/models/here.rb", {
      kind: "constant",
      name: "Billing::Invoice::GHOST",
      nesting: [],
    });
    expect(target).toEqual({
      kind: "definition",
      path: "app/models/billing/invoice.rb",
      name: "Billing::Invoice",
      members: ["GHOST"],
    });
  });

  it("follows inflections, acronyms, collapsed folders, engines and packs to files that define nothing readable", () => {
    const app = {
      "config/initializers/inflections.rb":
        'ActiveSupport::Inflector.inflections(:en) { |inflect| inflect.acronym "API" }\nRails.autoloaders.main.collapse("app/services/orders/flows")\nRails.autoloaders.each { |loader| loader.inflector.inflect("html5" => "HTML5") }',
      "config/application.rb":
        'module Shop\n  class Application < Rails::Application\n    config.autoload_paths += ["#{root}/extras"]\n  end\nend',
      "app/services/api_client.rb": "Object.const_set(:APIClient, Class.new)",
      "app/services/orders/flows/ship.rb": "# defined by a macro",
      "app/models/here.rb": "",
      "app/models/html5.rb": "# macro",
      "extras/gateway.rb": "# macro",
      "engines/blog/app/models/blog/entry.rb": "# macro",
      "packs/stock/app/services/stock/count.rb": "# macro",
    };
    expect(at(app, "app/models/here.rb", "APIClient")).toBe("APIClient in app/services/api_client.rb");
    expect(at(app, "app/models/here.rb", "Orders::Ship")).toBe("Orders::Ship in app/services/orders/flows/ship.rb");
    expect(at(app, "app/models/here.rb", "HTML5")).toBe("HTML5 in app/models/html5.rb");
    expect(at(app, "app/models/here.rb", "Gateway")).toBe("Gateway in extras/gateway.rb");
    expect(at(app, "app/models/here.rb", "Entry", ["Blog"])).toBe(
      "Blog::Entry in engines/blog/app/models/blog/entry.rb",
    );
    expect(at(app, "app/models/here.rb", "Stock::Count")).toBe(
      "Stock::Count in packs/stock/app/services/stock/count.rb",
    );
  });

  it("takes roots by pattern, leaves out what is ignored, also as Rails 7.1's autoload_lib says it", () => {
    const app = {
      "config/application.rb": `module Shop
  class Application < Rails::Application
    config.autoload_paths += Dir[root.join("parts/*/code/{domain,*/concerns}")]
    config.autoload_lib(ignore: %w[tasks])
  end
end`,
      "config/initializers/autoloading.rb": 'Rails.autoloaders.main.ignore("#{root}/app/models/old")',
      "parts/till/code/domain/till/drawer.rb": "# macro",
      "parts/till/code/domain/concerns/locked.rb": "# macro",
      "parts/till/other/stray.rb": "# macro",
      "lib/shop/clock.rb": "# macro",
      "lib/tasks/sweep.rb": "# macro",
      "app/models/old/ledger.rb": "# macro",
      "app/models/here.rb": "",
    };
    const found = (name: string) => at(app, "app/models/here.rb", name);
    expect(found("Till::Drawer")).toBe("Till::Drawer in parts/till/code/domain/till/drawer.rb");
    expect(found("Locked")).toBe("Locked in parts/till/code/domain/concerns/locked.rb");
    expect(found("Shop::Clock")).toBe("Shop::Clock in lib/shop/clock.rb");
    for (const name of ["Stray", "Tasks::Sweep", "Sweep", "Old::Ledger"]) expect(found(name)).toBe("unresolved");
  });

  it("keeps what tests define from the app, and a gem's constants from who reopens the gem", () => {
    const app = {
      "Gemfile.lock": "GEM\n  specs:\n    activesupport (6.1.7)\n",
      "app/models/here.rb": "",
      "lib/core_ext/numbers.rb": "module ActiveSupport\n  module Numbers; end\nend",
      "test/test_helper.rb": "class Clerk; end\nmodule ActiveSupport\n  class TestCase; end\nend",
      "test/models/here_test.rb": "",
    };
    expect(at(app, "app/models/here.rb", "Clerk")).toBe("unresolved");
    expect(at(app, "test/models/here_test.rb", "Clerk")).toBe("Clerk in test/test_helper.rb");
    expect(at(app, "app/models/here.rb", "ActiveSupport::Concern")).toBe("package");
    expect(at(app, "app/models/here.rb", "ActiveSupport::Numbers")).toBe(
      "ActiveSupport::Numbers in lib/core_ext/numbers.rb",
    );
  });

  it("turns uses, strings, partials, actions and requires into dependencies between files", () => {
    const { references } = detectInputFrom({
      "app/models/post.rb": 'class Post < ApplicationRecord\n  has_many :notes, class_name: "Remark"\nend',
      "app/models/remark.rb": "class Remark < ApplicationRecord; end",
      "app/helpers/post_helper.rb": "module PostHelper\n  def badge(post); end\nend",
      "app/controllers/posts_controller.rb":
        'require_relative "../../lib/tool"\nclass PostsController\n  def index\n    Post.all\n    "Remark".constantize\n  end\nend',
      "app/views/posts/index.html.erb": '<%= render "post" %><%= badge(1) %>',
      "app/views/posts/_post.html.erb": "",
      "lib/tool.rb": "module Tool; end",
    }).resolution;
    expect(references.map((one) => `${one.from} ${one.kind} ${one.to}`)).toEqual(
      expect.arrayContaining([
        "app/controllers/posts_controller.rb call app/models/post.rb",
        "app/controllers/posts_controller.rb string app/models/remark.rb",
        "app/controllers/posts_controller.rb import lib/tool.rb",
        "app/controllers/posts_controller.rb view app/views/posts/index.html.erb",
        "app/models/post.rb string app/models/remark.rb",
        "app/views/posts/index.html.erb view app/helpers/post_helper.rb",
        "app/views/posts/index.html.erb view app/views/posts/_post.html.erb",
      ]),
    );
  });

  it("names the gem of a constant the app does not define", () => {
    const { resolution } = detectInputFrom({
      "Gemfile.lock": "GEM\n  specs:\n    stripe (12.0)\n    aws-sdk-s3 (1.2)\n",
      "app/a.rb": "Stripe::Charge.create\nAws::S3::Client.new",
    });
    expect(resolution.packages).toEqual([
      { name: "aws-sdk-s3", usedBy: ["app/a.rb"] },
      { name: "stripe", usedBy: ["app/a.rb"] },
    ]);
  });
});
