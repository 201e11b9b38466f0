/** Turns a Procfile's text into its process lines. https://devcenter.heroku.com/articles/procfile */
import type { Diagnostic } from "../model/evidence.js";

export interface ProcfileEntry {
  readonly type: string;
  readonly command: string;
  readonly line: number;
}

export interface Procfile {
  readonly path: string;
  /** In the order written, each type once: the last line of a type wins, as on Heroku. */
  readonly entries: readonly ProcfileEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A Procfile is not YAML: quotes, `: ` and `#` inside a command belong to the command. */
export function parseProcfile(path: string, text: string): Procfile {
  const entries = new Map<string, ProcfileEntry>();
  const diagnostics: Diagnostic[] = [];
  const report = (code: string, line: number, message: string): void => {
    diagnostics.push({ code, path, line, message });
  };
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1;
    const content = raw.trim();
    if (content === "" || content.startsWith("#") || content.startsWith("//")) continue;
    const entry = parseLine(content, line);
    if (entry === null) {
      report("procfile-line", line, `not "<type>: <command>": ${content.slice(0, 60)}`);
      continue;
    }
    const earlier = entries.get(entry.type);
    if (earlier) {
      report("procfile-duplicate", line, `process "${entry.type}" is also on line ${earlier.line}; this line wins`);
      entries.delete(entry.type);
    }
    if (entry.type.length > 63) report("procfile-type", line, `process type "${entry.type}" has over 63 characters`);
    entries.set(entry.type, entry);
  }
  return { path, entries: [...entries.values()], diagnostics };
}

function parseLine(content: string, line: number): ProcfileEntry | null {
  const colon = content.indexOf(":");
  if (colon < 1) return null;
  const type = content.slice(0, colon).trimEnd();
  const command = content.slice(colon + 1).trim();
  return /^[A-Za-z0-9_-]+$/.test(type) && command !== "" ? { type, command, line } : null;
}
