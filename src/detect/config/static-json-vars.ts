/** Reads the names that static.json interpolates, as heroku-buildpack-static does when a dyno starts. */
import type { DetectInput } from "../input.js";
import type { VarRead } from "./var-read.js";

const FILE = "static.json";
const NAME = /\$\{(\w+)\}/g;

export function readStaticJsonVars({ workspace, reader }: DetectInput): readonly VarRead[] {
  if (!workspace.files.some(({ path }) => path === FILE)) return [];
  return (reader.read(FILE) ?? "")
    .split("\n")
    .flatMap((line, index) =>
      [...line.matchAll(NAME)].map(([, name]) => ({ name: name!, at: { path: FILE, line: index + 1 } })),
    );
}
