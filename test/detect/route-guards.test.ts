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

/** The guards of one action with this body; `more` stands below it in the class. */
function inBody(body: string, more = "", files: Record<string, string> = {}): string | undefined {
  const controller = `class PostsController < ApplicationController\n def index\n${body}\n end\n${more}\nend`;
  const app = { [APP]: base(OWN_SESSION), ...files, "app/controllers/posts_controller.rb": controller };
  return known(app, "resources :posts, only: :index")[0];
}

describe("what an action asks of its caller itself", () => {
  it.each([
    ["head :unauthorized unless current_user", "session current_user"],
    ["return head(:forbidden) if current_user.nil? || current_user.banned?", "session current_user"],
    ["render json: {}, status: :unauthorized and return unless current_user", "session current_user"],
    ["render(plain: 'no', status: 403) if !current_user.admin?", "session current_user"],
    ["raise AccessDenied unless current_user.admin?", "session current_user"],
    ["redirect_to login_path unless current_user", "session current_user"],
    ["current_user or return redirect_to(login_path)", "session current_user"],
    ["if current_user\n render :index\nelse\n head 401\nend", "session current_user"],
    ["head :unauthorized unless session[:user_id]", "session session"],
    ["require_login", "session require_login"],
    ["@post = Post.find(1)\nauthorize @post", "session authorize"],
    ["authorize! :read, Post", "session authorize!"],
    ["@post = load_post", "session authorize"],
  ])("%j: %s", (body, expected) => {
    expect(inBody(body, " private\n def load_post\n  Post.find(1).tap { |post| authorize post }\n end")).toBe(
      `index: ${expected}`,
    );
  });

  it.each([
    // Who is known already is sent on; a sign-in that fails; a shop's own word for what the session holds.
    "redirect_to root_path if current_user",
    "user = User.find_by(email: params[:email])\nif user&.authenticate(params[:password])\n session[:user_id] = user.id\nelse\n render :new, status: :unauthorized\nend",
    "redirect_to cart_path unless current_order",
    "head :not_found unless Post.exists?(1)",
    "render status: :forbidden unless feature_on?",
  ])("is not taken in by %j", (body) => {
    expect(inBody(body, " def current_order\n  Order.find(session[:order_id])\n end")).toBe("index: none");
  });

  it("reads rules that a filter of any name asks, and Devise's where the app defines no caller", () => {
    const files = {
      ...DEVISE,
      [APP]: base(" before_action :load_post\n def load_post\n  authorize Post.find(1)\n end"),
    };
    expect(inBody("", "", files)).toBe("index: devise authorize");
    expect(inBody("authenticate_user!", "", { ...DEVISE, [APP]: base("") })).toBe("index: devise authenticate_user!");
  });

  it("goes from a filter through helpers of any name to what turns callers away", () => {
    const body =
      " before_action :authorize_user\n def authorize_user\n  verboten! unless current_user.staff?\n end\n def verboten!\n  redirect_to root_path\n end\n def current_user\n  User.find_by(id: session[:user_id])\n end";
    expect(inBody("", "", { [APP]: base(body) })).toBe("index: session authorize_user");
  });

  it("knows Sorcery's and Clearance's filter, Rails 8's generated one, digest and token challenges", () => {
    const filter = (line: string, more = "") => inBody("", more, { [APP]: base(line) });
    expect(filter(" before_action :require_login")).toBe("index: session require_login");
    expect(filter(" before_action :require_authentication", " allow_unauthenticated_access only: :index")).toBe(
      "index: none",
    );
    expect(filter(" http_basic_authenticate_with name: 'a', password: ENV['B']")).toBe(
      "index: basic http_basic_authenticate_with",
    );
    expect(inBody("authenticate_or_request_with_http_token { |token| token == ENV['T'] }")).toBe(
      "index: token authenticate_or_request_with_http_token",
    );
    expect(inBody("authenticate_or_request_with_http_digest('x') { |name| KEYS[name] }")).toBe(
      "index: basic authenticate_or_request_with_http_digest",
    );
  });

  it("reads constraints of the router that look at who asks", () => {
    const files = {
      [APP]: base(""),
      ...posts(""),
      "lib/staff_only.rb":
        "class StaffOnly\n def self.matches?(request)\n  request.session[:staff_id].present?\n end\nend",
    };
    const routes =
      "constraints(StaffOnly) { resources :posts, only: :index }\nconstraints Clearance::Constraints::SignedIn.new do\n resources :posts, only: :create\nend";
    expect(known(files, routes)).toEqual([
      "index: session StaffOnly",
      "create: session Clearance::Constraints::SignedIn",
    ]);
  });
});
