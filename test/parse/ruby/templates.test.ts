import { describe, expect, it } from "vitest";
import type { FileFacts } from "../../../src/model/file-facts.js";
import { parseText } from "./read-app.js";

const seen = (facts: FileFacts): readonly string[] =>
  facts.references
    .map(
      ({ origin, kind, line }) =>
        `${kind} ${"source" in origin ? origin.source : "name" in origin ? origin.name : ""} ${line}`,
    )
    .sort();

describe("templates", () => {
  it("reads ERB", () => {
    const facts = parseText(
      "app/views/posts/index.html.erb",
      '<h1><%= Post.count %></h1>\n<%# Comment.all %>\n<% @posts.each do |post| %>\n  <%= render "post", post: post -%>\n  <%= badge_for(post) %>\n<% end %>\n<%= link_to "x", posts_path %>\n',
    );
    expect(facts.language).toBe("erb");
    expect(seen(facts)).toEqual(["call Post 1", "view badge_for 5", "view view:post 4"]);
  });

  it("reads HAML, whose blocks end by indentation", () => {
    const facts = parseText(
      "app/views/posts/show.html.haml",
      '- if Feature.on?\n  %h1= headline(Post::TITLE)\n  %a{href: profile_link(@user)} \n- else\n  = render partial: "shared/empty"\n-# = Hidden.call\n%p Hello #{Greeting.for(@user)}\n',
    );
    expect(seen(facts)).toEqual([
      "call Feature 1",
      "call Greeting 7",
      "use Post::TITLE 2",
      "view headline 2",
      "view profile_link 3",
      "view view:shared/empty 5",
    ]);
  });

  it("reads Slim", () => {
    const facts = parseText(
      "app/views/a.html.slim",
      "h1 = title_for Post\n- Post.all.each do |post|\n  p = post.name\n",
    );
    expect(seen(facts)).toEqual(["call Post 2", "use Post 1", "view title_for 1"]);
  });
});
