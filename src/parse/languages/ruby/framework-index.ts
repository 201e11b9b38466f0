/** Turns the frameworks that read a file into look-ups by method name. */
import type { RubyFile, RubyFramework } from "./framework.js";
import type { CallNode } from "./nodes.js";

type CallListener = (call: CallNode, file: RubyFile) => void;

export interface FrameworkIndex {
  readonly all: readonly RubyFramework[];
  readonly calls: ReadonlyMap<string, readonly CallListener[]>;
}

function buildIndex(all: readonly RubyFramework[]): FrameworkIndex {
  const calls = new Map<string, CallListener[]>();
  for (const framework of all) {
    for (const [name, listener] of Object.entries(framework.calls ?? {})) {
      const listed = calls.get(name);
      if (listed === undefined) calls.set(name, [listener]);
      else listed.push(listener);
    }
  }
  return { all, calls };
}

/** One index a set of frameworks, kept between files: a call then costs one look-up. */
export function createFrameworkIndex(frameworks: readonly RubyFramework[]): (path: string) => FrameworkIndex {
  const known = new Map<string, FrameworkIndex>();
  return (path) => {
    const all = frameworks.filter((framework) => framework.reads?.(path) ?? true);
    const key = all.map((framework) => framework.id).join(" ");
    const index = known.get(key) ?? buildIndex(all);
    known.set(key, index);
    return index;
  };
}
