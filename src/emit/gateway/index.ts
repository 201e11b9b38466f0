/** Turns a plan into the one consolidated API: nginx and Caddy configuration. */
import type { Artifact } from "../../model/artifact.js";
import type { Plan } from "../../model/plan.js";
import { printCaddyfile } from "./caddy.js";
import { printNginx, printRouteMap, printSwitches, printUpstreams } from "./nginx.js";

export function emitGateway(plan: Plan): readonly Artifact[] {
  const file = (
    path: string,
    content: string,
    because: string,
    policy: Artifact["policy"] = "generated",
  ): Artifact => ({
    path: `gateway/${path}`,
    content,
    policy,
    because,
  });
  return [
    file("nginx/gateway.conf", printNginx(plan), "who answers which request"),
    file("nginx/routes.conf", printRouteMap(plan), "which service can answer which route"),
    file("nginx/switches.conf", printSwitches(plan), "how much traffic each service gets; yours to edit", "once"),
    file("nginx/upstreams.conf", printUpstreams(plan), "where each part listens; yours to edit", "once"),
    file("caddy/Caddyfile", printCaddyfile(plan), "the same for Caddy"),
  ];
}
