/** What every detector reads. */
import type { Catalogues } from "../model/catalogue.js";
import type { FileFacts } from "../model/file-facts.js";
import type { HerokuApp } from "../model/heroku-app.js";
import type { SourceReader } from "../model/ports.js";
import type { Resolution } from "../model/resolution.js";
import type { Workspace } from "../model/workspace.js";

export interface DetectInput {
  /** Sorted by path. */
  readonly facts: readonly FileFacts[];
  readonly resolution: Resolution;
  readonly heroku: HerokuApp;
  readonly workspace: Workspace;
  /** For manifests, lockfiles and docs; code is read through `facts`. */
  readonly reader: SourceReader;
  readonly catalogues: Catalogues;
}
