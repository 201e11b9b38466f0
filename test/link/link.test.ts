import { expect, test } from "vitest";
import { linkGraph } from "../../src/link/index.js";
import type { FileFacts } from "../../src/model/file-facts.js";
import type { Resolution } from "../../src/model/resolution.js";
import { bridgesOf } from "../../src/partition/cuts.js";
import { draftModules } from "../../src/partition/draft.js";
import type { Placement } from "../../src/partition/place.js";
import { appOf } from "../partition/build.js";

const facts = (path: string): FileFacts => ({
  path,
  language: "javascript",
  lines: 10,
  parsed: true,
  marks: [],
  imports: [],
  exports: [],
  definitions: [
    { name: "Thing", kind: "class", line: 1, endLine: 9, bases: [], complexity: 0 },
    { name: "Thing#run", kind: "method", line: 2, endLine: 8, bases: [], complexity: 4 },
  ],
  references: [],
  calls: [],
  env: [],
  tables: [],
  transactions: [],
  fragments: [],
  words: { thing: 2 },
  diagnostics: [],
});

const resolution: Resolution = {
  resolve: () => ({ kind: "unresolved", name: "" }),
  references: [
    { from: "app.js", to: "job.js", kind: "call", symbol: "run", count: 2, line: 4 },
    { from: "app.js", to: "test/x.js", kind: "call", symbol: "run", count: 1, line: 5 },
    { from: "app.js", to: "job.js", kind: "strange", symbol: "x", count: 1, line: 6 },
  ],
  packages: [],
  expand: () => [],
  diagnostics: [],
};

const app = appOf({
  roles: [
    { path: "app.js", role: "source" },
    { path: "job.js", role: "source" },
    { path: "model.js", role: "source" },
    { path: "test/x.js", role: "test" },
  ],
  models: [{ name: "Thing", table: "things", base: null, associations: [], evidence: [{ path: "model.js", line: 1 }] }],
  tables: [
    {
      name: "things",
      columns: [],
      foreignKeys: [{ column: "owner_id", to: "owners", enforced: true, evidence: [{ path: "schema.sql", line: 3 }] }],
      access: [
        { path: "app.js", mode: "read", via: "model", line: 7 },
        { path: "app.js", mode: "read", via: "model", line: 9 },
        { path: "test/x.js", mode: "write", via: "model", line: 2 },
      ],
      evidence: [],
    },
  ],
  jobs: [
    {
      name: "mail",
      system: "bull",
      queue: null,
      process: null,
      evidence: [{ path: "job.js", line: 1 }],
      enqueuedAt: [{ path: "app.js", line: 8 }],
    },
  ],
});

test("only source takes part; tables, jobs and edges hang on it", () => {
  const graph = linkGraph(app, resolution, ["test/x.js", "model.js", "job.js", "app.js"].map(facts));
  expect(graph.nodes.map(({ path }) => path)).toEqual(["app.js", "job.js", "model.js"]);
  expect(graph.nodes[0]).toMatchObject({ complexity: 4, names: ["Thing"] });
  expect(graph.nodes[1]!.jobs).toEqual(["mail"]);
  expect(graph.nodes[2]!.ownedTables).toEqual(["things"]);
  expect(graph.edges.map(({ from, to, kind, count }) => [from, to, kind, count])).toEqual([
    [0, 1, "call", 2],
    [0, 1, "enqueue", 1],
    [0, 1, "use", 1],
  ]);
  expect(graph.tables).toEqual([{ node: 0, table: "things", mode: "read", count: 2, line: 7, via: "model" }]);
  expect(graph.foreignKeys).toEqual([{ from: "things", to: "owners", enforced: true, path: "schema.sql", line: 3 }]);
});

test("names the jobs that a library performs: modules do not own them, and no cut bridges them", () => {
  const mail = {
    name: "ActionMailer::MailDeliveryJob",
    system: "active-job",
    queue: "default",
    process: null,
    evidence: [{ path: "job.js", line: 3 }],
    enqueuedAt: [{ path: "app.js", line: 4 }],
    library: true as const,
  };
  const graph = linkGraph({ ...app, jobs: [...app.jobs, mail] }, resolution, ["job.js", "app.js"].map(facts));
  expect(graph.libraryJobs).toEqual([mail.name]);
  const placement = { placeOf: Int32Array.of(0, 1), tableOf: new Map(), confidence: Float64Array.of(1, 1) };
  const drafts = draftModules(graph, placement as unknown as Placement);
  expect(drafts.map(({ jobs }) => jobs)).toEqual([[], ["mail"]]);
  const enqueued = bridgesOf(graph).all.filter(({ kind }) => kind === "job");
  expect(enqueued.map(({ edge }) => edge.symbol)).toEqual(["mail"]);
});
