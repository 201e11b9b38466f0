import fc from "fast-check";
import { expect, test } from "vitest";
import type { CodeGraph } from "../../src/model/code-graph.js";
import type { Proposal } from "../../src/model/proposal.js";
import {
  DEFAULT_PARTITION,
  prepareGround,
  printGround,
  proposePartition,
  readGround,
} from "../../src/partition/index.js";
import { appOf, clusters, edge, graphOf, historyOf, NO_HISTORY, node } from "./build.js";

const NAMES = ["invoice", "parcel", "ticket", "wallet"];
const hidden = { ...DEFAULT_PARTITION, views: { ...DEFAULT_PARTITION.views, layout: 0 } };
const propose = (graph: CodeGraph, options = DEFAULT_PARTITION, app = appOf()): Proposal =>
  proposePartition(graph, app, NO_HISTORY, options);

const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
/** Modules as sets of file names, whatever they are called. */
const shapes = ({ modules }: Proposal): readonly string[] =>
  modules.map(({ files }) => files.map(fileName).sort().join(" ")).sort();

test("finds planted groups and names them by their domain", () => {
  const { modules } = propose(clusters(NAMES, 8));
  expect(modules).toHaveLength(4);
  for (const { name, files } of modules) {
    const groups = new Set(files.map((path) => fileName(path).split("-")[0]));
    expect(groups.size).toBe(1);
    expect(name).toContain([...groups][0]);
  }
});

test("every source file is in exactly one of modules, shared and unplaced", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 25 }),
      fc.array(fc.tuple(fc.nat(24), fc.nat(24), fc.integer({ min: 1, max: 9 })), { maxLength: 60 }),
      (count, pairs) => {
        const nodes = Array.from({ length: count }, (_, i) => node(`f${String(i).padStart(2, "0")}.js`));
        const edges = pairs.filter(([a, b]) => a < count && b < count && a !== b).map(([a, b, n]) => edge(a, b, n));
        const { modules, shared, unplaced } = propose(graphOf(nodes, edges));
        const placed = [...modules.flatMap(({ files }) => files), ...[...shared, ...unplaced].map(({ path }) => path)];
        expect(placed.sort()).toEqual(nodes.map(({ path }) => path));
      },
    ),
    { numRuns: 60 },
  );
});

test("the order in which edges come leaves no trace", () => {
  const graph = clusters(NAMES, 8);
  const shuffled = { ...graph, edges: [...graph.edges].reverse() };
  expect(JSON.stringify(propose(shuffled))).toBe(JSON.stringify(propose(graph)));
});

test("with layout=0, renaming every directory changes no module", () => {
  const plain = clusters(NAMES, 8);
  const renamed = clusters(NAMES, 8, (group) => `z${group.length}/x/${[...group].reverse().join("")}/deep`);
  const mixed = clusters(NAMES, 8, () => "all");
  expect(shapes(propose(renamed, hidden))).toEqual(shapes(propose(plain, hidden)));
  expect(shapes(propose(mixed, hidden))).toEqual(shapes(propose(plain, hidden)));
});

test("with layout=0, what the team declares has no say either", () => {
  const graph = clusters(NAMES, 8);
  const files = graph.nodes.map(({ path }) => path);
  const declared = [
    { name: "odd", by: "packwerk", files: files.filter((_, i) => i % 2 === 0), evidence: [] },
    { name: "even", by: "packwerk", files: files.filter((_, i) => i % 2 === 1), evidence: [] },
  ];
  expect(shapes(propose(graph, hidden, appOf({ declared })))).toEqual(shapes(propose(graph, hidden)));
});

test("with words=0, identifiers have no say", () => {
  const graph = clusters(NAMES, 8);
  const mute = { ...graph, nodes: graph.nodes.map((one) => ({ ...one, words: {}, names: [] })) };
  const options = { ...hidden, views: { ...hidden.views, words: 0 } };
  expect(shapes(propose(graph, options))).toEqual(shapes(propose(mute, options)));
});

