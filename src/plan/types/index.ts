/** Turns a plan and the monolith's TypeScript or JavaScript into a fuller plan: types of routes, options of queues, the server's home. */
import type { Plan } from "../../model/plan.js";
import { findHome } from "./home.js";
import { openProject, type SourceTexts } from "./project.js";
import { readQueueOptions, withOptions } from "./queue-options.js";
import { typeRoute } from "./routes.js";

export function addTypes(plan: Plan, sources: SourceTexts): Plan {
  if (plan.services.length === 0 || plan.monolith.runtime !== "node") return plan;
  const project = openProject(sources);
  const home = findHome(project, sources);
  const queues = readQueueOptions(project, sources);
  const services = plan.services.map((service) => ({
    ...service,
    routes: service.routes.map((planned) => typeRoute(project, planned)),
    enqueues: service.enqueues.map((enqueue) => withOptions(project, queues, enqueue)),
  }));
  const monolith = { ...plan.monolith, esm: isModule(sources), ...(home === null ? {} : { home }) };
  return { ...plan, services, monolith };
}

function isModule(sources: SourceTexts): boolean {
  try {
    return (JSON.parse(sources.read("package.json") ?? "{}") as { type?: string }).type === "module";
  } catch {
    return false;
  }
}
