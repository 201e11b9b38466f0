/** Reads a file of NAME=value lines; values go to the containers and nowhere else. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { UserError } from "../model/errors.js";

export function readEnvFile(path: string): Readonly<Record<string, string>> {
  try {
    const lines = readFileSync(path, "utf8").split(/\r?\n/);
    return Object.fromEntries(
      lines.flatMap((line) => {
        const found = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
        return found === null ? [] : [[found[1]!, found[2]!.replace(/^(["'])(.*)\1$/, "$2")]];
      }),
    );
  } catch (cause) {
    throw new UserError(`cannot read ${path}`, { hint: "--env-file takes a file of NAME=value lines", cause });
  }
}

/** Letters and digits only: it stands in URLs. */
export const makePassword = (): string => randomBytes(18).toString("hex");
