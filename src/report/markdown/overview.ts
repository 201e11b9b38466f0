/** Prints the first screen: what was found, what is proposed, what to look at. */
import type { Analysis } from "../../model/analysis.js";
import { bullets, code, formatDollars, groupDigits, listWords, plural } from "../../text/markdown.js";
import { VERDICTS } from "../verdicts.js";
import { linkSome } from "./evidence.js";

export function printOverview(analysis: Analysis): string {
  return [
    `# ${analysis.app.name}: from a Heroku monolith to services`,
    printIntroduction(analysis),
    `## Proposal: ${VERDICTS[analysis.proposal.verdict].toLowerCase()}`,
    printVerdict(analysis),
    "## What was found",
    bullets(printCounts(analysis)),
  ].join("\n\n");
}

function printIntroduction({ app }: Analysis): string {
  const parsed = app.languages.filter((language) => language.parsed > 0);
  const size = parsed.map(
    (language) => `${language.id} (${plural(language.files, "file")}, ${plural(language.lines, "line")})`,
  );
  const frameworks = app.frameworks.map((framework) =>
    framework.version === null ? framework.id : `${framework.id} ${framework.version}`,
  );
  const at = app.commit === null ? "" : ` at ${code(app.commit.slice(0, 12))}`;
  const on = frameworks.length === 0 ? "" : ` It is built on ${listWords(frameworks, 8)}.`;
  return `Read${at}: ${size.length === 0 ? "no file of a language that this tool reads" : listWords(size)}.${on}`;
}

function printVerdict({ proposal }: Analysis): string {
  const reasons = proposal.reasons.map(({ text, evidence }) =>
    evidence.length === 0 ? text : `${text} — ${linkSome(evidence, 2)}`,
  );
  const order = proposal.order.map(({ service, step, because }) => {
    const name = proposal.services.find(({ id }) => id === service)?.name ?? service;
    return `${step}. **${name}**${because.length === 0 ? "" : `: ${because.join("; ")}`}`;
  });
  return [bullets(reasons), ...(order.length === 0 ? [] : ["**In this order:**", order.join("\n")])].join("\n\n");
}

function printCounts(analysis: Analysis): readonly string[] {
  const { heroku } = analysis;
  const severities = (["error", "warning", "note"] as const).map((severity) => ({
    severity,
    count: analysis.findings.filter((finding) => finding.severity === severity).length,
  }));
  const found = severities.filter(({ count }) => count > 0).map(({ severity, count }) => plural(count, severity));
  const running = heroku.processes.map(({ type, quantity }) =>
    quantity === null ? code(type) : `${code(type)} × ${quantity}`,
  );
  return [
    `**${plural(analysis.routes.length, "route")}**, ${plural(analysis.models.length, "model")} on ${plural(analysis.tables.length, "table")}, ${plural(analysis.jobs.length, "background job")}, ${plural(analysis.schedules.length, "schedule")}, ${plural(analysis.transactions.length, "transaction")}`,
    heroku.sources.length === 0
      ? "**No Heroku configuration**: neither Procfile, app.json nor heroku.yml"
      : `**Heroku**: ${running.length === 0 ? "no process" : listWords(running)}; ${listAddons(heroku.addons)}; ${plural(heroku.configVars.length, "config var")}`,
    ...(heroku.cost === null || heroku.cost.known === 0
      ? []
      : [
          `**Cost**: ${formatDollars(heroku.cost.known)} a month by list price${heroku.cost.lines.some(({ monthly }) => monthly === null) ? ", not all of it known" : ""}`,
        ]),
    `**Outside services**: ${
      listWords(
        analysis.integrations.map(({ id }) => id),
        12,
      ) || "none seen"
    }`,
    `**Findings**: ${found.length === 0 ? "none" : listWords(found)}`,
    `**Boundaries**: ${plural(analysis.modules.length, "module")} of ${groupDigits(analysis.modules.reduce((sum, { files }) => sum + files.length, 0))} files, ${plural(analysis.shared.length, "shared file")}, ${plural(analysis.unplaced.length, "unplaced file")}`,
  ];
}

function listAddons(addons: Analysis["heroku"]["addons"]): string {
  const services = addons.map(({ service }) => service);
  return services.length === 0 ? "no add-on" : `${plural(services.length, "add-on")} (${listWords(services, 6)})`;
}