test("another seed finds the same modules where they are clear", () => {
  const graph = clusters(NAMES, 8);
  expect(shapes(propose(graph, { ...DEFAULT_PARTITION, seed: 99 }))).toEqual(shapes(propose(graph)));
});

test("pins are obeyed exactly", () => {
  const graph = clusters(NAMES, 8);
  const homeOf = (result: Proposal, path: string): string | undefined =>
    result.modules.find(({ files }) => files.includes(path))?.id;
  const [a, b] = ["invoice/invoice-part0.js", "wallet/wallet-part5.js"];
  const free = propose(graph);
  expect(homeOf(free, a)).not.toBe(homeOf(free, b));
  const joined = propose(graph, { ...DEFAULT_PARTITION, pins: [{ kind: "with", a, b }] });
  expect(homeOf(joined, a)).toBeDefined();
  expect(homeOf(joined, a)).toBe(homeOf(joined, b));
  const c = "invoice/invoice-part1.js";
  const parted = propose(graph, { ...DEFAULT_PARTITION, pins: [{ kind: "apart", a, b: c }] });
  expect(homeOf(parted, a)).not.toBe(homeOf(parted, c));
  const unknown = propose(graph, { ...DEFAULT_PARTITION, pins: [{ kind: "with", a: "Nobody", b }] });
  expect(unknown.notes.join()).toContain("Nobody");
});

test("a ground that was kept as JSON gives the proposal it gave, with and without pins", () => {
  const graph = clusters(NAMES, 8);
  const ground = readGround(printGround(prepareGround(graph, appOf(), NO_HISTORY, DEFAULT_PARTITION)));
  const [a, b] = ["invoice/invoice-part0.js", "wallet/wallet-part5.js"];
  for (const pins of [
    [],
    [{ kind: "with" as const, a, b }],
    [{ kind: "apart" as const, a, b: "invoice/invoice-part1.js" }],
  ]) {
    const options = { ...DEFAULT_PARTITION, pins };
    const kept = proposePartition(graph, appOf(), NO_HISTORY, options, undefined, ground);
    expect(kept).toEqual(proposePartition(graph, appOf(), NO_HISTORY, options));
  }
});

test("pins that share a file hold together, and keep apart what is pinned apart from any of them", () => {
  const graph = clusters(NAMES, 8);
  const [a, b, c, d] = [
    "invoice/invoice-part0.js",
    "wallet/wallet-part5.js",
    "invoice/invoice-part2.js",
    "wallet/wallet-part1.js",
  ];
  const pins = [
    { kind: "with" as const, a, b },
    { kind: "with" as const, a: b, b: c },
    { kind: "apart" as const, a, b: d },
  ];
  const { modules } = propose(graph, { ...DEFAULT_PARTITION, pins });
  const homeOf = (path: string): string | undefined => modules.find(({ files }) => files.includes(path))?.id;
  expect([homeOf(b), homeOf(c)]).toEqual([homeOf(a), homeOf(a)]);
  expect(homeOf(d)).not.toBe(homeOf(a));
});

test("modules can be pinned by name", () => {
  const graph = clusters(NAMES, 8);
  const [first, second] = propose(graph).modules;
  const pins = [{ kind: "with" as const, a: first!.name, b: second!.name }];
  const { modules } = propose(graph, { ...DEFAULT_PARTITION, pins });
  const home = modules.find(({ files }) => files.includes(first!.files[0]!));
  for (const path of [...first!.files, ...second!.files]) expect(home?.files).toContain(path);
});

test("a file used from all over is shared library code", () => {
  const graph = clusters(NAMES, 8);
  const at = graph.nodes.length;
  const nodes = [...graph.nodes, node("zz/format.js", { lines: 10 })];
  const users = graph.nodes.flatMap((_, from) => (from % 2 === 0 ? [edge(from, at)] : []));
  const { shared } = propose(graphOf(nodes, [...graph.edges, ...users]));
  expect(shared.map(({ path }) => path)).toEqual(["zz/format.js"]);
  expect(shared[0]?.usedBy.length).toBeGreaterThanOrEqual(3);
});

