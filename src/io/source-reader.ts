/** Reads text and bytes of workspace files from disk, never outside the root. */
import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { SourceReader } from "../model/ports.js";
import { decodeText } from "../text/decode.js";

export function createSourceReader(root: string): SourceReader {
  const realRoot = realpathSync(root);
  const folders = new Map<string, string>();
  /** Where a folder really is, asked once for all of its files. */
  const realFolder = (folder: string): string => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const real = realpathSync(folder);
    folders.set(folder, real);
    return real;
  };
  const realFile = (path: string): string => {
    const named = join(realRoot, path);
    if (lstatSync(named).isSymbolicLink()) return realpathSync(named);
    return realFolder(dirname(named)) + named.slice(named.lastIndexOf(sep));
  };
  const bytes = (path: string): Uint8Array | null => {
    try {
      const target = realFile(path);
      return target.startsWith(realRoot + sep) ? readFileSync(target) : null;
    } catch {
      return null;
    }
  };
  return {
    bytes,
    read(path) {
      const content = bytes(path);
      return content === null ? null : decodeText(content);
    },
  };
}
