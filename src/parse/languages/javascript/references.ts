/** Merges the uses of imported symbols in one file into References. */
import type { Origin, Reference } from "../../../model/file-facts.js";
import { byKeys } from "../../../text/order.js";

const MAX_MEMBERS = 3;

export type ReferenceKind = Reference["kind"];

export class ReferenceTally {
  readonly #found = new Map<string, { origin: Origin; kind: ReferenceKind; count: number; line: number }>();

  add(origin: Origin, members: readonly string[], kind: ReferenceKind, line: number): void {
    if (origin.kind !== "import") return;
    const all = [...(origin.members ?? []), ...members];
    // What follows a call belongs to its result, not to the import.
    const end = all.indexOf("()");
    const path = all.slice(0, Math.min(end < 0 ? MAX_MEMBERS : end, MAX_MEMBERS));
    const key = `${kind}\n${origin.source}\n${origin.name}\n${path.join("\n")}`;
    const known = this.#found.get(key);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const { source, name } = origin;
    const merged: Origin =
      path.length > 0 ? { kind: "import", source, name, members: path } : { kind: "import", source, name };
    this.#found.set(key, { origin: merged, kind, count: 1, line });
  }

  all(): Reference[] {
    const text = (origin: Origin) =>
      origin.kind === "import" ? `${origin.source} ${origin.name} ${(origin.members ?? []).join(".")}` : "";
    return [...this.#found.values()].sort(
      byKeys(
        (one) => one.line,
        (one) => text(one.origin),
        (one) => one.kind,
      ),
    );
  }
}
