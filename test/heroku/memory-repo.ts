/** Turns texts by path into a Workspace and a reader, as if they lay on disk. */
import type { SourceReader } from "../../src/model/ports.js";
import type { Workspace } from "../../src/model/workspace.js";
import { byKeys } from "../../src/text/order.js";

export interface MemoryRepo {
  readonly workspace: Workspace;
  readonly reader: SourceReader;
}

export function memoryRepo(files: Readonly<Record<string, string>>): MemoryRepo {
  const listed = Object.entries(files).map(([path, text]) => ({
    path,
    digest: text,
    size: text.length,
    executable: text.startsWith("#!"),
  }));
  return {
    workspace: { files: listed.sort(byKeys(({ path }) => path)), skipped: [] },
    reader: {
      read: (path) => files[path] ?? null,
      bytes: (path) => (files[path] === undefined ? null : new TextEncoder().encode(files[path])),
    },
  };
}
