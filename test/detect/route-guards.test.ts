/** How the caller of each route is known, for every form of filter, by expectation written from Rails' own guides. */
import { describe, expect, it } from "vitest";
import { draw } from "./rails-input.js";

const APP = "app/controllers/application_controller.rb";
const base = (body: string): string => `class ApplicationController < ActionController::Base\n${body}\nend`;
const posts = (body: string, above = "ApplicationController"): Record<string, string> => ({
  "app/controllers/posts_controller.rb": `class PostsController < ${above}\n${body}\n def index; end\n def create; end\n def destroy; end\nend`,
});
const DEVISE = {
  "Gemfile.lock": "GEM\n  remote: https://rubygems.org/\n  specs:\n    devise (4.9.4)\n\nDEPENDENCIES\n  devise\n",
  "app/models/user.rb":
    "class User < ApplicationRecord\n devise :database_authenticatable, :registerable, :recoverable\nend",
};
const OWN_SESSION =
  "private\n def current_user\n  @current_user ||= User.find_by(id: session[:user_id])\n end\n def require_login\n  redirect_to login_path unless current_user\n end";

/** "index: kind guards" for each action of posts. */
function known(files: Record<string, string>, routes = "resources :posts, only: %i[index create destroy]"): string[] {
  return draw(routes, files).rows.map(({ handler, detail: { authentication } }) =>
    [`${handler?.split("#")[1]}:`, authentication.kind, ...authentication.guards].join(" "),
  );
}

describe("how the caller of a route is known", () => {
  it("takes a parent's filter, its only and except, and what a child skips", () => {
    const files = {
      ...DEVISE,
      [APP]: base(" before_action :authenticate_user!, except: :index"),
      ...posts(" skip_before_action :authenticate_user!, only: %i[create]"),
    };
    expect(known(files)).toEqual(["index: none", "create: none", "destroy: devise authenticate_user!"]);
  });

  it("leaves standing what is skipped only sometimes", () => {
    const parent = base(" before_action :authenticate_user!");
    const stands = ["index", "create", "destroy"].map((action) => `${action}: devise authenticate_user!`);
    for (const skip of [
      " skip_before_action :authenticate_user!, if: :preview?",
      " skip_before_action :authenticate_user! if Rails.env.development?",
      " if Rails.env.test?\n  skip_before_action :authenticate_user!\n end",
    ]) {
      expect(known({ ...DEVISE, [APP]: parent, ...posts(skip) })).toEqual(stands);
    }
  });

  it("reads lists of actions from a constant", () => {
    const body = " OPEN = %i[index].freeze\n before_action :authenticate_user!, except: OPEN";
    expect(known({ ...DEVISE, [APP]: base(""), ...posts(body) })[0]).toBe("index: none");
  });

  it("takes filters from a concern, and from a class method that adds them", () => {
    const concern =
      "module Verified\n extend ActiveSupport::Concern\n class_methods do\n  def verify_before(**opts)\n   before_action :redirect_to_signin, **opts, unless: :signed_in?\n  end\n end\n private\n def redirect_to_signin\n  redirect_to sign_in_path\n end\n def signed_in?\n  session[:user].present?\n end\nend";
    const files = {
      [APP]: base(""),
      "app/controllers/concerns/verified.rb": concern,
      ...posts(" include Verified\n verify_before only: %i[create destroy]"),
    };
    expect(known(files)).toEqual([
      "index: none",
      "create: session redirect_to_signin",
      "destroy: session redirect_to_signin",
    ]);
  });

  it("tells a guard of the app's own by what it and its helpers read", () => {
    const guards: Record<string, string> = {
      session: ` before_action :require_login\n${OWN_SESSION}`,
      jwt: ' before_action :authorize_request\n private\n def authorize_request\n  @user = User.find(JWT.decode(bearer, KEY)[0]["sub"])\n rescue JWT::DecodeError\n  head :unauthorized\n end',
      token:
        " before_action :authenticate\n private\n def authenticate\n  authenticate_or_request_with_http_token { |token| ApiToken.find_by(token: token) }\n end",
      "api-key":
        ' before_action :authenticate_client\n private\n def authenticate_client\n  head :unauthorized unless key == request.headers["X-Api-Key"]\n end',
      basic: " http_basic_authenticate_with name: ENV['USER'], password: ENV['PASSWORD']",
    };
    for (const [kind, body] of Object.entries(guards)) {
      const first = known({ [APP]: "class ApplicationController < ActionController::API\nend", ...posts(body) })[0];
      expect(first?.split(" ").slice(0, 2)).toEqual(["index:", kind]);
    }
  });

  it("needs no word for users in a guard's name where its body shows what it does", () => {
    const body =
      " before_action :require_staff\n private\n def current_staff\n  @current_staff ||= StaffMember.find_by(id: session[:staff_id])\n end\n def require_staff\n  redirect_to new_session_path if current_staff.nil?\n end";
    expect(known({ [APP]: base(body), ...posts("") })[0]).toBe("index: session require_staff");
  });

  it("follows a guard into a class of the app's own", () => {
    const files = {
      [APP]: base(
        " before_action :authenticate\n private\n def authenticate\n  head :unauthorized unless TokenVerifier.call(request)\n end",
      ),
      "app/services/token_verifier.rb":
        'class TokenVerifier\n def self.call(request)\n  JWT.decode(request.headers["Authorization"], KEY)\n end\nend',
      ...posts(""),
    };
    expect(known(files)[0]).toBe("index: jwt authenticate");
  });

  it("knows a filter that only looks up who is there from one that turns others away", () => {
    const looks = ` before_action :authenticate_user\n def authenticate_user\n  @user = User.find_by(session_token: session[:u])\n end\n${OWN_SESSION}`;
    expect(known({ [APP]: base(looks), ...posts(" before_action :require_login, only: :create") })).toEqual([
      "index: none",
      "create: session require_login",
      "destroy: none",
    ]);
  });

  it("is not taken in by names: what checks parameters, limits or the absence of a user is no guard", () => {
    const body =
      " before_action :ensure_valid_range\n before_action :verify_query\n before_action :check_access_rate_limit\n before_action :require_no_user\n private\n def ensure_valid_range\n  head :bad_request if params[:from].nil?\n end\n def verify_query\n  render_bad unless params[:q]\n end";
    expect(known({ [APP]: base(""), ...posts(body) })[0]).toBe("index: none");
  });

  it("sees the action's own challenge, and lists what CanCan decides without a guess", () => {
    const files = {
      [APP]: base(""),
      "app/controllers/keys_controller.rb":
        "class KeysController < ApplicationController\n load_and_authorize_resource only: :destroy\n def create\n  authenticate_or_request_with_http_basic { |name, secret| login(name, secret) }\n end\n def destroy; end\nend",
    };
    expect(known(files, "resources :keys, only: %i[create destroy]")).toEqual([
      "create: basic authenticate_or_request_with_http_basic",
      "destroy: unknown load_and_authorize_resource",
    ]);
  });

  it("takes the router's own checks and Devise's own controllers", () => {
    const files = { ...DEVISE, [APP]: base(""), ...posts("") };
    const routes = "devise_for :users\nauthenticate :user do\n  resources :posts, only: :index\nend";
    const rows = known(files, routes);
    expect(rows).toContain("index: devise authenticate: user");
    expect(rows).toContain("destroy: devise authenticate_scope!");
    expect(rows).toContain("new: none");
  });
});
