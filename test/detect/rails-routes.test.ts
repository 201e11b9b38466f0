import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { composeRuby } from "../../src/detect/routes/rails.js";
import { detectInputFrom, detectInputOf } from "./rails-input.js";

const APPLICATION = { "config/application.rb": "module Shop; class Application < Rails::Application; end; end" };
const draw = (body: string, more: Readonly<Record<string, string>> = {}) =>
  composeRuby(
    detectInputFrom({
      ...APPLICATION,
      "config/routes.rb": `Rails.application.routes.draw do\n${body}\nend\n`,
      ...more,
    }),
  );
const lines = (composed: ReturnType<typeof composeRuby>): readonly string[] =>
  composed.rows.map((row) => `${row.method} ${row.path} ${row.handler}`);

describe("Rails routes", () => {
  it("says what it cannot run, with the line, and guesses nothing", () => {
    const { rows, diagnostics } = draw(
      'get "known", to: "pages#known"\nTenant.find_each do |tenant|\n  get tenant.slug, to: "tenants#show"\nend\nget path_from_db, to: "x#y"\nmagic_routes_for :orders',
    );
    expect(rows.map((row) => row.path)).toEqual(["/known"]);
    expect(diagnostics.map((one) => `${one.code} ${one.path}:${one.line}`)).toEqual([
      "route-not-understood config/routes.rb:3",
      "route-not-understood config/routes.rb:6",
      "route-not-understood config/routes.rb:7",
    ]);
  });

  it("draws HTTP's rare methods", () => {
    expect(lines(draw('match "/", to: "pages#refuse", via: %i[post trace propfind]'))).toEqual([
      "POST / pages#refuse",
      "TRACE / pages#refuse",
      "PROPFIND / pages#refuse",
    ]);
  });

  it("survives names that JavaScript objects have of their own", () => {
    const composed = draw(
      'get "a", to: "a#a"\nconstructor :x\ntoString\n"x".constructor\n[1].valueOf\n{ a: 1 }.hasOwnProperty(:a)\nconstructor { get "b", to: "b#b" }\nmount constructor => "/c"\nscope(constructor: 1) { get "d", to: "d#d" }',
    );
    expect(lines(composed).slice(0, 1)).toEqual(["GET /a a#a"]);
    expect(lines(composed).at(-1)).toBe("GET /d d#d");
  });

  it("takes production's branch and says so", () => {
    const composed = draw('if Rails.env.development?\n  get "dev", to: "a#dev"\nelse\n  get "live", to: "a#live"\nend');
    expect(lines(composed)).toEqual(["GET /live a#live"]);
    expect(composed.diagnostics.map((one) => one.code)).toEqual(["route-condition-assumed"]);
  });

  it("keeps both branches of a condition that only the running app knows", () => {
    const composed = draw('if ENV["BETA"] == "1"\n  get "beta", to: "a#beta"\nelse\n  get "old", to: "a#old"\nend');
    expect(lines(composed)).toEqual(["GET /beta a#beta", "GET /old a#old"]);
  });

  it("draws what devise_for draws for the model's modules", () => {
    const composed = draw('devise_for :users, path: "", path_names: { sign_in: "login" }, skip: :registrations', {
      "app/models/user.rb":
        "class User < ApplicationRecord\n  devise :database_authenticatable, :registerable, :recoverable, :omniauthable, omniauth_providers: %i[github]\nend\n",
      "Gemfile.lock": "GEM\n  specs:\n    devise (4.9.4)\n    omniauth (2.1.1)\n",
    });
    expect(lines(composed)).toEqual([
      "GET /login devise/sessions#new",
      "POST /login devise/sessions#create",
      "DELETE /sign_out devise/sessions#destroy",
      "POST /auth/github devise/omniauth_callbacks#passthru",
      "GET /auth/github/callback devise/omniauth_callbacks#github",
      "POST /auth/github/callback devise/omniauth_callbacks#github",
      "POST /password devise/passwords#create",
      "GET /password/new devise/passwords#new",
      "GET /password/edit devise/passwords#edit",
      "PATCH /password devise/passwords#update",
      "PUT /password devise/passwords#update",
    ]);
  });

  it("mounts an engine it cannot see into as one row", () => {
    const composed = draw('authenticate :user, ->(u) { u.admin? } do\n  mount Sidekiq::Web => "/sidekiq"\nend');
    expect(composed.rows[0]).toMatchObject({ method: "ANY", path: "/sidekiq", handler: "mount:Sidekiq::Web" });
    expect(composed.rows[0]?.detail.authentication).toEqual({ kind: "devise", guards: ["authenticate: user"] });
  });

  it("leaves new and edit out of an API-only application", () => {
    const composed = draw("resources :cars", {
      "config/application.rb":
        "module Shop\n  class Application < Rails::Application\n    config.api_only = true\n  end\nend",
    });
    expect(lines(composed)).toHaveLength(6);
  });

  // Expected of Rails 7 and 8, which Debian's Rails cannot confirm.
  it("reads the health check and PWA rows of a fresh Rails 8 app", () => {
    const composed = draw(
      'get "up" => "rails/health#show", as: :rails_health_check\nget "manifest" => "rails/pwa#manifest", as: :pwa_manifest\nresource :session\nresources :passwords, param: :token',
    );
    expect(lines(composed)).toContain("PATCH /passwords/:token passwords#update");
    expect(lines(composed)).toContain("GET /up rails/health#show");
  });
});

describe("controllers behind routes", () => {
  const composed = composeRuby(
    detectInputOf(fileURLToPath(new URL("../../fixtures/rails-routes/app", import.meta.url))),
  );
  const detail = (method: string, path: string) =>
    composed.rows.find((row) => row.method === method && row.path === path && row.host === null)?.detail;

  it("names file and line of the action, its guards and CSRF", () => {
    expect(detail("POST", "/posts")).toEqual({
      handlerPath: "app/controllers/posts_controller.rb",
      handlerLine: 12,
      handlerName: "PostsController#create",
      framework: "rails",
      touches: [],
      authentication: { kind: "session", guards: ["require_login"] },
      csrf: true,
    });
  });

  it("honours skip_before_action with only", () => {
    expect(detail("GET", "/")?.authentication).toEqual({ kind: "none", guards: [] });
  });

  it("knows tokens of an API controller, found through the app's acronyms", () => {
    expect(detail("GET", "/api/v1/books")).toMatchObject({
      handlerName: "API::V1::BooksController#index",
      authentication: { kind: "token", guards: ["authenticate"] },
      csrf: false,
    });
  });

  it("knows basic authentication of a class", () => {
    expect(detail("GET", "/admin/accounts")?.authentication.guards).toContain("http_basic_authenticate_with");
  });
});