test("templates follow the code that renders them", () => {
  const graph = clusters(NAMES, 8);
  const at = graph.nodes.length;
  const nodes = [...graph.nodes, node("zz/page.html.erb")];
  const from = graph.nodes.findIndex(({ path }) => path.includes("parcel-part0"));
  const { modules } = propose(graphOf(nodes, [...graph.edges, { ...edge(from, at), kind: "view" }]));
  const home = modules.find(({ files }) => files.includes("zz/page.html.erb"));
  expect(home?.files).toContain(graph.nodes[from]!.path);
});

test("a tiny app moves as it is, or stays where nothing says Heroku", () => {
  const graph = clusters(["invoice", "parcel"], 4);
  expect(propose(graph).verdict).toBe("move-only");
  const bare = appOf({ heroku: { ...appOf().heroku, sources: [] } });
  expect(propose(graph, DEFAULT_PARTITION, bare).verdict).toBe("keep-together");
  expect(propose(graph).services).toEqual([]);
});

test("ids survive where an earlier analysis holds mostly the same files", () => {
  const graph = clusters(NAMES, 8);
  const earlier = propose(graph).modules.map(({ files }, at) => ({ id: `kept-${at}`, files: files.slice(1) }));
  const { modules } = propose(graph, { ...DEFAULT_PARTITION, earlier });
  expect(modules.map(({ id }) => id).sort()).toEqual(["kept-0", "kept-1", "kept-2", "kept-3"]);
});

test("reasons cite commits, and the team's size bounds the number of services", () => {
  const graph = clusters(NAMES, 8);
  const day = 86_400;
  const commits = Array.from({ length: 12 }, (_, i) => ({
    id: `c${i}`,
    time: 1_700_000_000 - i * day,
    author: i % 2 === 0 ? "a" : "bot-1",
    fix: false,
    changes: ["invoice/invoice-part0.js", "invoice/invoice-part1.js"].map((path) => ({ path, added: 1, deleted: 0 })),
  }));
  const result = proposePartition(graph, appOf(), historyOf(commits), DEFAULT_PARTITION);
  const texts = result.modules.flatMap(({ reasons }) => reasons.map(({ text }) => text));
  expect(texts).toContain("`invoice-part0` and `invoice-part1` changed together in 6 of 6 commits");
  expect(result.services.length).toBeLessThanOrEqual(1);
});

const routeOf = (path: string) => ({
  id: `GET ${path}`,
  method: "GET" as const,
  path,
  host: null,
  constraints: [],
  handler: null,
  evidence: [{ path: "app.js", line: 1 }],
});

test("one file that answers for several things is to be parted first", () => {
  const paths = ["/bookings", "/bookings/:id", "/customers/:id", "/flights"];
  const nodes = [node("app.js", { routes: paths.map((path) => `GET ${path}`) }), node("store.js")];
  const { reasons, verdict } = propose(
    graphOf(nodes, [edge(0, 1)]),
    DEFAULT_PARTITION,
    appOf({ routes: paths.map(routeOf) }),
  );
  expect(verdict).toBe("move-only");
  expect(reasons.map(({ text }) => text).join("\n")).toContain(
    "`app.js`, answers 4 of the 4 routes, for 3 things at once: `bookings` (2), `customers` (1), `flights` (1)",
  );
});

test("where most of the code is in a language that is not read, nothing is claimed of it", () => {
  const languages = [{ id: "python", files: 90, lines: 9000, parsed: 0 }];
  const { reasons } = propose(clusters(NAMES, 8), DEFAULT_PARTITION, appOf({ languages }));
  expect(reasons.map(({ text }) => text).join("\n")).toContain("not read: python (90 files, 9000 lines)");
});

