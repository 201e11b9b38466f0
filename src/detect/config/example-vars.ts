/** Reads the names in `.env.example` and its like; the values are never looked at. */
import type { DetectInput } from "../input.js";
import type { VarRead } from "./var-read.js";

const EXAMPLE =
  /(^|\/)(\.env([.-](example|sample|template|dist|defaults?|development|test|production|local))*|(example|sample|template)\.env|\.?env[.-]example[\w.-]*|\.env\.[\w-]+\.(example|sample))$/;

export function readExampleVars({ workspace, reader }: DetectInput): readonly VarRead[] {
  return workspace.files
    .filter(({ path, size }) => EXAMPLE.test(path) && size < 200_000)
    .flatMap(({ path }) => readNames(path, reader.read(path) ?? ""));
}

/** dotenv lines; a quoted value may run over several. https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow */
function readNames(path: string, text: string): readonly VarRead[] {
  const found: VarRead[] = [];
  let closing: string | null = null;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (closing !== null) {
      if (line.includes(closing)) closing = null;
      continue;
    }
    const parts = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*)$/.exec(line);
    if (parts === null) continue;
    found.push({ name: parts[1]!, at: { path, line: index + 1, note: "example file" } });
    const quote = /^["'`]/.exec(parts[2]!)?.[0];
    if (quote !== undefined && !parts[2]!.slice(1).includes(quote)) closing = quote;
  }
  return found;
}
