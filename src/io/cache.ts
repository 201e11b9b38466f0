/** Keeps facts, digests and the last result between runs in `.migrate-cache/`; losing it costs time, never truth. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FactsStore } from "../model/ports.js";
import { removeQuietly } from "./write-file.js";

export interface Cache extends FactsStore {
  readonly stamps: Map<string, { readonly stamp: string; readonly digest: string }>;
  /** A value kept under a name and the key it was made from; null where either differs. */
  recall(name: string, key: string): string | null;
  remember(name: string, key: string, value: string): void;
  rememberStamps(stamps: ReadonlyMap<string, { readonly stamp: string; readonly digest: string }>): void;
  /** Writes what changed. A cache that cannot be written is done without. */
  save(): void;
}

/** A cache that remembers nothing. */
export function noCache(): Cache {
  return {
    stamps: new Map(),
    get: () => null,
    put() {},
    putText() {},
    recall: () => null,
    remember() {},
    rememberStamps() {},
    save() {},
  };
}

/** `engine`: id of the code that made the entries; entries of another are dropped. */
export function openCache(folder: string, engine: string): Cache {
  const stamps = readStamps(join(folder, "stamps.json"), engine);
  const fresh = new Map<string, string>();
  let known: Map<string, string> | null = null;
  const facts = (): Map<string, string> => {
    known ??= readFacts(join(folder, "facts.ndjson"), engine);
    return known;
  };
  return {
    stamps,
    get(path, digest) {
      const line = facts().get(`${digest} ${path}`);
      if (line === undefined) return null;
      fresh.set(`${digest} ${path}`, line);
      return parseOrNull(line);
    },
    put(path, digest, value) {
      fresh.set(`${digest} ${path}`, JSON.stringify(value));
    },
    putText(path, digest, json) {
      fresh.set(`${digest} ${path}`, json);
    },
    recall(name, key) {
      const text = readOrNull(join(folder, `${name}.cache`));
      if (text === null) return null;
      const end = text.indexOf("\n");
      return text.slice(0, end) === `${engine} ${key}` ? text.slice(end + 1) : null;
    },
    remember: (name, key, value) => writeQuietly(folder, `${name}.cache`, `${engine} ${key}\n${value}`),
    rememberStamps: (next) => writeQuietly(folder, "stamps.json", JSON.stringify({ engine, stamps: [...next] })),
    save() {
      if (known !== null && fresh.size === known.size && [...fresh.keys()].every((key) => known?.has(key))) return;
      const lines = [...fresh].map(([key, line]) => `${key}\t${line}\n`);
      writeQuietly(folder, "facts.ndjson", `${engine}\n${lines.join("")}`);
    },
  };
}

function readStamps(path: string, engine: string): Cache["stamps"] {
  const read = parseOrNull(readOrNull(path) ?? "") as {
    engine: string;
    stamps: [string, { stamp: string; digest: string }][];
  } | null;
  return new Map(read?.engine === engine ? read.stamps : []);
}

function readFacts(path: string, engine: string): Map<string, string> {
  const lines = (readOrNull(path) ?? "").split("\n");
  const found = new Map<string, string>();
  if (lines[0] !== engine) return found;
  for (const line of lines.slice(1)) {
    const tab = line.indexOf("\t");
    if (tab > 0) found.set(line.slice(0, tab), line.slice(tab + 1));
  }
  return found;
}

const readOrNull = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function writeQuietly(folder: string, name: string, content: string): void {
  const temporary = join(folder, `${name}.${process.pid}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    if (!existsSync(join(folder, ".gitignore"))) writeFileSync(join(folder, ".gitignore"), "*\n");
    writeFileSync(temporary, content);
    renameSync(temporary, join(folder, name));
  } catch {
    removeQuietly(temporary);
  }
}