test("a module is named by its table or resource, not by a verb or a technique", () => {
  const files = (folder: string, names: readonly string[]) =>
    names.map((name) => node(`${folder}/${name}.js`, { words: { [folder]: 5 } }));
  const doc = files("x", ["fetch-method", "fetch-class", "fetch-show"]).map((one, at) =>
    at === 0 ? { ...one, ownedTables: ["doc_methods"] } : one,
  );
  const guard = files("y", ["csrf-check", "csrf-token", "csrf-session"]).map((one, at) =>
    at === 0 ? { ...one, routes: ["GET /sessions"] } : one,
  );
  const nodes = [...doc, ...guard];
  const edges = [0, 3].flatMap((at) => [edge(at, at + 1, 5), edge(at, at + 2, 5), edge(at + 1, at + 2, 5)]);
  const app = appOf({ routes: [routeOf("/sessions")] });
  const tables = [{ name: "doc_methods", columns: [], foreignKeys: [], access: [], evidence: [] }];
  const { modules } = propose(graphOf(nodes, edges), DEFAULT_PARTITION, { ...app, tables });
  expect(modules.map(({ name }) => name)).toEqual(["doc-methods", "session"]);
});

test("a name is a word that people write: no connective, no plural cut short", () => {
  const files = (folder: string, names: readonly string[]) =>
    names.map((name) => node(`${folder}/${name}.js`, { words: { [folder]: 5 } }));
  const nodes = [
    ...files("x", ["terms-and-rules", "terms-and-texts", "terms-and-dates"]),
    ...files("y", ["series-list", "series-card", "series-page"]),
  ];
  const edges = [0, 3].flatMap((at) => [edge(at, at + 1, 5), edge(at, at + 2, 5), edge(at + 1, at + 2, 5)]);
  const { modules } = propose(graphOf(nodes, edges));
  expect(modules.map(({ name }) => name)).toEqual(["series", "term"]);
});

test("a missing view is said", () => {
  const { notes } = propose(clusters(NAMES, 4));
  expect(notes.join("\n")).toContain("history view is missing");
});

test("routes that tie no files together are not said to be absent", () => {
  const graph = clusters(NAMES, 4);
  const [first, ...rest] = graph.nodes;
  const { notes } = propose({ ...graph, nodes: [{ ...first!, routes: ["GET /cards"] }, ...rest] });
  const runtime = notes.find((note) => note.startsWith("The runtime view is missing"));
  expect(runtime).toContain("no two files serve one resource");
  expect(runtime).not.toContain("no routes");
});

test("what serves most requests is taken out first, and the reasons say so", () => {
  const plain = clusters(NAMES, 8);
  // Each group writes its own table.
  const tables = plain.nodes.flatMap(({ ownedTables }, node) =>
    ownedTables.map((table) => ({ node, table, mode: "write" as const, count: 1, line: 1, via: "model" })),
  );
  const graph = { ...plain, tables };
  const routes = NAMES.map((name) => ({
    id: `GET /${name}`,
    method: "GET" as const,
    path: `/${name}/:id`,
    host: null,
    constraints: [],
    handler: null,
    evidence: [],
  }));
  const app = appOf({ routes });
  const served = (path: string, count: number) => ({ method: "GET", path, count, p50: 1, p95: 2, errors: {} });
  for (const hot of NAMES) {
    const traffic = { routes: NAMES.map((name) => served(`/${name}/:id`, name === hot ? 900 : 20)), memory: {} };
    const { order, services } = proposePartition(graph, app, NO_HISTORY, DEFAULT_PARTITION, traffic);
    expect(order[0]?.service).toContain(hot);
    expect(order[0]?.because.join()).toContain("of the captured requests");
    expect(
      services
        .find(({ id }) => id.includes(hot))
        ?.reasons.map(({ text }) => text)
        .join(),
    ).toContain("94% of the");
  }
});
