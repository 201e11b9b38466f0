/** Reads the ENV names inside the ERB tags of Rails' YAML config. */
import type { DetectInput } from "../input.js";
import type { VarRead } from "./var-read.js";

const TAG = /<%[\s\S]*?%>/g;
const READ = /\bENV(?:\.fetch\s*\(?|\.key\?\s*\(?|\[)\s*(["'])([A-Za-z_][A-Za-z0-9_]*)\1/g;

/** Only what stands inside `<% %>` is Ruby there; the rest is YAML. */
export function readErbVars({ workspace, reader }: DetectInput): readonly VarRead[] {
  return workspace.files
    .filter(({ path, size }) => /(^|\/)config\/.*\.ya?ml(\.erb)?$/.test(path) && size < 500_000)
    .flatMap(({ path }) => readTags(path, reader.read(path) ?? ""));
}

function readTags(path: string, text: string): readonly VarRead[] {
  const found: VarRead[] = [];
  for (const tag of text.matchAll(TAG)) {
    if (tag[0].startsWith("<%#")) continue;
    for (const read of tag[0].matchAll(READ)) {
      const line = text.slice(0, tag.index + read.index).split("\n").length;
      found.push({ name: read[2]!, at: { path, line } });
    }
  }
  return found;
}
