/** Turns the frameworks that read a file into look-ups by method name. */
import type { RubyFile, RubyFramework } from "./framework.js";
import type { CallNode, CallOperatorWriteNode, CallOrWriteNode } from "./nodes.js";

type CallListener = (call: CallNode, file: RubyFile) => void;

type WriteListener = (write: CallOperatorWriteNode | CallOrWriteNode, file: RubyFile) => void;

export interface FrameworkIndex {
  readonly all: readonly RubyFramework[];
  readonly calls: ReadonlyMap<string, readonly CallListener[]>;
  readonly writes: ReadonlyMap<string, readonly WriteListener[]>;
  readonly strings: readonly NonNullable<RubyFramework["strings"]>[];
}

function groupByName<T>(tables: readonly Readonly<Record<string, T>>[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const table of tables) {
    for (const [name, listener] of Object.entries(table)) {
      const listed = grouped.get(name);
      if (listed === undefined) grouped.set(name, [listener]);
      else listed.push(listener);
    }
  }
  return grouped;
}

const buildIndex = (all: readonly RubyFramework[]): FrameworkIndex => ({
  all,
  calls: groupByName(all.map((framework) => framework.calls ?? {})),
  strings: all.flatMap((framework) => framework.strings ?? []),
  writes: groupByName(all.map((framework) => framework.writes ?? {})),
});

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
