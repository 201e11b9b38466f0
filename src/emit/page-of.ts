/** Turns a planned route into the template of the page that the monolith answers with, where it answers no data. */
import type { PlannedRoute } from "../model/plan.js";

export const pageOf = ({ detail, response }: PlannedRoute): string | undefined =>
  response === null ? detail.page : undefined;
