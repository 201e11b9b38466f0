import { describe, expect, it } from "vitest";
import { detectInputFrom } from "../../detect/rails-input.js";

/** Views that a file leads to, in a given app. */
const seen = (from: string, text: string, ...files: readonly string[]): readonly string[] => {
  const app = { ...Object.fromEntries(files.map((path) => [path, "<p></p>"])), [from]: text };
  const { references } = detectInputFrom(app).resolution;
  return references
    .filter((one) => one.from === from && one.kind === "view")
    .map(({ to }) => to.slice("app/views/".length));
};

const POSTS = "class PostsController < ApplicationController\n";

describe("views by Rails' names", () => {
  it("tells the partials of one template apart", () => {
    const text = '<%= render "form" %>\n<%= render partial: "row", collection: @rows %>\n<%= render "shared/empty" %>';
    const files = [
      "app/views/posts/_form.html.erb",
      "app/views/posts/_row.html.erb",
      "app/views/shared/_empty.html.erb",
    ];
    expect(seen("app/views/posts/index.html.erb", text, ...files)).toEqual([
      "posts/_form.html.erb",
      "posts/_row.html.erb",
      "shared/_empty.html.erb",
    ]);
  });

  it("leads an action to its template in every format", () => {
    const text = "class UserMailer < ApplicationMailer\n  def welcome\n    mail(to: 'x')\n  end\nend";
    const files = ["app/views/user_mailer/welcome.html.erb", "app/views/user_mailer/welcome.text.erb"];
    expect(seen("app/mailers/user_mailer.rb", text, ...files)).toEqual([
      "user_mailer/welcome.html.erb",
      "user_mailer/welcome.text.erb",
    ]);
  });

  it("follows what a controller renders by name, in both branches, and its layout", () => {
    const text = `${POSTS}  layout "wide"\n  def create\n    render(ok? ? :done : "shared/failed")\n  end\n  def show\n    render_to_string(partial: "card")\n  end\nend`;
    const files = [
      "app/views/layouts/wide.html.erb",
      "app/views/posts/done.html.erb",
      "app/views/shared/failed.html.erb",
      "app/views/posts/_card.html.erb",
    ];
    expect(seen("app/controllers/posts_controller.rb", text, ...files)).toEqual([
      "layouts/wide.html.erb",
      "posts/_card.html.erb",
      "posts/done.html.erb",
      "shared/failed.html.erb",
    ]);
  });

  it("finds a record's own partial", () => {
    const files = ["app/views/comments/_comment.html.erb", "app/views/posts/_post.html.erb"];
    expect(seen("app/views/posts/show.html.erb", "<%= render @comments %><%= render post %>", ...files)).toEqual([
      "comments/_comment.html.erb",
      "posts/_post.html.erb",
    ]);
  });

  it("takes every partial of a folder that a name with a hole fits, and none where the folder is unknown", () => {
    const text = '<%= render "wizard/steps/#{step}_form" %><%= render "#{kind}/row" %>';
    const files = [
      "app/views/wizard/steps/_who_form.html.erb",
      "app/views/wizard/steps/_when_form.html.erb",
      "app/views/wizard/steps/_help.html.erb",
      "app/views/posts/_row.html.erb",
    ];
    expect(seen("app/views/wizard/show.html.erb", text, ...files)).toEqual([
      "wizard/steps/_when_form.html.erb",
      "wizard/steps/_who_form.html.erb",
    ]);
  });

  it("reads jbuilder's partials", () => {
    const text = 'json.partial! "posts/head"\njson.array! @posts, partial: "posts/post", as: :post';
    const files = ["app/views/posts/_head.json.jbuilder", "app/views/posts/_post.json.jbuilder"];
    expect(seen("app/views/posts/index.json.jbuilder", text, ...files)).toEqual([
      "posts/_head.json.jbuilder",
      "posts/_post.json.jbuilder",
    ]);
  });

  it("prefers the engine's own view of a name that two share", () => {
    const files = ["engines/shop/app/views/items/_row.html.erb", "app/views/items/_row.html.erb"];
    const from = "engines/shop/app/views/items/index.html.erb";
    const app = { ...Object.fromEntries(files.map((path) => [path, ""])), [from]: '<%= render "row" %>' };
    const { references } = detectInputFrom(app).resolution;
    expect(references.filter((one) => one.from === from).map(({ to }) => to)).toEqual([files[0]]);
  });
});
