/** Where each field of the Blueprint comes from. */
import { because, type FieldOrigin, states } from "../origins.js";

export const origins: readonly FieldOrigin[] = [
  states(["review apps"], "previews.*"),
  states(["config"], "services[].envVars[]", "services[].envVars[].*", "envVarGroups[].*"),
  because(
    "what the Blueprint calls a process, a store or a schedule of this kind",
    "services[].type",
    "services[].runtime",
    "services[].name",
    "databases[].name",
  ),
  states(["build", "buildpack", "stack", "image", "service"], "services[].dockerfilePath", "services[].dockerContext"),
  states(
    ["frontend"],
    "services[].staticPublishPath",
    "services[].buildCommand",
    "services[].routes[].*",
    "services[].headers[].*",
  ),
  states(["size", "service", "addon"], "services[].plan", "databases[].plan"),
  states(["autoscaling"], "services[].scaling.*"),
  states(["quantity", "service"], "services[].numInstances"),
  states(["release", "service"], "services[].preDeployCommand"),
  states(["command", "schedule", "service"], "services[].dockerCommand"),
  states(["schedule"], "services[].schedule"),
  states(["SIGTERM, then SIGKILL after 30 s"], "services[].maxShutdownDelaySeconds"),
  states(["domain"], "services[].domains[]"),
  because("a path that the app is seen to answer for it", "services[].healthCheckPath"),
  because("the official release that the vendor runs", "databases[].postgresMajorVersion"),
  states(["network isolation"], "services[].ipAllowList[]", "databases[].ipAllowList[]"),
  because("a queue must not lose its keys", "services[].maxmemoryPolicy"),
];
