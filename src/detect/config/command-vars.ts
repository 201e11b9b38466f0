/** Reads the names that process commands expand: `-c ${SIDEKIQ_CONCURRENCY:-5}`. */
import type { HerokuApp } from "../../model/heroku-app.js";
import type { VarRead } from "./var-read.js";

const EXPANSION = /\$\{?([A-Za-z_][A-Za-z0-9_]*)/g;

export function readCommandVars({ processes }: HerokuApp): readonly VarRead[] {
  return processes.flatMap(({ command, env, evidence }) =>
    [...command.matchAll(EXPANSION)]
      .map((found) => found[1]!)
      // Set by the command itself: no config var.
      .filter((name) => !env.includes(name))
      .map((name) => ({ name, at: evidence[0] ?? { path: "" } })),
  );
}
