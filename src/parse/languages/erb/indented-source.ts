/** Turns HAML and Slim, whose blocks end by indentation, into Ruby snippets closed where they stand, line for line. */
import { interpolations } from "./brackets.js";
import { hamlElement, type Pieces, slimElement } from "./elements.js";

export type Indented = "haml" | "slim";

const OPENS = /\bdo\s*(\|[^|]*\|)?\s*$|^\s*(if|unless|case|while|until|for|begin)\b/;
const CONTINUES = /^\s*(elsif|when|in|rescue)\b/;
const BARE = /^\s*(else|ensure|end|begin)\s*$/;

/** A statement alone: what opens is closed, what continues stands alone. */
function closeSnippet(code: string): string {
  if (BARE.test(code)) return "";
  if (CONTINUES.test(code)) {
    const alone = code.replace(/^\s*\w+/, "");
    return `${alone.trim().startsWith("=>") ? "" : alone};`;
  }
  return OPENS.test(code) ? `${code}; end;` : `${code};`;
}

/** What the deeper lines below a line are: read as a template like any other, or as something else. */
type Below = "template" | "text" | "ruby" | "nothing";

interface Syntax {
  /** Text of a statement of code alone. */
  readonly statement: RegExp;
  readonly element: RegExp;
  readonly pieces: (text: string) => Pieces;
  readonly below: (text: string) => Below;
  /** A statement goes on in the next line. */
  readonly goesOn: RegExp;
}

const haml: Syntax = {
  statement: /^(?:-(?!#)|[!&]?=(?!=)|~)[<>']*\s*([\s\S]*)$/,
  element: /^[%.]|^#(?!\{)/,
  pieces: hamlElement,
  below: (text) => {
    if (text.startsWith("-#")) return "nothing";
    if (text === ":ruby") return "ruby";
    return /^:\w/.test(text) ? "text" : "template";
  },
  goesOn: /,\s*(#.*)?$/,
};

const slim: Syntax = {
  statement: /^(?:-|==?)[<>']*\s*([\s\S]*)$/,
  element: /^[\w.#]/,
  pieces: slimElement,
  below: (text) => {
    if (text.startsWith("/") && !text.startsWith("/[")) return "nothing";
    if (/^ruby:\s*$/.test(text)) return "ruby";
    return /^([|']|<|[\w-]+:\s*$)/.test(text) ? "text" : "template";
  },
  goesOn: /,\s*$|\\$/,
};

const SYNTAXES: Readonly<Record<Indented, Syntax>> = { haml, slim };

/** Pieces of Ruby in a whole line; null where it goes on in the next. */
function piecesOf(text: string, syntax: Syntax): Pieces {
  const statement = syntax.statement.exec(text)?.[1];
  if (statement !== undefined && syntax.goesOn.test(text)) return null;
  if (statement !== undefined) return statement.startsWith("#") ? [] : [statement];
  if (!syntax.element.test(text)) return interpolations(text);
  const pieces = syntax.pieces(text);
  const open = pieces !== null && pieces.length > 0 && syntax.goesOn.test(text);
  return open ? null : pieces;
}

const plain = (below: Below, line: string): string => {
  if (below === "ruby") return line;
  return below === "text" ? interpolations(line).join("; ") : "";
};

const indentOf = (line: string): number => line.length - line.trimStart().length;

const BAR = /\s\|\s*$/;

/** Lines from `start` on that belong together, as one text and its pieces. */
function gather(lines: readonly string[], start: number, syntax: Syntax): { pieces: readonly string[]; end: number } {
  let text = "";
  for (let end = start; end < lines.length; end += 1) {
    text += `${end === start ? "" : "\n"}${(lines[end] ?? "").trim()}`;
    // HAML's other way: every line of the statement ends in a bar.
    const barred = BAR.test(text) && BAR.test(lines[end + 1] ?? "");
    const pieces = barred ? null : piecesOf(text, syntax);
    if (pieces !== null) return { pieces, end };
  }
  return { pieces: [], end: start };
}

export function rubyOfIndented(template: string, kind: Indented): string {
  const syntax = SYNTAXES[kind];
  const lines = template.split("\n");
  let ruby = "";
  let held: { readonly indent: number; readonly below: Below } | null = null;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const text = line.trim();
    if (text !== "" && held !== null && indentOf(line) <= held.indent) held = null;
    const below: Below = held === null ? syntax.below(text) : held.below;
    if (below !== "template") {
      ruby += `${held === null && below === "ruby" ? "" : plain(below, line)};\n`;
      held ??= { indent: indentOf(line), below };
      continue;
    }
    const { pieces, end } = gather(lines, at, syntax);
    const code = pieces.map((piece) => closeSnippet(piece.replaceAll(/\s[|\\]$/gm, ""))).join(" ");
    // As many lines as the template has, so that places stay what they are.
    ruby += `${code}${"\n".repeat(Math.max(1, end - at + 1 - (code.split("\n").length - 1)))}`;
    at = end;
  }
  return ruby;
}
