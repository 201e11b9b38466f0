/** Turns log entries, newest first, into a History with every change under the path it has today. */
import type { Commit, History } from "../model/history.js";
import { byKeys } from "../text/order.js";
import type { LogEntry } from "./git-log.js";

const NOTES = {
  full: null,
  shallow:
    "The clone is shallow: history reaches only as far as it was fetched (git fetch --unshallow gives the rest).",
  partial: "The clone has no old file contents: history knows which files changed, not how much.",
} as const;

export function composeHistory(
  entries: readonly LogEntry[],
  depth: "full" | "shallow" | "partial",
  shallow: boolean,
): History {
  const head = entries[0];
  const notes = [NOTES[depth], depth === "partial" && shallow ? NOTES.shallow : null].filter((note) => note !== null);
  return {
    head: head?.id ?? null,
    now: head?.time ?? 0,
    commits: followRenames(entries, shallow),
    depth,
    note: notes.length === 0 ? null : notes.join(" "),
  };
}

function followRenames(entries: readonly LogEntry[], shallow: boolean): readonly Commit[] {
  const today = new Map<string, string>();
  const commits: Commit[] = [];
  for (const { id, parents, time, author, fix, changes } of entries) {
    const followed = changes.map(({ path, before, added, deleted }) => {
      const current = today.get(path) ?? path;
      if (before !== null) today.set(before, current);
      return { path: current, added, deleted };
    });
    // Where a shallow clone ends, a commit seems to create every file: it says nothing about change.
    const told = parents === 1 || (parents === 0 && !shallow);
    if (told) commits.push({ id, time, author, fix, changes: followed.sort(byKeys((change) => change.path)) });
  }
  return commits;
}
