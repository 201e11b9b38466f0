/** Where each field of the apps' manifests comes from. */
import { because, type FieldOrigin, states } from "../origins.js";

export const origins: readonly FieldOrigin[] = [
  because("name of the app", "name"),
  states(["stack", "service"], "stack"),
  states(["quantity", "service"], "formation.*.quantity"),
  states(["size", "service"], "formation.*.size"),
  states(["addon"], "addons[].*", "addons[]"),
  states(["config"], "env.*"),
  states(["script"], "scripts.*"),
  states(["buildpack", "service"], "buildpacks[].url"),
  states(["image", "service"], "build.docker.*", "build.config.*", "setup.*", "run.*", "release.*"),
  states(["environment"], "environments.*"),
  states(["command", "release", "service"], "Procfile.*"),
];
