/** Refuses a cut whose monolith side cannot be generated yet: better than half of it in silence. */
import { UserError } from "../../model/errors.js";
import type { Plan } from "../../model/plan.js";

export function refuseWithoutMonolithSide(plan: Plan): void {
  const told = plan.events.filter(({ from }) => from === "monolith").map(({ name }) => name);
  const heard = plan.events.filter(({ to }) => to.includes("monolith")).map(({ name }) => name);
  const asked = plan.services.filter(({ routes }) => routes.some(({ auth }) => auth === "ask-monolith"));
  const jobs = plan.services.flatMap(({ enqueues }) => enqueues.filter(({ wire }) => wire === "endpoint"));
  const reasons = [
    ...jobs.map(({ job, because }) => `an enqueue endpoint for ${job} (${because})`),
    ...(told.length === 0 ? [] : [`an outbox for ${told.join(", ")} (decide these cuts as api)`]),
    ...(heard.length === 0 ? [] : [`a consumer for ${heard.join(", ")} (decide these cuts as api)`]),
    ...(asked.length === 0
      ? []
      : [
          `an identity endpoint for ${asked.map(({ name }) => name).join(", ")} (decide auth as jwt, token, api-key or public)`,
        ]),
  ];
  if (reasons.length === 0) return;
  throw new UserError(
    `a ${plan.monolith.framework ?? plan.monolith.language ?? "unknown"} monolith cannot be given yet: ${reasons.join("; ")}`,
    {
      hint: "the Rails side is complete; where both ends are Node, --set services.<name>.language=typescript writes BullMQ itself",
    },
  );
}
