/** Reads `valueline.yaml`, naming file and line of whatever is wrong in it. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { LineCounter } from "yaml";
import { UserError } from "../model/errors.js";

export interface ConfigFile {
  readonly views?: Readonly<Record<string, number>>;
  readonly resolution?: number;
  readonly pins?: readonly string[];
}

const KEYS = ["views", "resolution", "pins"];

/** `named`: the file that --config gives; else `valueline.yaml` in the root, where there is one. */
export async function readConfigFile(root: string, named: string | undefined): Promise<ConfigFile> {
  const path = named === undefined ? join(root, "valueline.yaml") : resolve(named);
  if (!existsSync(path)) {
    if (named === undefined) return {};
    throw new UserError(`the configuration file ${named} does not exist`, { hint: "check --config" });
  }
  const shown = named ?? "valueline.yaml";
  // Loaded only here: most repos have no such file, and the parser takes a tenth of a warm run.
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines });
  const error = document.errors[0];
  if (error !== undefined)
    throw new UserError(`${shown}:${lines.linePos(error.pos[0]).line}: ${error.message.split("\n")[0]}`, {
      hint: "mend the YAML",
    });
  const config: unknown = document.toJS() ?? {};
  if (typeof config !== "object" || Array.isArray(config))
    throw new UserError(`${shown}:1: a mapping is expected`, { hint: `known keys: ${KEYS.join(", ")}` });
  refuseUnknownKeys(document.contents, lines, shown);
  return config as ConfigFile;
}

function refuseUnknownKeys(contents: unknown, lines: LineCounter, shown: string): void {
  const items =
    (contents as { items?: readonly { key: { value: unknown; range?: readonly number[] } }[] } | null)?.items ?? [];
  for (const { key } of items) {
    if (KEYS.includes(String(key.value))) continue;
    throw new UserError(`${shown}:${lines.linePos(key.range?.[0] ?? 0).line}: unknown key "${String(key.value)}"`, {
      hint: `known keys: ${KEYS.join(", ")}`,
    });
  }
}
