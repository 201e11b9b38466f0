/** Prints the Heroku inventory: processes, add-ons, config vars by name, schedules. */
import type { Analysis } from "../../model/analysis.js";
import { code, folded, formatDollars, listWords, plural, table } from "../../text/markdown.js";
import { linkSome } from "./evidence.js";

export function printHeroku(analysis: Analysis): string {
  const { heroku } = analysis;
  const about = [
    ...(heroku.sources.length === 0 ? [] : [`Read from ${listWords(heroku.sources.map(code))}.`]),
    ...(heroku.stack === null ? [] : [`Stack ${code(heroku.stack)}.`]),
    ...(heroku.buildpacks.length === 0 ? [] : [`Buildpacks: ${listWords(heroku.buildpacks.map(code))}.`]),
  ].join(" ");
  const parts = [
    about,
    printProcesses(analysis),
    printAddons(analysis),
    printCost(analysis),
    printSchedules(analysis),
    printConfigVars(analysis),
  ];
  return ["## On Heroku today", ...parts.filter((part) => part !== "")].join("\n\n");
}

function printProcesses({ heroku }: Analysis): string {
  if (heroku.processes.length === 0) return "";
  const rows = heroku.processes.map((process) => [
    code(process.type),
    `${process.role}${process.singleton ? ", single" : ""}${process.origin === "declared" ? "" : `, ${process.origin}`}`,
    code(process.command),
    process.entrypoint === null ? "" : code(process.entrypoint),
    process.queues.map(code).join(" "),
    process.quantity ?? "",
    process.size ?? "",
    linkSome(process.evidence, 1),
  ]);
  return table(["process", "role", "command", "runs", "queues", "dynos", "size", "from"], rows, "lllllrll");
}

function printAddons({ heroku }: Analysis): string {
  if (heroku.addons.length === 0) return "";
  const rows = heroku.addons.map((addon) => [
    code(addon.plan),
    addon.need ?? "not in the catalogue",
    addon.configVars.map(code).join(" "),
    addon.as === null ? "" : code(addon.as),
    linkSome(addon.evidence, 1),
  ]);
  return table(["add-on", "need", "config vars", "as", "from"], rows);
}

function printCost({ heroku }: Analysis): string {
  if (heroku.cost === null || heroku.cost.known === 0) return "";
  const { known, lines, pricesRead } = heroku.cost;
  const open = lines.filter(({ monthly }) => monthly === null);
  const source = heroku.sources.includes("capture") ? "" : " The sizes are app.json's, for review apps and buttons.";
  const rest =
    open.length === 0
      ? ""
      : ` Not in it: ${listWords(open.map(({ name, note }) => `${code(name)} (${note ?? "not known"})`))}.`;
  const paid = lines.filter(({ monthly }) => (monthly ?? 0) > 0);
  const rows = paid.map(({ kind, name, monthly, note }) => [kind, code(name), note ?? "", monthly ?? ""]);
  return [
    `**${formatDollars(known)} a month** by Heroku's price list of ${pricesRead}.${rest}${source}`,
    table(["", "what", "how much", "USD a month"], rows, "lllr"),
  ].join("\n\n");
}

function printSchedules({ schedules }: Analysis): string {
  if (schedules.length === 0) return "";
  const rows = schedules.map((schedule) => [
    code(schedule.name),
    schedule.when === null ? "not knowable from here" : code(schedule.when),
    schedule.runs === null ? "" : code(schedule.runs),
    schedule.process ?? "",
    linkSome(schedule.evidence, 1),
  ]);
  return table(["schedule", "when", "runs", "process", "from"], rows);
}

function printConfigVars({ heroku }: Analysis): string {
  if (heroku.configVars.length === 0) return "";
  const rows = heroku.configVars.map((variable) => {
    const traits = [
      variable.secret ? "secret" : "",
      variable.required ? "required" : "",
      variable.generated ? "generated" : "",
      variable.declared ? "" : "not declared",
    ].filter((trait) => trait !== "");
    return [
      code(variable.name),
      traits.join(", "),
      variable.injectedBy ?? "",
      variable.refersTo === null ? "" : code(`$${variable.refersTo}`),
      linkSome(variable.readAt, 2),
    ];
  });
  return folded(
    `${plural(heroku.configVars.length, "config var")}, by name`,
    table(["name", "traits", "set by", "refers to", "read at"], rows),
  );
}
