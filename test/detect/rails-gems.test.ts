/** Gems that draw routes of their own, by expectation: Debian has none of them, so their source is the judge. */
import { describe, expect, it } from "vitest";
import { composeRuby } from "../../src/detect/routes/rails.js";
import { detectInputFrom } from "./rails-input.js";

const draw = (body: string, more: Readonly<Record<string, string>> = {}) =>
  composeRuby(
    detectInputFrom({
      "config/application.rb": "module Shop; class Application < Rails::Application; end; end",
      "config/routes.rb": `Rails.application.routes.draw do\n${body}\nend\n`,
      ...more,
    }),
  ).rows;
type Rows = ReturnType<typeof draw>;
const lines = (rows: Rows): readonly string[] => rows.map((row) => `${row.method} ${row.path} ${row.handler}`);

describe("ActiveAdmin, by expectation", () => {
  const rows = draw("devise_for :admin_users, ActiveAdmin::Devise.config\nActiveAdmin.routes(self)", {
    "app/models/admin_user.rb": "class AdminUser < ApplicationRecord\n devise :database_authenticatable\nend",
    "config/initializers/active_admin.rb":
      "ActiveAdmin.setup do |config|\n config.batch_actions = true\n config.authentication_method = :authenticate_admin_user!\nend",
    "app/admin/dashboard.rb":
      "ActiveAdmin.register_page 'Dashboard' do\n page_action :refresh, method: :post do; end\nend",
    "app/admin/posts.rb":
      "ActiveAdmin.register Blog::Post do\n actions :all, except: [:destroy, :edit, :update]\n member_action :lock, method: :put do; end\n collection_action :import, method: [:get, :post] do; end\nend",
    "app/admin/notes.rb":
      "ActiveAdmin.register Note, as: 'Remark', namespace: :desk do\n belongs_to :ticket, optional: true\n actions :index\n config.batch_actions = false\nend",
  });

  it("draws the sign-in, the root, comments, pages and resources of each namespace", () => {
    const comments = (name: string) => [
      `GET /${name}/comments ${name}/comments#index`,
      `POST /${name}/comments ${name}/comments#create`,
      `GET /${name}/comments/:id ${name}/comments#show`,
      `DELETE /${name}/comments/:id ${name}/comments#destroy`,
    ];
    expect([...lines(rows)].sort()).toEqual(
      [
        "GET /admin/login active_admin/devise/sessions#new",
        "POST /admin/login active_admin/devise/sessions#create",
        "DELETE /admin/logout active_admin/devise/sessions#destroy",
        "GET /admin/logout active_admin/devise/sessions#destroy",
        "GET /admin admin/dashboard#index",
        ...comments("admin"),
        "GET /admin/dashboard admin/dashboard#index",
        "POST /admin/dashboard/refresh admin/dashboard#refresh",
        "PUT /admin/blog_posts/:id/lock admin/blog_posts#lock",
        "GET /admin/blog_posts/import admin/blog_posts#import",
        "POST /admin/blog_posts/import admin/blog_posts#import",
        "POST /admin/blog_posts/batch_action admin/blog_posts#batch_action",
        "GET /admin/blog_posts admin/blog_posts#index",
        "POST /admin/blog_posts admin/blog_posts#create",
        "GET /admin/blog_posts/new admin/blog_posts#new",
        "GET /admin/blog_posts/:id admin/blog_posts#show",
        "GET /desk desk/dashboard#index",
        ...comments("desk"),
        "GET /desk/remarks desk/remarks#index",
        "GET /desk/tickets/:ticket_id/remarks desk/remarks#index",
      ].sort(),
    );
  });

  it("leads each row to the file that registers it, behind the guard of its settings", () => {
    const admin = rows.filter(({ handler }) => !handler?.startsWith("active_admin/"));
    expect(new Set(admin.map(({ detail }) => detail.authentication.guards.join()))).toEqual(
      new Set(["authenticate_admin_user!"]),
    );
    expect(rows.find(({ path }) => path.endsWith("/lock"))?.detail.handlerPath).toBe("app/admin/posts.rb");
  });
});

describe("other gems, by expectation", () => {
  it("draws the pages and the admin of ComfortableMexicanSofa", () => {
    const drawn = lines(draw('comfy_route :cms_admin, path: "/cms"\ncomfy_route :cms, path: "/"'));
    expect(drawn).toContain("GET /cms comfy/admin/cms/base#jump");
    expect(drawn).toContain("PUT /cms/sites/:site_id/pages/reorder comfy/admin/cms/pages#reorder");
    expect(drawn).toContain(
      "GET /cms/sites/:site_id/pages/:page_id/translations/:id/form_fragments comfy/admin/cms/translations#form_fragments",
    );
    expect(drawn).toContain("GET /cms/sites/:site_id/files/:id/edit comfy/admin/cms/files#edit");
    expect(drawn).toContain(
      "PATCH /cms/sites/:site_id/layouts/:layout_id/revisions/:id/revert comfy/admin/cms/revisions/layout#revert",
    );
    expect(drawn).not.toContain("GET /cms/sites/:id comfy/admin/cms/sites#show");
    expect(drawn.at(-1)).toBe("GET /(*cms_path) comfy/cms/content#show");
    expect(lines(draw('comfy_route_cms path: "/pages"'))).toContain("GET /pages(/*cms_path) comfy/cms/content#show");
  });

  it("shows as mounts what cannot be seen into", () => {
    expect(
      lines(
        draw(
          'mount Sidekiq::Web => "/sidekiq"\nmount_avo at: "back"\nmount RailsAdmin::Engine => "/ra"\nmount Flipper::UI.app(Flipper), at: "/flipper"\nmount Blazer::Engine, at: "blazer"\nmount Spree::Core::Engine, at: "/"',
        ),
      ),
    ).toEqual([
      "ANY /sidekiq mount:Sidekiq::Web",
      "ANY /back mount:Avo::Engine",
      "ANY /ra mount:RailsAdmin::Engine",
      "ANY /flipper mount:Flipper::UI.app(Flipper)",
      "ANY /blazer mount:Blazer::Engine",
      "ANY / mount:Spree::Core::Engine",
    ]);
  });
});
