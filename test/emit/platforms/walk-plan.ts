/** The plan that walks go over: every noun that an app brings, at once. */
import type { Plan } from "../../../src/model/plan.js";
import { handMadePlan } from "../../hand-made-plan.js";
import { awkwardPlan } from "./awkward-plan.js";

/** The awkward app with a service split off, sockets, and a web process that scales. */
export function walkPlan(): Plan {
  const plan = awkwardPlan();
  const split = handMadePlan({ broker: "rabbitmq" });
  const { heroku } = plan.monolith;
  const processes = heroku.processes.map((process) =>
    process.type === "app_Server" ? { ...process, autoscaling: { min: 2, max: 5, p95: 500 } } : process,
  );
  const remap = { ...heroku.configVars[0]!, name: "REMAP_SIGTERM" };
  const socket = { ...split.gateway[0]!.route, id: "WS /cable", method: "WS", path: "/cable" };
  const configVars = [...heroku.configVars.filter(({ name }) => !name.startsWith("SETTING_")), remap];
  return {
    ...plan,
    monolith: { ...plan.monolith, heroku: { ...heroku, processes, configVars, domains: ["shop.example.com"] } },
    services: split.services,
    gateway: [...split.gateway, { route: socket, to: "monolith" }],
    broker: split.broker,
  };
}
