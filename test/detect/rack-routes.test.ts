import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { composeRuby } from "../../src/detect/routes/rails.js";
import { detectInputFrom, detectInputOf } from "./rails-input.js";

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}/app`, import.meta.url));
const routesOf = (input: Parameters<typeof composeRuby>[0]): readonly string[] =>
  composeRuby(input)
    .rows.map((row) => `${row.method} ${row.path} ${row.detail.authentication.kind}`)
    .sort();

const touchesOf = (files: Readonly<Record<string, string>>): readonly string[] =>
  composeRuby(detectInputFrom(files))
    .rows.map(({ method, path, detail }) => {
      const touched = (detail.touches ?? []).map(({ model, mode }) => `${model} ${mode}`);
      return `${method} ${path}: ${touched.join(", ")}`;
    })
    .sort();

describe("Rack applications", () => {
  // The same rows as `App.routes` of Sinatra 3.0.5 gives, implicit HEAD aside.
  it("reads modular Sinatra below its config.ru, with inherited routes, loops and regular expressions", () => {
    expect(routesOf(detectInputOf(fixture("sinatra-modular")))).toEqual(
      [
        "GET / none",
        "POST /links none",
        "GET /links/:id none",
        "GET /say/*/to/* none",
        "GET /\\/archive\\/(\\d+)/ none",
        "GET /terms none",
        "GET /privacy none",
        "GET /health none",
        "GET /admin/stats basic",
        "DELETE /admin/links/:id basic",
      ].sort(),
    );
  });

  // The same rows as `Api::Root.routes` of Grape 1.6.2 gives.
  it("reads Grape with prefix, version, mounts and route_param", () => {
    expect(routesOf(detectInputOf(fixture("grape-api")))).toEqual(
      [
        "GET /api/v1/invoices basic",
        "POST /api/v1/invoices basic",
        "GET /api/v1/invoices/:id basic",
        "GET /api/v1/invoices/:id/lines/open basic",
        "PUT /api/v1/invoices/:id/pay basic",
        "GET /status/api/v1 basic",
        "GET /status/api/v1/deep basic",
        "POST /status/api/v1/deep basic",
        "GET /api/v1/ping basic",
      ].sort(),
    );
  });

  it("reads a classic Sinatra file", () => {
    const input = detectInputFrom({ "web.rb": 'require "sinatra"\nget "/hello/:name" do\n  "hi"\nend\n' });
    expect(routesOf(input)).toEqual(["GET /hello/:name none"]);
  });

  it("shows a Grape API below the path where Rails mounts it", () => {
    const input = detectInputFrom({
      "config/application.rb": "module Shop; class Application < Rails::Application; end; end",
      "config/routes.rb":
        'Rails.application.routes.draw do\n  namespace :v9 do\n    mount Orders::Api => "/orders"\n  end\nend\n',
      "app/api/orders/api.rb": "module Orders\n  class Api < Grape::API\n    get :open do\n    end\n  end\nend\n",
    });
    expect(routesOf(input)).toEqual(["GET /v9/orders/open none"]);
  });

  it("does not take a class with a method named get for an application", () => {
    const input = detectInputFrom({ "lib/store.rb": 'class Store < Hash\n  get "/x" do\n  end\nend\n' });
    expect(routesOf(input)).toEqual([]);
  });

  it("says which models a Sinatra block touches: through the class's filters, helpers and what it inherits", () => {
    const models =
      "class Link < ActiveRecord::Base\nend\nclass Visit < ActiveRecord::Base\nend\nclass Key < ActiveRecord::Base\nend\n";
    const touched = touchesOf({
      "models.rb": models,
      "base.rb": "class Base < Sinatra::Base\n  before do\n    @key = Key.find_by(token: params[:key])\n  end\nend\n",
      "app.rb":
        "class App < Base\n  helpers do\n    def link\n      Link.find(params[:id])\n    end\n  end\n" +
        "  get '/links/:id' do\n    link.to_json\n  end\n" +
        "  post '/visits' do\n    Visit.create!(at: Time.now)\n  end\nend\n",
      // Reopened, with a block on the line of another file's.
      "more.rb": "class App\nend\n\n\n\n\nclass App < Base\n  delete '/x' do\n    Link.delete_all\n  end\nend\n",
    });
    expect(touched).toEqual([
      "DELETE /x: Key read, Link write",
      "GET /links/:id: Key read, Link read",
      "POST /visits: Key read, Visit write",
    ]);
  });

  it("says which models a Grape endpoint touches, filters of the API that mounts it included", () => {
    const touched = touchesOf({
      "models.rb":
        "class Invoice < ActiveRecord::Base\n  has_many :lines\nend\nclass Line < ActiveRecord::Base\nend\nclass User < ActiveRecord::Base\nend\n",
      "root.rb":
        "class Root < Grape::API\n  before do\n    User.find_by!(token: headers['Token'])\n  end\n  mount Invoices\nend\n",
      "invoices.rb":
        "class Invoices < Grape::API\n  resource :invoices do\n    route_param :id do\n      get :lines do\n        invoice = Invoice.find(params[:id])\n        invoice.lines.to_a\n      end\n" +
        "      put :pay do\n        Invoice.find(params[:id]).update!(paid: true)\n      end\n    end\n  end\nend\n",
      "config.ru": "run Root\n",
    });
    expect(touched).toEqual([
      "GET /invoices/:id/lines: Invoice read, Line read, User read",
      "PUT /invoices/:id/pay: Invoice write, User read",
    ]);
  });

  it("says which models a classic Sinatra file's blocks touch", () => {
    const source =
      "require 'sinatra'\nclass Note < ActiveRecord::Base\nend\nget '/notes' do\n  Note.all.to_json\nend\n";
    expect(touchesOf({ "web.rb": source })).toEqual(["GET /notes: Note read"]);
  });
});
