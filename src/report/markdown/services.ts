/** Prints the proposed services with their reasons, what the cuts cost, and the map. */
import type { Analysis } from "../../model/analysis.js";
import type { Cut, ServiceProposal } from "../../model/proposal.js";
import { bullets, code, folded, listWords, plural, table } from "../../text/markdown.js";
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
    ...(tables.length === 0 ? [] : [`Owns ${listWords(tables.map(code), 12)}.`]),
    ...(cuts.length === 0 ? [] : ["**What the cut costs**", printCuts(analysis, cuts)]),
    ...(service.alternatives.length === 0
      ? []
      : [`**Otherwise**: ${service.alternatives.map(({ text, cost }) => `${text} (${cost})`).join("; ")}.`]),
    folded(
      `${plural(files.length, "file")} and ${plural(routes.length, "route")}`,
      [bullets(files.map(code)), ...(routes.length === 0 ? [] : [bullets(routes.map(code))])].join("\n\n"),
    ),
  ].join("\n\n");
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
