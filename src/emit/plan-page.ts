/** Turns a plan's steps into `migration/plan.md`: every step a checkbox with preconditions, commands, watch and way back. */
import type { Plan, PlannedStep } from "../model/plan.js";
import { bullets, plural } from "../text/markdown.js";

export function printPlan(plan: Plan): string {
  const head = plan.services.map(
    ({ name, language, data, routes, tables, enqueues }) =>
      `**${name}** (${language}, ${data}): ${plural(routes.length, "route")}, ${plural(tables.length, "table")}, ${plural(enqueues.length, "job")} of the monolith`,
  );
  const contents = plan.steps.map(({ title, phase }, i) => `- [ ] ${i + 1}. ${title} _(${phase})_`);
  return `# To production, step by step

${bullets(head)}

Each step can be undone. Do the next one when the last has been quiet. \`$HOST\` is the public name, \`$AUTH\` a header of a test account.

${contents.join("\n")}
${plan.steps.map(printStep).join("")}`;
}

function printStep({ title, phase, needs, commands, watch, rollback, because }: PlannedStep, i: number): string {
  const part = (name: string, items: readonly string[], mark = "-"): string =>
    items.length === 0 ? "" : `\n${name}\n\n${items.map((item) => `${mark} ${inline(item)}`).join("\n")}\n`;
  const code = commands.length === 0 ? "" : `\n- [ ] **Do**\n\n\`\`\`sh\n${commands.join("\n")}\n\`\`\`\n`;
  return `\n## ${i + 1}. ${title}\n\n_${phase}_\n${part("Why:", because)}${part("Before:", needs, "- [ ]")}${code}${part("Watch:", watch)}${part("Roll back:", rollback)}`;
}

/** What is to be typed is shown as code. */
const inline = (item: string): string => (COMMAND.test(item) ? `\`${item.replaceAll("`", "'")}\`` : item);

const COMMAND = /^(psql|mysql|sqlite3|heroku|git|bin\/rails|npx|nats|rabbitmqctl|redis-cli|sed|docker|curl) /;
