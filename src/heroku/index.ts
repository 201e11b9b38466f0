/** Turns the repo's Heroku files and an optional capture into a HerokuApp. */
import type { Catalogues } from "../model/catalogue.js";
import type { HerokuApp } from "../model/heroku-app.js";
import type { SourceReader } from "../model/ports.js";
import type { Workspace } from "../model/workspace.js";

/** `capture`: text of saved `heroku … --json` output and of `migration/capture.json`, by file name. */
export function readHeroku(
  _workspace: Workspace,
  _reader: SourceReader,
  _catalogues: Catalogues,
  _capture: ReadonlyMap<string, string>,
): HerokuApp {
  return {
    name: null,
    sources: [],
    stack: null,
    buildpacks: [],
    processes: [],
    addons: [],
    configVars: [],
    environments: [],
    domains: [],
    scripts: [],
    schedules: [],
    diagnostics: [],
  };
}
