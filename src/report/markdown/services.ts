/** Prints the proposed services with their reasons, what the cuts cost, and the map. */
import type { AnalysedRoute, Analysis } from "../../model/analysis.js";
import type { Cut, ServiceProposal } from "../../model/proposal.js";
import { bullets, code, folded, listWords, plural, table } from "../../text/markdown.js";
import { byText } from "../../text/order.js";
import { linkSome } from "./evidence.js";
import { printMap } from "./map.js";

const REMEDIES: Readonly<Record<Cut["remedy"], string>> = {
  api: "call an API",
  event: "publish an event",
  outbox: "publish through an outbox",
  replicate: "keep a read copy",
  move: "move the code along",
  saga: "run a saga",
  token: "exchange the session for a token",
};

export function printServices(analysis: Analysis): string {
  const { services } = analysis.proposal;
  if (services.length === 0) return "";
  return ["## The services", printMap(analysis), ...services.map((service) => printService(analysis, service))].join(
    "\n\n",
  );
}

function printService(analysis: Analysis, service: ServiceProposal): string {
  const modules = analysis.modules.filter(({ id }) => service.modules.includes(id));
  const files = modules.flatMap((module) => module.files);
  const tables = modules.flatMap((module) => module.tables);
  const routes = modules.flatMap((module) => module.routes);
  const jobs = modules.flatMap((module) => module.jobs);
  const cuts = analysis.proposal.cuts.filter(({ from, to }) => from === service.id || to === service.id);
  return [
    `### ${service.name}`,
    `${service.kind} · ${plural(files.length, "file")} · ${plural(routes.length, "route")} · ${plural(jobs.length, "job")} · ${plural(tables.length, "table")} · confidence ${Math.round(service.confidence * 100)}%`,
    bullets(
      service.reasons.map(({ text, evidence }) =>
        evidence.length === 0 ? text : `${text} — ${linkSome(evidence, 3)}`,
      ),
    ),
    ...(cuts.length === 0 ? [] : ["**What the cut costs**", printCuts(analysis, cuts)]),
    ...(service.alternatives.length === 0
      ? []
      : [`**Otherwise**: ${service.alternatives.map(({ text, cost }) => `${text} (${cost})`).join("; ")}.`]),
    folded(
      `${plural(files.length, "file")} and ${plural(routes.length, "route")}`,
      [
        bullets([...files].sort(byText).map(code)),
        ...(routes.length === 0 ? [] : [bullets(routesOf(analysis, routes).map(describeRoute))]),
      ].join("\n\n"),
    ),
  ].join("\n\n");
}

const routesOf = (analysis: Analysis, ids: readonly string[]): readonly AnalysedRoute[] => {
  const own = new Set(ids);
  return analysis.routes.filter(({ id }) => own.has(id));
};

/** `PATCH /orders/:id` with the models behind it and how it knows its caller, as far as these are known. */
function describeRoute({ id, touches, authentication }: AnalysedRoute): string {
  const models = (wanted: "read" | "write"): string[] =>
    (touches ?? []).filter(({ mode }) => mode === wanted).map(({ model }) => code(model));
  const [writes, reads] = [models("write"), models("read")];
  const known = authentication.guards.map(code);
  const told = [
    ...(writes.length === 0 ? [] : [`writes ${listWords(writes, 8)}`]),
    ...(reads.length === 0 ? [] : [`reads ${listWords(reads, 8)}`]),
    ...(known.length === 0 ? [] : [`behind ${listWords(known, 4)}`]),
  ];
  return told.length === 0 ? code(id) : `${code(id)}: ${told.join("; ")}`;
}

function printCuts(analysis: Analysis, cuts: readonly Cut[]): string {
  const name = (id: string): string => analysis.proposal.services.find((service) => service.id === id)?.name ?? id;
  const rows = cuts.map((cut) => [
    `${name(cut.from)} → ${name(cut.to)}`,
    cut.kind,
    cut.count,
    REMEDIES[cut.remedy],
    linkSome(cut.evidence, 3),
  ]);
  return table(["between", "kind", "count", "remedy", "where"], rows, "llrll");
}
