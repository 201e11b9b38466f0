/** Tells code of the server from code of the browser: by who loads it, not by how it looks. */
import { expect, it } from "vitest";
import { detectFiles } from "./detect-files.js";

function rolesOf(files: Readonly<Record<string, string>>) {
  const app = detectFiles(files);
  return { roles: Object.fromEntries(app.roles.map(({ path, role }) => [path, role])), frontends: app.frontends };
}

const server = 'const express = require("express");\nconst app = express();\n';

it("takes what only pages load for the browser's, and what the server loads too for the server's", () => {
  const { roles } = rolesOf({
    "package.json": '{"dependencies": {"express": "4", "react-dom": "18", "webpack": "5"}}',
    Procfile: "web: node server.js\n",
    "server.js": `${server}const { money } = require("./shared/money");\napp.get("/x", (req, res) => res.send(money(1)));\n`,
    "shared/money.js": "exports.money = (x) => x;\n",
    "ui/page.jsx":
      'import { useCart } from "./cart";\nimport { money } from "../shared/money";\nexport default () => <p>{useCart(money)}</p>;\n',
    "ui/cart.js": 'import { db } from "../store/db";\nexport const useCart = () => db;\n',
    "store/db.js": 'import pg from "pg";\nexport const db = new pg.Pool();\n',
  });
  expect(roles).toMatchObject({
    "server.js": "source",
    "shared/money.js": "source",
    "ui/page.jsx": "frontend",
    "ui/cart.js": "frontend",
    "store/db.js": "source",
  });
});

it("takes the asset pipeline and public folders for the browser's, save what the server loads from there", () => {
  const { roles } = rolesOf({
    Gemfile: 'gem "rails"\n',
    "package.json": '{"dependencies": {"express": "4"}}',
    Procfile: "web: node server.js\n",
    "server.js": `${server}require("./public/src/slug");\napp.get("/x", (req, res) => res.end());\n`,
    "public/src/slug.js": "module.exports = (x) => x;\n",
    "public/src/menu.js": "define(['jquery'], ($) => $('nav').show());\n",
    "app/assets/javascripts/cart.js": "window.cart = {};\n",
    "app/javascript/controllers/cart_controller.js": "export default class {}\n",
    "app/assets/javascripts/plugin.rb": "class Plugin; end\n",
  });
  expect(roles).toMatchObject({
    "public/src/slug.js": "source",
    "public/src/menu.js": "frontend",
    "app/assets/javascripts/cart.js": "frontend",
    "app/javascript/controllers/cart_controller.js": "frontend",
    "app/assets/javascripts/plugin.rb": "source",
  });
});

it("reports a package that starts a page by itself, also where the server asks for much of it", () => {
  const files = (start: string) => ({
    "package.json": '{"workspaces": ["packages/*"]}',
    "packages/server/package.json": '{"name": "server", "dependencies": {"express": "4"}}',
    "packages/server/index.js": `${server}require("../client/rules");\nrequire("../client/texts");\napp.get("/x", (q, r) => r.end());\n`,
    "packages/client/package.json": '{"name": "client", "dependencies": {"react-dom": "18"}}',
    "packages/client/start.jsx": start,
    "packages/client/rules.js": "export const rules = 1;\n",
    "packages/client/texts.js": "export const texts = 1;\n",
  });
  const mounted = 'import { createRoot } from "react-dom/client";\ncreateRoot(document.body).render(<p />);\n';
  expect(rolesOf(files(mounted)).frontends.map(({ path }) => path)).toEqual(["packages/client"]);
  expect(rolesOf(files(mounted)).roles["packages/client/rules.js"]).toBe("source");
  expect(rolesOf(files("export const Part = () => <p />;\n")).frontends).toEqual([]);
});
