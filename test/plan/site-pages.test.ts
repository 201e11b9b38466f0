import { expect, it } from "vitest";
import { tellsPagesApart } from "../../src/plan/site-pages.js";

const repo = (files: Readonly<Record<string, string>>) => ({
  has: (path: string) => path in files,
  read: (path: string) => files[path] ?? null,
  paths: Object.keys(files),
});
const STATIC = JSON.stringify({ root: "dist/", routes: { "/**": "index.html" } });

it.each([
  ["a router among its packages", { "client/package.json": '{"dependencies":{"react-router-dom":"6.1.0"}}' }, true],
  ["no router", { "client/package.json": '{"dependencies":{"react":"18.0.0"}}' }, false],
  ["a router of another package", { "package.json": '{"dependencies":{"vue-router":"4.0.0"}}' }, false],
  ["static.json of its own", { "client/static.json": STATIC }, true],
  ["static.json of the app", { "static.json": STATIC }, true],
  ["static.json that rewrites less", { "static.json": '{"routes":{"/admin/**":"index.html"}}' }, false],
  ["static.json that is none", { "static.json": "{" }, false],
])("%s", (_, files, expected) => expect(tellsPagesApart(repo(files), "client")).toBe(expected));
