/** Evidence: the place that says a fact is so. */

/**
 * `path` is relative to the analysed root with `/`, or "" where there is no file
 * (then `note` names the source, for example "git: 41 of 97 commits" or "GET /apps/x/addons").
 * `line` counts from 1.
 */
export interface Evidence {
  readonly path: string;
  readonly line?: number;
  readonly note?: string;
}

/** A thing of the user's app that the tool could not read or understand; never a throw. */
export interface Diagnostic {
  /** Stable, kebab-case, for example "parse-failed", "route-prefix-unknown". */
  readonly code: string;
  readonly path: string;
  readonly line: number | null;
  readonly message: string;
}
