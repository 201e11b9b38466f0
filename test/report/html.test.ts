/** report.html escapes what the app says of itself, shows code as code, and needs nothing from elsewhere. */
import { expect, test } from "vitest";
import { drawMap } from "../../src/report/html/map.js";
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

test("what crosses between two services is drawn between them, not to the monolith", () => {
  const root = makeApp({ "package.json": '{"name":"small"}', "a.js": "module.exports = 1;\n" });
  const small = analyze(root);
  const service = (id: string) => ({
    id,
    name: id,
    kind: "core" as const,
    modules: [],
    confidence: 1,
    reasons: [],
    alternatives: [],
  });
  const cut = (from: string, to: string, count: number) => ({
    id: `${from}--${to}--call`,
    from,
    to,
    kind: "call" as const,
    count,
    remedy: "api" as const,
    evidence: [],
  });
  const proposal = {
    ...small.proposal,
    services: [service("cards"), service("kyc")],
    cuts: [cut("cards", "kyc", 7), cut("kyc", "cards", 2), cut("kyc", "monolith", 1)],
  };
  const drawn = drawMap({ ...small, proposal }).html;
  expect(drawn.match(/\d+ crossings?/g)).toEqual(["1 crossing", "9 crossings"]);
});
