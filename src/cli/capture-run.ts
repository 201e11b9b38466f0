/** Runs `migrate capture`: the Platform API's answers become `capture.json`. */
import { join, resolve } from "node:path";
import { type HerokuApiOptions, readLogs, readSnapshot } from "../io/heroku-api.js";
import { writeWhole } from "../io/write-file.js";
import { UserError } from "../model/errors.js";
import { printCapture } from "../pipeline.js";

export interface CaptureOptions {
  readonly app: string;
  readonly out?: string;
  readonly logs: boolean;
  readonly apiHost?: string;
}

export async function runCapture(dir: string, options: CaptureOptions): Promise<number> {
  const token = process.env["HEROKU_API_KEY"];
  if (!token) {
    throw new UserError("HEROKU_API_KEY is not set", { hint: "export HEROKU_API_KEY=$(heroku auth:token)" });
  }
  const api: HerokuApiOptions = { token, ...(options.apiHost === undefined ? {} : { host: options.apiHost }) };
  const snapshot = await readSnapshot(options.app, api);
  const log = options.logs ? await readLogs(options.app, api) : "";
  const path = join(options.out === undefined ? resolve(dir, "migration") : resolve(options.out), "capture.json");
  writeWhole(path, printCapture(snapshot, log));
  const { formation, addons, configVars, missing } = snapshot;
  process.stderr.write(
    `${path}: ${formation.length} processes, ${addons.length} add-ons, ${configVars.length} config vars by name\n`,
  );
  for (const what of missing) process.stderr.write(`not captured: ${what}\n`);
  return 0;
}
