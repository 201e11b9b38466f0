/** History: the commits of the repo, renames followed to today's paths. */

export interface CommitChange {
  /** Path as it is called today. */
  readonly path: string;
  readonly added: number;
  readonly deleted: number;
}

export interface Commit {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly time: number;
  /** Opaque author id: no name or address leaves git. "bot-" stands before ids of machines (dependency updaters, translation syncs). */
  readonly author: string;
  /** The subject names a bug fix. */
  readonly fix: boolean;
  readonly changes: readonly CommitChange[];
}

export interface History {
  /** HEAD, or null where there is no git or DIR is not its top level. */
  readonly head: string | null;
  /** HEAD's committer time, seconds; ages count from here, never from the clock. */
  readonly now: number;
  /** Newest first, six years back at most. Merge commits left out, and changes to files that are never source (locks, JSON, images). */
  readonly commits: readonly Commit[];
  /** "full", "shallow", "partial" (names only), "none". */
  readonly depth: "full" | "shallow" | "partial" | "none";
  readonly note: string | null;
}
