/** report.html escapes what the app says of itself, shows code as code, and needs nothing from elsewhere. */
import { expect, test } from "vitest";
import { html } from "../../src/text/html.js";
import { analyze, makeApp, readOutput, runMigrate } from "../cli/run-migrate.js";

test("text is escaped, pieces are not twice", () => {
  expect(html`<p>${"<b>&"}${html`<i>${'"'}</i>`}</p>`.html).toBe("<p>&lt;b&gt;&amp;<i>&quot;</i></p>");
});

test("a hostile name stays text, and the page loads nothing", () => {
  const root = makeApp({
    "package.json": JSON.stringify({ name: "<script>alert(1)</script>" }),
    "a.js": "module.exports = 1;\n",
  });
  expect(analyze(root).app.name).toBe("<script>alert(1)</script>");
  expect(runMigrate(["analyze", root, "--html"]).code).toBe(0);
  const page = readOutput(root, "report.html");
  expect(page).not.toContain("<script");
  expect(page).not.toMatch(/(src|href)=/);
});
