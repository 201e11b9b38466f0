/** Haml, Slim and Erubi are the judges: what the Ruby they compile a template to reads, beside what we read of the template. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseText } from "../parse/ruby/read-app.js";

const JUDGE = fileURLToPath(new URL("judges/templates.rb", import.meta.url));

const TEMPLATES: Readonly<Record<string, string>> = {
  "attributes.haml": `%div{ data: {
    controller: "map",
    latitude: MapConfig.latitude,
    "a-b": area_for(@place) } }
  %a{href: profile_of(@user), title: "by #{name_of(@user)}"}= headline(Post::TITLE)
%p(title=@title class="a #{Css.name}")
%tr[Row.current, :prefix]
%input{"disabled" => locked?,
  "value" => Money.format(amount_of(1))}/
.card#main{class: [state_of(1), Theme.dark]}<>= shorten(Blurb.text)
%p{a: "}"}&= escaped_of("{")
#out= deep_one({a: [Nested.one, {b: nested_two}]})
`,
  "statements.haml": `- if Feature.on?
  = first_of(1)
- elsif Other.on?
  = second_of(2)
- else
  = third_of(3)
- case kind_of_it
- when Kind::A
  a
- list_of(1).each do |one|
  = one
  = show_it one
= outer_block do |form|
  = form.field(Field.new)
= call_with(:a,
  Second.new,
  third_arg)
- x = multiline_of |
    Barred.one |
!= raw_of(1)
- # a remark, with a comma,
= barred_of(1, |
  Barred.two) |
%p= after_bars
~ keep_of(2)
&= safe_of(3)
- begin
  = risky_of(1)
- rescue Broken::Error => error
  = error
`,
  "text.haml": `!!! 5
-# = hidden_of(1)
  = also_hidden(Secret.one)
/ comment \${no}
Hello #{greet_of(Person.first)}, \\#{not_this} == Equal
\\= not_code(1)
:javascript
  var a = #{json_of(State.all)};
  - not_code(2)
  = not_code(3)
  .foo = not_code(4)
:plain
  %p= not_code(5)
  #{plain_of(Plain)}
:ruby
  y = ruby_of(Filter::Ruby)
%p after
%span== literal #{double_of(1)}
<b title="#{html_of(1)}">#{Html.two}</b>
`,
  "elements.slim": `doctype html
h1 = title_for Post
a href=path_of(@user) title="by #{name_of(1)}" class=(Css.name) data-x=deep_of({a: 1}) = label_of(1)
p[title=wrap_of(1) class="a"] Text #{inside_of(2)}
p(data-a=round_of(Round.one)) = output_of 1
p{id=curly_of(2)}
li: a href=nested_of(1) = nested_label
.card#main == raw_of(Blurb.text)
input type="text" value=amount_of(1) disabled=locked? /
div *splat_of(1) class="x"
div *{a: hash_splat(Deep.one)}
=> spaced_of 1
== unescaped_of 2
p => trailing_of 3
p a == b
`,
  "statements.slim": `- if Feature.on?
  = first_of 1
- elsif Other.on?
  = second_of 2
- else
  = third_of 3
- Post.all.each do |post|
  p = post.name
  = show_it post
= outer_of Thing.new do |form|
  = form.text Field.new
= call_with :a,
  Second.new,
  third_arg
- y = \\
  continued_of(1)
`,
  "text.slim": `p
  | Some = not_code(1) #{text_of(1)}
    more #{More.text}
  ' quoted #{quoted_of(2)}
/ hidden = not_code(2)
  = not_code(3)
/! shown = not_code(4)
javascript:
  var a = #{json_of(State.all)};
  = not_code(5)
ruby:
  z = ruby_of(Filter::Ruby)
<b title="#{html_of(1)}">
p class="a #{Css.name}" words
`,
  "forms.erb": `<h1 class="<%= css_of(Css.name) %>"><%== raw_of 1 -%></h1>
<%# Hidden.one %><%% Hidden.two %>
<%
  # a remark does not end the code
  total = sum_of(Order.all)
%>
<%= outer_of do |form| %>
  <%= form.field Field.new %>
<% end %>
<% if Feature.on? %><%= first_of(1) %><% else %><%= second_of(2) %><% end %>
<%- Post.all.each do |post| -%>
  <%= post %> <%= "a #{inside_of(post)} %" %>
<%- end -%>
<%= locale %><% locales_of(1).each do |locale| %><%= locale %><% end %>
<script>var a = <%= json_of(State.all) %>;</script>
`,
};

interface Answer {
  readonly path: string;
  readonly constants: readonly string[];
  readonly calls: readonly string[];
}

/** Constants, and helpers called by a bare name. */
function readOurs(path: string, text: string): Answer {
  const names = (wanted: "constant" | "global"): string[] => {
    const found = parseText(`app/views/${path}`, text).references.flatMap(({ origin }) =>
      origin.kind === wanted ? [origin.name] : [],
    );
    return [...new Set(found)].sort();
  };
  return { path, constants: names("constant"), calls: names("global") };
}

describe("what templates read", () => {
  const judged = JSON.parse(
    execFileSync("ruby", [JUDGE], { input: JSON.stringify(TEMPLATES), encoding: "utf8" }),
  ) as readonly Answer[];

  it.each(Object.entries(TEMPLATES))("%s as its own compiler has it", (path, text) => {
    expect(readOurs(path, text)).toEqual(judged.find((one) => one.path === path));
  });
});
