/** Turns the Node side into edits of the app's own files: its server, its Procfile, its packages. */
import type { Plan, ServerHome } from "../../../model/plan.js";
import type { Sources } from "../../sources.js";
import { type Insertion, printFilePatch } from "../patch.js";
import { printProcessLines } from "../processes.js";
import { type NodeSide, packagesOf } from "./side.js";

type Edit = readonly [path: string, insertions: readonly Insertion[]];

export function printNodePatch(plan: Plan, side: NodeSide, sources: Sources): string {
  const edits: readonly Edit[] = [
    ...(side.home === null ? [] : serverEdit(plan, side, side.home, sources)),
    ...procfileEdit(plan, sources),
    ...(side.told.length + side.heard.length === 0 ? [] : packageEdit(plan, side, sources)),
  ];
  return edits.map(([path, insertions]) => printFilePatch(path, sources.read(path) ?? "", insertions)).join("");
}

/** Right after the server is made: nothing that the app adds later can shadow it. */
function serverEdit(plan: Plan, side: NodeSide, home: ServerHome, sources: Sources): readonly Edit[] {
  const text = sources.read(home.path) ?? "";
  const up = "../".repeat(home.path.split("/").length - 1) || "./";
  const esm = home.typed || plan.monolith.esm === true;
  const load = (name: string, module: string): string =>
    esm ? `import { ${name} } from "${up}${module}";` : `${home.indent}const { ${name} } = require("${up}${module}");`;
  const { loads, calls } = hooksOf(side, home, load);
  const missing = (line: string): boolean => !text.includes(line.trim());
  const insert = (after: number, lines: readonly string[]): readonly Insertion[] =>
    lines.length === 0 ? [] : [{ after, lines }];
  const before = esm ? 0 : startOf(home, text) - 1;
  return [[home.path, [...insert(before, loads.filter(missing)), ...insert(home.line, calls.filter(missing))]]];
}

function hooksOf(
  { asks, endpoint }: NodeSide,
  { framework, name, indent }: ServerHome,
  load: (name: string, module: string) => string,
): { readonly loads: readonly string[]; readonly calls: readonly string[] } {
  const loads = [
    ...(asks ? [load("addIdentity", "valueline/identity.cjs")] : []),
    ...(endpoint.length > 0 ? [load("enqueue", "valueline/enqueue.cjs")] : []),
  ];
  const calls = [
    ...(asks ? [`${indent}addIdentity(${name});`] : []),
    ...(endpoint.length > 0 ? [`${indent}${ENDPOINTS[framework](name)}`] : []),
  ];
  return { loads, calls };
}

/** Each framework hands over the plain request before it reads the body. */
const ENDPOINTS: Readonly<Record<ServerHome["framework"], (name: string) => string>> = {
  express: (name) => `${name}.use("/valueline/jobs", enqueue);`,
  nest: (name) => `${name}.use("/valueline/jobs", enqueue);`,
  fastify: (name) =>
    `${name}.addHook("onRequest", async (request, reply) => { if (request.url === "/valueline/jobs") { reply.hijack(); await enqueue(request.raw, reply.raw); } });`,
  koa: (name) =>
    `${name}.use(async (ctx, next) => { if (ctx.path !== "/valueline/jobs") return next(); ctx.respond = false; await enqueue(ctx.req, ctx.res); });`,
};

/** First line of the statement: the call may stand on several. */
function startOf({ line, name }: ServerHome, text: string): number {
  const lines = text.split("\n");
  for (let at = line; at > 0; at -= 1) if (lines[at - 1]!.includes(name)) return at;
  return line;
}

function procfileEdit(plan: Plan, sources: Sources): readonly Edit[] {
  const text = sources.read("Procfile");
  return text === null ? [] : [["Procfile", printProcessLines(plan, text)]];
}

/** Into "dependencies", exact; `npm install` then brings the lockfile up to date. */
function packageEdit(plan: Plan, side: NodeSide, sources: Sources): readonly Edit[] {
  const text = sources.read("package.json") ?? "";
  const lines = text.split("\n");
  const at = lines.findIndex((line) => /^\s*"dependencies"\s*:\s*\{\s*$/.test(line));
  const missing = Object.entries(packagesOf(plan, side)).filter(([name]) => !text.includes(`"${name}":`));
  if (at < 0 || missing.length === 0) return [];
  const indent = /^\s*/.exec(lines[at + 1] ?? "")?.[0] ?? "    ";
  const last = /^\s*\}/.test(lines[at + 1] ?? "");
  const inserted = missing.map(
    ([name, version], i) => `${indent}"${name}": "${version}"${last && i === missing.length - 1 ? "" : ","}`,
  );
  return [["package.json", [{ after: at + 1, lines: inserted }]]];
}
