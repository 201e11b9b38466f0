/** What Rails 7 and 8 added, by expectation: the judge on this kind of machine is Rails 6.1. */
import { describe, expect, it } from "vitest";
import { detectRubyModels } from "../../src/detect/ruby/models.js";
import { resolveReferences } from "../../src/resolve/index.js";
import { parseText } from "../parse/ruby/read-app.js";
import { draw } from "./rails-input.js";

const lines = ({ rows }: ReturnType<typeof draw>): readonly string[] =>
  rows.map((row) => `${row.method} ${row.path} ${row.handler}`);

describe("Rails 7 and 8, by expectation", () => {
  it("7.0: draws partials, options as hashes and splats, direct and resolve draw nothing", () => {
    const composed = draw(
      'direct(:home) { "https://example.org" }\nresolve("Basket") { [:basket] }\ndraw(:api)\nresources(:things, **{ only: :index })\nopts = { only: [:show] }\nresources :widgets, **opts\nresources :gadgets, opts\nget({ "h" => "a#h" })',
      { "config/routes/api.rb": "namespace :api do\n  resources :cats, only: :index\nend" },
    );
    expect(lines(composed)).toEqual([
      "GET /api/cats api/cats#index",
      "GET /things things#index",
      "GET /widgets/:id widgets#show",
      "GET /gadgets/:id gadgets#show",
      "GET /h a#h",
    ]);
    expect(composed.diagnostics).toEqual([]);
  });

  it("8.0: the generated authentication stands before every action but what it lets through", () => {
    const { rows } = draw("resource :session\nresources :posts, only: :index", {
      "app/controllers/application_controller.rb":
        "class ApplicationController < ActionController::Base\n include Authentication\n allow_browser versions: :modern\nend",
      "app/controllers/concerns/authentication.rb":
        "module Authentication\n extend ActiveSupport::Concern\n included do\n  before_action :require_authentication\n end\n class_methods do\n  def allow_unauthenticated_access(**options)\n   skip_before_action :require_authentication, **options\n  end\n end\n private\n def require_authentication\n  resume_session || request_authentication\n end\n def resume_session\n  Current.session ||= Session.find_by(id: cookies.signed[:session_id])\n end\nend",
      "app/controllers/sessions_controller.rb":
        "class SessionsController < ApplicationController\n allow_unauthenticated_access only: %i[ new create ]\n rate_limit to: 10, within: 3.minutes, only: :create\n def new; end\n def create; end\n def destroy; end\nend",
      "app/controllers/posts_controller.rb": "class PostsController < ApplicationController\n def index; end\nend",
    });
    const known = rows.map(({ method, path, detail }) => `${method} ${path} ${detail.authentication.kind}`);
    expect(known).toContain("POST /session none");
    expect(known).toContain("GET /session/new none");
    expect(known).toContain("DELETE /session session");
    expect(known).toContain("GET /posts session");
  });

  it("7.1: autoload_lib makes lib a root of constants", () => {
    const files = {
      "config/application.rb":
        "module Shop; class Application < Rails::Application; config.autoload_lib(ignore: %w[assets tasks]); end; end",
      "lib/tax/table.rb": "module Tax\n class Table; end\nend",
      "app/models/order.rb": "class Order\n def tax = Tax::Table.new\nend",
    };
    const facts = Object.entries(files).map(([path, text]) => parseText(path, text));
    const workspace = {
      files: Object.keys(files).map((path) => ({ path, digest: "", size: 0, executable: false })),
      skipped: [],
    };
    const { references } = resolveReferences(facts, workspace, { read: () => null, bytes: () => null });
    expect(references.filter(({ from }) => from === "app/models/order.rb").map(({ to }) => to)).toEqual([
      "lib/tax/table.rb",
    ]);
  });

  it("7.0 to 8.0: positional enums, normalizes, generates_token_for, has_secure_password and primary_abstract_class", () => {
    const text =
      "class User < ApplicationRecord\n has_secure_password reset_token: true\n enum :status, { active: 0, gone: 1 }, prefix: true\n enum :kind, [:a, :b]\n normalizes :email, with: -> { _1.strip.downcase }\n generates_token_for :reset, expires_in: 15.minutes do\n  password_salt&.last(10)\n end\n has_many :sessions, dependent: :destroy\n has_one_attached :avatar\n store_accessor :settings, :theme\n delegated_type :entryable, types: %w[ Message Comment ]\nend";
    const facts = [
      parseText(
        "app/models/application_record.rb",
        "class ApplicationRecord < ActiveRecord::Base\n primary_abstract_class\nend",
      ),
      parseText("app/models/user.rb", text),
      parseText("app/models/session.rb", "class Session < ApplicationRecord\n belongs_to :user\nend"),
    ];
    expect(facts.flatMap((file) => file.diagnostics)).toEqual([]);
    const [session, user] = detectRubyModels(facts);
    expect(session?.associations.map(({ name, target }) => `${name} ${target}`)).toEqual(["user User"]);
    expect(user?.table).toBe("users");
    expect(user?.associations.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "avatar_attachment has-one",
      "avatar_blob has-one",
      "entryable belongs-to",
      "sessions has-many",
    ]);
  });
});
