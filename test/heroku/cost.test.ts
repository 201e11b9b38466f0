/** The price list is applied to what is known, and what is not known is named. */
import { expect, it } from "vitest";
import { parseCatalogues } from "../../src/heroku/catalogues.js";
import { readHeroku } from "../../src/heroku/index.js";
import { readRuleTexts } from "../../src/io/package-files.js";
import { memoryRepo } from "./memory-repo.js";

const catalogues = parseCatalogues(readRuleTexts());
const read = (files: Readonly<Record<string, string>>) => {
  const { workspace, reader } = memoryRepo(files);
  return readHeroku(workspace, reader, catalogues, new Map()).cost;
};

it("prices dynos by size and quantity, add-ons by plan", () => {
  const cost = read({
    Procfile: "web: node a.js\nworker: node b.js\nclock: node c.js\nadmin: node d.js\nrelease: node e.js\n",
    "app.json": JSON.stringify({
      formation: {
        web: { quantity: 2, size: "Standard-2X" },
        worker: { quantity: 0, size: "standard-1x" },
        clock: { quantity: 1 },
      },
      addons: ["heroku-postgresql:standard-0", "jawsdb:someday", "papertrail"],
    }),
  });
  expect(cost?.known).toBe(150);
  expect(cost?.pricesRead).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(cost?.lines).toEqual([
    { kind: "dyno", name: "admin", monthly: null, note: "quantity not known" },
    { kind: "dyno", name: "clock", monthly: null, note: "size not known" },
    { kind: "dyno", name: "web", monthly: 100, note: "2 × Standard-2X" },
    { kind: "dyno", name: "worker", monthly: 0, note: "scaled to zero" },
    { kind: "add-on", name: "heroku-postgresql:standard-0", monthly: 50, note: null },
    { kind: "add-on", name: "jawsdb:someday", monthly: null, note: "price not in the catalogue" },
    { kind: "add-on", name: "papertrail", monthly: null, note: "plan not known" },
  ]);
});

it("says nothing of an app without dynos and add-ons", () => {
  expect(read({ "README.md": "x" })).toBeNull();
});
