/** Turns facts into a short digest, so that an answer knows when its ground moved. */
import { byText } from "../text/order.js";

const PRIME = 0x100000001b3n;
const OFFSET = 0xcbf29ce484222325n;
const MASK = (1n << 64n) - 1n;

/** FNV-1a, 64 bits: not a secret, only a difference. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashText(text: string): string {
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  return hash.toString(16).padStart(16, "0").slice(0, 12);
}

/** "files=3f2a… tables=…": one hash a kind of fact, so that a stale answer can say what changed. */
export function digestFacts(facts: Readonly<Record<string, readonly string[]>>): string {
  return Object.keys(facts)
    .sort(byText)
    .map((kind) => `${kind}=${hashText([...facts[kind]!].sort(byText).join("\n"))}`)
    .join(" ");
}

/** Kinds of facts whose hash differs between two digests. */
export function compareDigests(before: string, after: string): readonly string[] {
  const old = new Map(before.split(" ").map((part) => part.split("=") as [string, string]));
  return after
    .split(" ")
    .map((part) => part.split("=") as [string, string])
    .filter(([kind, hash]) => old.get(kind) !== hash)
    .map(([kind]) => kind);
}
