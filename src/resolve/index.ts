/** Turns the facts of all files into a Resolution: which import or constant is which definition. */
import type { FileFacts } from "../model/file-facts.js";
import type { SourceReader } from "../model/ports.js";
import type { Resolution } from "../model/resolution.js";
import type { Workspace } from "../model/workspace.js";

export function resolveReferences(
  _facts: readonly FileFacts[],
  _workspace: Workspace,
  _reader: SourceReader,
): Resolution {
  return {
    resolve: (_path, origin) => ({ kind: "unresolved", name: "name" in origin ? origin.name : "" }),
    references: [],
    packages: [],
    diagnostics: [],
  };
}
