/** Turns identifiers and comments into counted terms: split at case and underscore, lower case. */

const KEYWORDS = new Set(
  "alias and begin break case class def defined else elsif end ensure false for if include extend module next nil not or private protected public redo require rescue retry return self super then true undef unless until when while yield attr_reader attr_accessor attr_writer new initialize freeze lambda proc puts raise each map params render".split(
    " ",
  ),
);

const terms = new Map<string, readonly string[]>();

function splitTerms(text: string): readonly string[] {
  const known = terms.get(text);
  if (known !== undefined) return known;
  const split = text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((term) => term.length > 2 && term.length < 30 && !KEYWORDS.has(term));
  // A bound keeps long runs from holding every comment of a large repo.
  if (text.length < 40 && terms.size < 50_000) terms.set(text, split);
  return split;
}

/** Counts an identifier as written; it is split into terms once a file is done. */
export function countWords(words: Map<string, number>, text: string): void {
  words.set(text, (words.get(text) ?? 0) + 1);
}

export function countProse(words: Map<string, number>, text: string): void {
  for (const word of text.match(/[A-Za-z]{3,}/g) ?? []) countWords(words, word);
}

/** Identifiers with counts become terms with counts, sorted. */
export function termsOf(words: ReadonlyMap<string, number>): Record<string, number> {
  const counted = new Map<string, number>();
  for (const [word, count] of words) {
    for (const term of splitTerms(word)) counted.set(term, (counted.get(term) ?? 0) + count);
  }
  const sorted: Record<string, number> = {};
  for (const term of [...counted.keys()].sort()) sorted[term] = counted.get(term) ?? 0;
  return sorted;
}
