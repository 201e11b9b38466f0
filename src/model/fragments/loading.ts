/** Loading: functions that load whole folders, and calls that hand them one. */
import type { Origin } from "../origin.js";

/** A function that loads every module of the folder named by one of its parameters: `requireAll(dir)`. */
export interface FolderLoaderFragment {
  readonly kind: "folder-loader";
  readonly function: string;
  readonly index: number;
  readonly line: number;
}

/** A call that hands over a folder below its own: `requireAll(__dirname)`; whether that loads it shows when `of` is known. */
export interface FolderCallFragment {
  readonly kind: "folder-call";
  readonly of: Origin;
  readonly index: number;
  /** "." or "./routes", from the file's own folder. */
  readonly folder: string;
  readonly line: number;
}
