/** Writes artifacts below the repo: all or none, never over a person's edit, through no link that leads out. */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { Artifact } from "../model/artifact.js";
import { UserError } from "../model/errors.js";
import { byText } from "../text/order.js";
import { removeQuietly, writeWhole } from "./write-file.js";

const RECORD = "migration/generated.json";

interface RecordEntry {
  readonly digest: string;
  readonly policy: Artifact["policy"];
  /** The command's part that wrote it: "generate", "manifests:kubernetes". */
  readonly group: string;
}

export interface WriteOutcome {
  readonly path: string;
  /** kept: a person changed it since, so it is left alone; leftover: written earlier, no longer made. */
  readonly action: "create" | "update" | "unchanged" | "kept" | "leftover";
  readonly because: string;
}

/** Hash record of what was generated, by path. */
export function readGeneratedRecord(root: string): Readonly<Record<string, RecordEntry>> {
  const path = join(root, RECORD);
  if (!existsSync(path)) return {};
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as { files: Record<string, RecordEntry> }).files ?? {};
  } catch (cause) {
    throw new UserError(`${RECORD} is not readable as JSON`, {
      hint: "restore it from git; it tells generated files from yours",
      cause,
    });
  }
}

/** Paths recorded as generated whose content on disk is another's now. */
export function findDrift(root: string): readonly { readonly path: string; readonly state: "edited" | "missing" }[] {
  const record = readGeneratedRecord(root);
  return Object.entries(record)
    .filter(([, entry]) => entry.policy === "generated")
    .flatMap(([path, entry]): { path: string; state: "edited" | "missing" }[] => {
      const digest = digestOf(join(root, path));
      if (digest === null) return [{ path, state: "missing" }];
      return digest === entry.digest ? [] : [{ path, state: "edited" }];
    })
    .sort((a, b) => byText(a.path, b.path));
}

/** Decides what would happen to each artifact, and does it unless `dryRun`. */
export function writeArtifacts(
  root: string,
  artifacts: readonly Artifact[],
  options: { readonly group: string; readonly dryRun?: boolean },
): readonly WriteOutcome[] {
  refuseClashes(artifacts);
  for (const artifact of artifacts) refuseEscape(root, artifact.path);
  const record = readGeneratedRecord(root);
  const outcomes = [
    ...artifacts.map((artifact) => judge(root, artifact, record[artifact.path])),
    ...leftovers(root, artifacts, record, options.group),
  ];
  outcomes.sort((a, b) => byText(a.path, b.path));
  if (options.dryRun !== true) {
    const writing = new Set(
      outcomes.filter(({ action }) => action === "create" || action === "update").map(({ path }) => path),
    );
    writeAll(
      root,
      artifacts.filter(({ path }) => writing.has(path)),
    );
    writeRecord(root, record, artifacts, outcomes, options.group);
  }
  return outcomes;
}

function judge(root: string, artifact: Artifact, entry: RecordEntry | undefined): WriteOutcome {
  const { path, because } = artifact;
  const found = digestOf(join(root, path));
  if (found === null) return { path, action: "create", because };
  if (found === digestText(artifact.content)) return { path, action: "unchanged", because };
  if (artifact.policy === "once") return { path, action: "kept", because: "yours since it was first written" };
  if (entry === undefined) return { path, action: "kept", because: "stood there before; not ours to overwrite" };
  if (entry.digest !== found) return { path, action: "kept", because: "edited since it was generated" };
  return { path, action: "update", because };
}

function leftovers(
  root: string,
  artifacts: readonly Artifact[],
  record: Readonly<Record<string, RecordEntry>>,
  group: string,
): readonly WriteOutcome[] {
  const made = new Set(artifacts.map(({ path }) => path));
  return Object.entries(record)
    .filter(([path, entry]) => entry.group === group && !made.has(path) && existsSync(join(root, path)))
    .map(([path]) => ({
      path,
      action: "leftover" as const,
      because: "no longer part of what is generated; delete it when nothing needs it",
    }));
}

/** Every file to a temporary name first, so that a full disk leaves nothing half-written. */
function writeAll(root: string, artifacts: readonly Artifact[]): void {
  const staged: { temporary: string; path: string }[] = [];
  try {
    for (const { path, content, executable } of artifacts) {
      const target = join(root, path);
      const temporary = `${target}.${process.pid}.tmp`;
      mkdirSync(dirname(target), { recursive: true });
      staged.push({ temporary, path: target });
      writeFileSync(temporary, content);
      if (executable === true) chmodSync(temporary, 0o755);
    }
  } catch (cause) {
    for (const { temporary } of staged) removeQuietly(temporary);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`nothing was written: ${reason.replaceAll(`${root}/`, "")}`, {
      hint: "make the folder writable or free some disk, then run the command again",
      cause,
    });
  }
  for (const { temporary, path } of staged) renameSync(temporary, path);
}

function writeRecord(
  root: string,
  record: Readonly<Record<string, RecordEntry>>,
  artifacts: readonly Artifact[],
  outcomes: readonly WriteOutcome[],
  group: string,
): void {
  const action = new Map(outcomes.map((outcome) => [outcome.path, outcome.action]));
  const next = new Map(
    Object.entries(record).filter(([path]) => action.get(path) !== "leftover" || existsSync(join(root, path))),
  );
  for (const { path, content, policy } of artifacts) {
    if (action.get(path) !== "kept") next.set(path, { digest: digestText(content), policy, group });
  }
  const files = Object.fromEntries([...next].sort(([a], [b]) => byText(a, b)));
  const text = `${JSON.stringify({ schema: "valueline/generated/1", files }, null, 2)}\n`;
  const path = join(root, RECORD);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeWhole(path, text);
}

function refuseClashes(artifacts: readonly Artifact[]): void {
  const seen = new Set<string>();
  for (const { path } of artifacts) {
    // Case-insensitive file systems would make two such files one.
    const key = path.toLowerCase();
    if (seen.has(key))
      throw new UserError(`two generated files want the path ${path}`, {
        hint: "give the services names that differ in more than case",
      });
    seen.add(key);
  }
}

function refuseEscape(root: string, path: string): void {
  if (path.startsWith("/") || path.split("/").includes(".."))
    throw new Error(`artifact path ${path} is not below the root`);
  const realRoot = realpathSync(root);
  let ancestor = join(root, path);
  while (!existsSync(ancestor)) ancestor = dirname(ancestor);
  const real = realpathSync(ancestor);
  if (real !== realRoot && !real.startsWith(realRoot + sep)) {
    throw new UserError(`${path} would be written through a symbolic link that leads out of the repo`, {
      hint: "remove the link, or move the folder into the repo",
    });
  }
}

const digestText = (text: string): string => createHash("sha256").update(text).digest("hex");

function digestOf(path: string): string | null {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return null;
  }
}
