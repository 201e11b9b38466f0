/** Workspace: the files of the analysed repo, by path and content, without their text. */

export interface WorkspaceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Hex digest of the bytes. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** True where the owner may execute it (shell scripts named in a Procfile). */
  readonly executable: boolean;
}

export interface Workspace {
  /** Sorted by path (code-unit order). */
  readonly files: readonly WorkspaceFile[];
  /** Files left out while walking, each with why (symlink that leads out, too large...). */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}
