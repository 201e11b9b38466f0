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

export function countWords(words: Map<string, number>, text: string): void {
  for (const term of splitTerms(text)) words.set(term, (words.get(term) ?? 0) + 1);
}
