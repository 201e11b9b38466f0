/** What the steps of a plan are made from, and the empty step that each fills in. */
import type { AppModel } from "../../model/app-model.js";
import type { Decisions } from "../../model/decision.js";
import type { PlannedEvent, PlannedMonolith, PlannedService, PlannedStep } from "../../model/plan.js";

export interface StepInput {
  readonly app: AppModel;
  readonly monolith: PlannedMonolith;
  readonly services: readonly PlannedService[];
  readonly events: readonly PlannedEvent[];
  readonly decisions: Decisions;
}

export const step = (
  phase: PlannedStep["phase"],
  title: string,
  parts: Partial<Omit<PlannedStep, "phase" | "title">>,
): PlannedStep => ({ phase, title, needs: [], commands: [], watch: [], rollback: [], because: [], ...parts });

export const asksMonolith = (services: readonly PlannedService[]): boolean =>
  services.some(({ routes }) => routes.some(({ auth }) => auth === "ask-monolith"));

export const usesEndpoint = (services: readonly PlannedService[]): boolean =>
  services.some(({ enqueues }) => enqueues.some(({ wire }) => wire === "endpoint"));

export const variableOf = (name: string): string => name.replaceAll("-", "_");
