/** Roundabout registrations: what a careful reader can know is a route, whatever else is a diagnostic with its place. The live test holds them against Express. */
import { expect, it } from "vitest";
import { forms, readForm } from "./express-forms.js";

it("tells of every form either its routes or where something stays unknown", () => {
  const silent = forms.filter((name) => {
    const { routes, said } = readForm(name);
    return routes.length === 0 && said.length === 0;
  });
  expect(silent).toEqual([]);
  expect(forms.length).toBeGreaterThan(40);
});

it.each([
  ["class-fields", ["GET /orders/:id", "GET /users"]],
  ["class-passes-on", ["GET /api/more/a", "GET /api/users", "POST /api/users/:id", "POST /api/users/file"]],
  ["helper-call", ["GET /a"]],
  ["list-routes-odd", ["GET /a", "POST /b"]],
  ["map-verbs-import", ["GET /a", "POST /a"]],
  ["path-helper", ["GET /api/v1/a", "GET /api/v1/u/x"]],
  ["plugin-registry", ["GET /api/figma.callback"]],
  ["switch-verb", ["GET /a", "POST /b"]],
  ["table-functions-values", ["GET /o", "GET /u"]],
  ["table-routers-entries", ["GET /orders/o", "GET /users/u"]],
])("reads %s whole", (name, routes) => {
  expect(readForm(name)).toEqual({ routes, said: [] });
});

it.each([
  ["prefix-db", ["route-prefix-unknown app.js:4"]],
  ["typed-param", ["route-prefix-unknown users.js:4"]],
  ["parse-like", ["route-prefix-unknown pr.js:13"]],
])("guesses nothing in %s, and names the line", (name, said) => {
  const form = readForm(name);
  expect(form.routes).toEqual([]);
  expect(form.said).toEqual(expect.arrayContaining(said));
});

it("lists all of a table whose entry is chosen at run time, and says so", () => {
  const { routes, said } = readForm("table-functions-chosen");
  expect(routes).toEqual(["GET /o", "GET /u"]);
  expect(said).toEqual([expect.stringMatching(/^route-part-chosen app\.js:/)]);
});
