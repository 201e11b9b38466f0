/** Tells which files of a repo this tool wrote, so that a later analysis does not take them for the app's own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const OWN_FILES = new Set(
  [
    "analysis.json",
    "report.md",
    "report.html",
    "report.sarif",
    "capture.json",
    "decisions.yaml",
    "generated.json",
    "plan.md",
    "monolith.patch",
  ].map((name) => `migration/${name}`),
);
/** Folders whose second level is wholly ours once we wrote into it: a person's additions there belong to the new service. */
const OWN_ROOTS = new Set(["services", "contracts", "gateway", "deploy"]);

export interface OwnPaths {
  owns(path: string): boolean;
}

export function readOwnPaths(root: string): OwnPaths {
  const written = readWritten(root);
  const folders = new Set(
    written.filter((path) => OWN_ROOTS.has(path.split("/")[0]!)).map((path) => path.split("/").slice(0, 2).join("/")),
  );
  const files = new Set(written);
  return { owns: (path) => OWN_FILES.has(path) || files.has(path) || folders.has(path) };
}

function readWritten(root: string): readonly string[] {
  try {
    const record = JSON.parse(readFileSync(join(root, "migration/generated.json"), "utf8")) as {
      files?: Record<string, unknown>;
    };
    return Object.keys(record.files ?? {});
  } catch {
    return [];
  }
}
