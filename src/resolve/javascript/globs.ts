/** Turns lists of file patterns kept in configuration into patterns by their last two keys: "server.routes". */
import type { FileFacts, Literal } from "../../model/file-facts.js";

export function collectGlobs(facts: readonly FileFacts[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (keys: readonly string[], value: Literal): void => {
    if (typeof value === "string") {
      if (!/\*.*\/|\/.*\*/.test(value) || !/\.[cm]?[jt]sx?$|\*$/.test(value) || keys.length < 2) return;
      const key = keys.slice(-2).join(".");
      found.set(key, [...(found.get(key) ?? []), value]);
    } else if (Array.isArray(value)) {
      for (const one of value) add(keys, one as Literal);
    } else if (typeof value === "object" && value !== null) {
      for (const [name, one] of Object.entries(value)) add([...keys, name], one as Literal);
    }
  };
  for (const { fragments } of facts) {
    for (const fragment of fragments) if (fragment.kind === "constant") add([fragment.name], fragment.value);
  }
  return found;
}
