/** Where each field of the app spec and of the review workflow comes from. */
import { because, type FieldOrigin, states } from "../origins.js";

export const origins: readonly FieldOrigin[] = [
  states(["review apps"], "on.*", "permissions.*", "concurrency", "jobs.deploy.*", "jobs.delete.*"),
  because(
    "names of the app, its processes and stores, and the repository that you fill in",
    "name",
    "*[].name",
    "*[].github.*",
  ),
  states(["config"], "*[].envs[]", "*[].envs[].*", "envs[].*"),
  states(["build", "buildpack", "stack", "image", "service"], "*[].source_dir", "*[].dockerfile_path"),
  states(["frontend"], "static_sites[].*"),
  states(["release", "schedule", "service"], "jobs[].kind", "jobs[].run_command"),
  states(["command", "service"], "*[].run_command"),
  states(["schedule"], "jobs[].schedule.*"),
  states(["size", "service"], "*[].instance_size_slug"),
  states(["autoscaling"], "*[].autoscaling.*"),
  because("a job runs once", "jobs[].instance_count"),
  states(["quantity", "service"], "*[].instance_count"),
  states(["SIGTERM, then SIGKILL after 30 s"], "*[].termination.*"),
  states(["command", "service"], "*[].http_port", "*[].internal_ports[]"),
  because("a port, or a path that the app is seen to answer for it", "*[].health_check.*"),
  states(
    ["addon", "service"],
    "databases[].engine",
    "databases[].version",
    "databases[].production",
    "databases[].cluster_name",
  ),
  states(["domain"], "domains[].*"),
  states(["routes", "frontend", "command"], "ingress.rules[].*"),
  because("near your users: choose one", "region"),
];
