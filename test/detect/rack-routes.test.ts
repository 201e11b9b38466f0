import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { composeRuby } from "../../src/detect/routes/rails.js";
import { detectInputFrom, detectInputOf } from "./rails-input.js";

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}/app`, import.meta.url));
const routesOf = (input: Parameters<typeof composeRuby>[0]): readonly string[] =>
  composeRuby(input)
    .rows.map((row) => `${row.method} ${row.path} ${row.detail.authentication.kind}`)
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
});
