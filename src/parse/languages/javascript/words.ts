/** Turns identifiers and comments into terms with counts: split at case and digits, lower case. */
const STOP = new Set(
  `async await break case catch class const continue debugger default delete else enum export extends false finally for from
function get global if implements import in instanceof interface let new null of package private protected public return
require module exports set static super switch this throw true try type typeof undefined var void while with yield
the and for not are but was has have can will that with you use any all one err error string number boolean object array
length push map filter foreach then promise value key data index item res req next name prototype`.split(/\s+/),
);
const PIECE = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;

function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const piece of text.match(PIECE) ?? []) {
    const word = piece.toLowerCase();
    if (word.length > 2 && word.length < 40 && !STOP.has(word)) words.push(word);
  }
  return words;
}

export function countWords(
  names: ReadonlyMap<string, number>,
  comments: readonly { readonly value: string }[],
): Record<string, number> {
  const counts = new Map<string, number>();
  const add = (words: readonly string[], count: number) => {
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + count);
  };
  for (const [name, count] of names) add(wordsOf(name), count);
  for (const comment of comments) if (comment.value.length < 4000) add(wordsOf(comment.value), 1);
  const sorted: Record<string, number> = {};
  for (const word of [...counts.keys()].sort()) sorted[word] = counts.get(word)!;
  return sorted;
}
