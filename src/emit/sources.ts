/** What emitters may read of the app's own files: to edit them by a patch, never to copy them. */

export interface Sources {
  /** Sorted paths of the repo. */
  readonly paths: readonly string[];
  read(path: string): string | null;
}
