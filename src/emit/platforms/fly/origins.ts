/** Where each field of the Fly apps comes from. */
import { because, type FieldOrigin, states } from "../origins.js";

export const origins: readonly FieldOrigin[] = [
  because("name of the app, and a region near your users: choose one", "app", "primary_region"),
  states(["SIGTERM, then SIGKILL after 30 s"], "kill_signal", "kill_timeout"),
  states(["build", "buildpack", "stack", "image", "service"], "build.*"),
  states(["release", "service"], "deploy.release_command"),
  states(["rolling restarts"], "deploy.strategy"),
  because(
    "a shell runs each command line, in place of the ENTRYPOINT of the app's own image",
    "experimental.entrypoint[]",
  ),
  states(["config"], "env.*"),
  states(["command"], "processes.*"),
  states(["command", "service"], "http_service.internal_port", "http_service.processes[]"),
  states(["TLS certificates"], "http_service.force_https"),
  states(
    ["autoscaling", "quantity"],
    "http_service.auto_stop_machines",
    "http_service.auto_start_machines",
    "http_service.min_machines_running",
  ),
  because("a path that the service answers for it", "http_service.checks[].*"),
  states(["size", "service"], "vm[].*"),
];
