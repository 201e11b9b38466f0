/** Reads text and bytes of workspace files from disk, never outside the root. */
import { readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import type { SourceReader } from "../model/ports.js";

export function createSourceReader(root: string): SourceReader {
  const realRoot = realpathSync(root);
  const bytes = (path: string): Uint8Array | null => {
    try {
      const target = realpathSync(join(realRoot, path));
      return target.startsWith(realRoot + sep) ? readFileSync(target) : null;
    } catch {
      return null;
    }
  };
  return {
    bytes,
    read(path) {
      const content = bytes(path);
      if (content === null) return null;
      const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("utf8");
      return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    },
  };
}
