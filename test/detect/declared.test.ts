import { describe, expect, it } from "vitest";
import { detectDeclared } from "../../src/detect/declared.js";
import { detectInputFrom } from "./rails-input.js";

const declared = (app: Readonly<Record<string, string>>) =>
  detectDeclared(detectInputFrom(app)).map((group) => `${group.by} ${group.name}: ${group.files.join(" ")}`);

describe("declared boundaries", () => {
  it("reads packwerk packages, inner ones apart, and no package.yml of another tool", () => {
    expect(
      declared({
        "packs/stock/package.yml": "enforce_dependencies: true\n",
        "packs/stock/app/models/item.rb": "class Item; end",
        "packs/stock/packs/bins/package.yml": "dependencies: []\n",
        "packs/stock/packs/bins/bin.rb": "class Bin; end",
        "docs/package.yml": "title: handbook\n",
        "docs/tool.rb": "x = 1",
        "package.yml": "enforce_dependencies: true\n",
      }),
    ).toEqual(["packwerk bins: packs/stock/packs/bins/bin.rb", "packwerk stock: packs/stock/app/models/item.rb"]);
  });

  it("reads engines, but not the dummy app that tests one", () => {
    const engine = "module Blog\n  class Engine < ::Rails::Engine\n  end\nend";
    expect(
      declared({
        "engines/blog/lib/blog/engine.rb": engine,
        "engines/blog/app/models/post.rb": "class Post; end",
        "engines/blog/spec/dummy/lib/engine.rb": engine,
      }),
    ).toEqual([
      "engine blog: engines/blog/app/models/post.rb engines/blog/lib/blog/engine.rb engines/blog/spec/dummy/lib/engine.rb",
    ]);
  });

  it("reads CODEOWNERS folders and workspaces", () => {
    expect(
      declared({
        ".github/CODEOWNERS": "* @all\n/app/billing/ @shop/money\n*.js @web\n",
        "app/billing/a.rb": "class A; end",
        "package.json": '{"workspaces":["packages/*","!packages/old"]}',
        "packages/one/package.json": "{}",
        "packages/one/tool.rb": "x = 1",
        "packages/old/package.json": "{}",
        "packages/old/tool.rb": "x = 1",
      }),
    ).toEqual(["codeowners shop/money: app/billing/a.rb", "workspace one: packages/one/tool.rb"]);
  });
});
