/** Where each field of compose.yaml comes from. */
import { because, type FieldOrigin, states } from "../origins.js";

export const origins: readonly FieldOrigin[] = [
  because("names of the app, its stores and networks", "name", "networks.*", "volumes.*", "services.*.volumes[]"),
  states(["build", "buildpack", "stack", "image", "service"], "services.*.build.*"),
  because("the official image of the store's major version", "services.*.image"),
  states(["addon", "release", "service"], "services.*.depends_on.*"),
  states(["config"], "services.*.environment.*", "services.*.env_file[].*"),
  states(["command", "release", "schedule", "service"], "services.*.command[]", "services.*.entrypoint[]"),
  states(["quantity", "service"], "services.*.scale"),
  states(["size", "service"], "services.*.mem_limit", "services.*.cpus"),
  states(
    ["SIGTERM, then SIGKILL after 30 s"],
    "services.*.stop_grace_period",
    "services.*.stop_signal",
    "services.*.init",
  ),
  states(["network isolation", "routes"], "services.*.networks[]", "services.*.ports[]", "services.*.expose[]"),
  states(["ephemeral disk"], "services.*.tmpfs[]", "services.*.read_only"),
  because("a dyno that ends is started again; what runs once is not", "services.*.restart"),
  because("a port or a store that answers, within Heroku's boot timeout of 60 s", "services.*.healthcheck.*"),
  because("no privileges", "services.*.cap_drop[]", "services.*.security_opt[]"),
  because("what runs on demand stays down until it is called", "services.*.profiles[]"),
];
