/** Turns a plan's steps into `migration/plan.md`: every step a checkbox with its commands. */
import type { Plan, PlannedStep } from "../model/plan.js";
import { bullets, plural } from "../text/markdown.js";

export function printPlan(plan: Plan): string {
  const head = plan.services.map(
    ({ name, language, data, routes, tables, enqueues }) =>
      `**${name}** (${language}, ${data}): ${plural(routes.length, "route")}, ${plural(tables.length, "table")}, ${plural(enqueues.length, "job")} of the monolith`,
  );
  return `# To production, step by step

${bullets(head)}

Each step can be undone. Do the next one when the last has been quiet.
${plan.steps.map(printStep).join("")}`;
}

function printStep({ title, phase, commands, watch, rollback, because }: PlannedStep, i: number): string {
  const part = (name: string, items: readonly string[]): string =>
    items.length === 0 ? "" : `\n${name}\n\n${bullets(items)}\n`;
  const code = commands.length === 0 ? "" : `\n\`\`\`sh\n${commands.join("\n")}\n\`\`\`\n`;
  return `\n## ${i + 1}. ${title}\n\n- [ ] done (${phase})\n${part("Why:", because)}${code}${part("Watch:", watch)}${part("Roll back:", rollback)}`;
}
