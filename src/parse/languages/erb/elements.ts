/** Turns a HAML or Slim element into the Ruby of its attributes and content. */
import { closing, endOfValue, interpolations } from "./brackets.js";

/** Pieces of Ruby in order; null where an attribute's bracket is still open. */
export type Pieces = readonly string[] | null;

/** `name=value` pairs, their names apart from quoted values: Ruby where unquoted. */
function pairs(text: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const name = /^\s*[\w@:.-]+\s*=\s*/.exec(text.slice(at))?.[0];
    const start = at + (name?.length ?? 0);
    const end = name === undefined ? at + 1 : endOfValue(text, start);
    if (name !== undefined) pieces.push(...codeOf(text.slice(start, end)));
    at = Math.max(end, at + 1);
  }
  return pieces;
}

const codeOf = (value: string): readonly string[] => (/^["']/.test(value) ? interpolations(value) : [value]);

const HAML_ATTRIBUTES: Readonly<Record<string, (inner: string) => readonly string[]>> = {
  "{": (inner) => [`({${inner}})`],
  "[": (inner) => [`[${inner}]`],
  "(": pairs,
};

/** `%tag.class#id{hash}(html)[object]= code`. http://haml.info/docs/yardoc/file.REFERENCE.html */
export function hamlElement(text: string): Pieces {
  let at = /^[%.#][\w.#:@-]*/.exec(text)?.[0].length ?? 0;
  const pieces: string[] = [];
  for (let read = HAML_ATTRIBUTES[text[at] ?? ""]; read !== undefined; read = HAML_ATTRIBUTES[text[at] ?? ""]) {
    const end = closing(text, at);
    if (end === null) return null;
    pieces.push(...read(text.slice(at + 1, end)));
    at = end + 1;
  }
  const rest = text.slice(at);
  const output = /^[<>]*(?:[!&]?=|~)(?!=)\s*([\s\S]*)$/.exec(rest)?.[1];
  return [...pieces, ...(output === undefined ? interpolations(rest) : [output])];
}

/** Attributes in a row: `href=path(x) *extra class="a #{b}"`; gives where they end. */
function slimAttributes(text: string, from: number): { readonly pieces: readonly string[]; readonly end: number } {
  const pieces: string[] = [];
  let at = from;
  for (;;) {
    const [whole = "", splat] =
      /^\s*(?:(\*)(?=[\w@{(:])|[A-Za-z_@:][\w@:.-]*\s*==?\s*(?=[^\s=]))/.exec(text.slice(at)) ?? [];
    if (whole === "") return { pieces, end: at };
    const start = at + whole.length;
    const end = endOfValue(text, start);
    pieces.push(...(splat === undefined ? codeOf(text.slice(start, end)) : [text.slice(start, end)]));
    at = end;
  }
}

/** `tag.class#id attributes = code`, attributes in brackets or bare, `li: a` nested in one line. https://github.com/slim-template/slim */
export function slimElement(text: string): Pieces {
  const from = /^(?:[\w][\w-]*(?::[\w-]+)*)?(?:[.#][\w-]+)*/.exec(text)?.[0].length ?? 0;
  let at = from;
  const pieces: string[] = [];
  if (/[[({]/.test(text[at] ?? "")) {
    const end = closing(text, at);
    if (end === null) return null;
    pieces.push(...slimAttributes(text.slice(at + 1, end), 0).pieces);
    at = end + 1;
  } else {
    const { pieces: found, end } = slimAttributes(text, at);
    pieces.push(...found);
    at = end;
  }
  const rest = text.slice(at);
  const output = /^\s*==?[<>']*\s*([\s\S]*)$/.exec(rest)?.[1];
  if (output !== undefined) return [...pieces, output];
  const nested = /^:\s+(\S[\s\S]*)$/.exec(rest)?.[1];
  const inner = nested === undefined ? interpolations(rest) : slimElement(nested);
  return inner === null ? null : [...pieces, ...inner];
}
