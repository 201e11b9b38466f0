/** Prints the sections of report.html from the Analysis. */
import type { Analysis } from "../../model/analysis.js";
import type { Evidence } from "../../model/evidence.js";
import type { Reason } from "../../model/proposal.js";
import { type Html, html, htmlTable, nothing } from "../../text/html.js";
import { groupDigits } from "../../text/markdown.js";
import { distinctPlaces } from "../places.js";
import { drawMap } from "./map.js";

const where = ({ path, line, note }: Evidence): Html =>
  path === ""
    ? html`<span class="soft">${note ?? ""}</span>`
    : html`<code>${line === undefined ? path : `${path}:${line}`}</code>`;

function places(evidence: readonly Evidence[], most: number): Html {
  const distinct = distinctPlaces(evidence);
  const more = distinct.length - most;
  return html`${distinct.slice(0, most).map((item) => html`${where(item)} `)}${more > 0 ? html`<span class="soft">and ${more} more</span>` : nothing}`;
}

/** Reasons name code between backticks, as Markdown does. */
const withCode = (text: string): Html =>
  html`${text.split("`").map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`))}`;

const reasons = (items: readonly Reason[]): Html =>
  html`<ul>${items.map(({ text, evidence }) => html`<li>${withCode(text)} ${places(evidence, 3)}</li>`)}</ul>`;

export function printNumbers(analysis: Analysis): Html {
  const numbers: readonly (readonly [one: string, several: string, count: number])[] = [
    ["route", "routes", analysis.routes.length],
    ["model", "models", analysis.models.length],
    ["table", "tables", analysis.tables.length],
    ["job", "jobs", analysis.jobs.length],
    ["schedule", "schedules", analysis.schedules.length],
    ["process", "processes", analysis.heroku.processes.length],
    ["add-on", "add-ons", analysis.heroku.addons.length],
    ["finding", "findings", analysis.findings.length],
  ];
  return html`<div class="numbers">${numbers.map(([one, several, count]) => html`<div><b>${groupDigits(count)}</b>${count === 1 ? one : several}</div>`)}</div>`;
}

export function printProposal(analysis: Analysis): Html {
  const { proposal } = analysis;
  const services = proposal.services.map((service) => {
    const files = analysis.modules.filter(({ id }) => service.modules.includes(id)).flatMap((module) => module.files);
    const cuts = proposal.cuts.filter(({ from, to }) => from === service.id || to === service.id);
    const rows = cuts.map((cut) => [
      `${cut.from} → ${cut.to}`,
      cut.kind,
      cut.count,
      cut.remedy,
      places(cut.evidence, 2),
    ]);
    return html`<div class="card"><h3>${service.name}</h3><p class="soft">${service.kind}, ${files.length} files, confidence ${Math.round(service.confidence * 100)}%</p>${reasons(service.reasons)}${htmlTable(["between", "kind", "count", "remedy", "where"], rows)}</div>`;
  });
  return html`<h2>Proposal</h2>${reasons(proposal.reasons)}${drawMap(analysis)}${services}`;
}

export function printFindings({ findings }: Analysis): Html {
  const rows = findings.map(({ severity, message, rule, why, fix, evidence }) => [
    html`<span class="${severity}">${severity}</span>`,
    html`${message}<br><span class="soft" title="${why}">${rule}</span><br>${fix}`,
    places(evidence, 3),
  ]);
  return rows.length === 0 ? nothing : html`<h2>Findings</h2>${htmlTable(["", "what", "where"], rows)}`;
}

export function printHotspots({ hotspots }: Analysis): Html {
  const rows = hotspots
    .slice(0, 25)
    .map((spot) => [
      spot.rank,
      html`<code>${spot.path}</code>`,
      spot.lines,
      spot.complexity,
      spot.commits,
      spot.authors,
      spot.reasons.join("; "),
    ]);
  return rows.length === 0
    ? nothing
    : html`<h2>Hotspots</h2>${htmlTable(["#", "file", "lines", "complexity", "commits", "authors in a year", "why"], rows)}`;
}

export function printHeroku({ heroku }: Analysis): Html {
  const processes = heroku.processes.map((process) => [
    process.type,
    process.singleton ? `${process.role}, single` : process.role,
    html`<code>${process.command}</code>`,
    process.quantity ?? "",
    process.size ?? "",
  ]);
  const addons = heroku.addons.map(({ plan, need, configVars }) => [plan, need ?? "unknown", configVars.join(" ")]);
  return html`<h2>On Heroku today</h2>${htmlTable(["process", "role", "command", "dynos", "size"], processes)}${htmlTable(["add-on", "need", "config vars"], addons)}`;
}

export function printLimits({ diagnostics }: Analysis): Html {
  if (diagnostics.length === 0) return nothing;
  const items = diagnostics
    .slice(0, 300)
    .map(
      ({ path, line, message }) =>
        html`<li>${path === "" ? nothing : where(line === null ? { path } : { path, line })} ${message}</li>`,
    );
  return html`<h2>What could not be understood</h2><details><summary>${diagnostics.length} remarks</summary><ul>${items}</ul></details>`;
}
