/** Turns the Celery tasks that the team names into enqueues in the message protocol of the version that is asked for. */
import type { AppModel } from "../model/app-model.js";
import type { Decisions, ServiceDecision } from "../model/decision.js";
import { UserError } from "../model/errors.js";
import type { PlannedEnqueue } from "../model/plan.js";
import { byKeys } from "../text/order.js";

type Task = Decisions["facts"]["tasks"][number];

const isFor = ({ service }: Task, { id, name }: ServiceDecision): boolean => service === id || service === name;

export function planTasks(app: AppModel, service: ServiceDecision, { facts }: Decisions): readonly PlannedEnqueue[] {
  const tasks = facts.tasks.filter((task) => isFor(task, service));
  if (tasks.length === 0) return [];
  const version = refuseWithoutCelery(app, tasks[0]!);
  return tasks
    .map(
      ({ name, queue }): PlannedEnqueue => ({
        job: name,
        system: "celery",
        version,
        queue,
        wire: "celery",
        because: `message protocol 2, which Celery ${version ?? "4 and later"} reads; named in decisions.yaml`,
        evidence: [],
      }),
    )
    .sort(byKeys(({ job }) => job));
}

/** A worker in the Procfile or a package that is asked for; protocol 1 went with Celery 3. https://docs.celeryq.dev/en/stable/internals/protocol.html */
function refuseWithoutCelery(app: AppModel, { name }: Task): string | null {
  const version = app.locked["celery"] ?? null;
  const worker = app.heroku.processes.some(({ command }) => command.split(/[\s/]+/).includes("celery"));
  if (version === null && !worker) {
    throw new UserError(`facts.tasks names ${name}, but no process runs Celery and no requirements.txt asks for it`, {
      hint: "take it out of migration/decisions.yaml, or declare the worker in the Procfile",
    });
  }
  if (version !== null && Number.parseInt(version, 10) < 4) {
    throw new UserError(`Celery ${version} may read message protocol 1, and ${name} would be sent in protocol 2`, {
      hint: "move the workers to Celery 4 or later first",
    });
  }
  return version;
}

export function refuseStrayTasks({ facts }: Decisions, services: readonly ServiceDecision[]): void {
  const stray = facts.tasks.find((task) => !services.some((service) => isFor(task, service)));
  if (stray === undefined) return;
  throw new UserError(`facts.tasks: ${stray.name} is for ${stray.service}, which is no service that is extracted`, {
    hint: `the services are ${services.map(({ name }) => name).join(", ")}`,
  });
}
