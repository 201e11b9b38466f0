/** Turns HAML and Slim, whose blocks end by indentation, into Ruby snippets closed where they stand, line for line. */

const OPENS = /\bdo\s*(\|[^|]*\|)?\s*$|^\s*(if|unless|case|while|until|for|begin)\b/;
const CONTINUES = /^\s*(elsif|when|in|rescue)\b/;
const BARE = /^\s*(else|ensure|end|begin)\s*$/;

/** A line of code alone: what opens is closed, what continues stands alone. */
function closeSnippet(code: string): string {
  if (BARE.test(code)) return "";
  const alone = CONTINUES.test(code) ? code.replace(/^\s*\w+/, "") : code;
  if (CONTINUES.test(code)) return `${alone.trim().startsWith("=>") ? "" : alone};`;
  return OPENS.test(alone) ? `${alone}; end;` : `${alone};`;
}

/** Contents of `#{…}` in text, braces balanced. */
function interpolations(line: string): readonly string[] {
  const found: string[] = [];
  for (let at = line.indexOf("#{"); at >= 0; at = line.indexOf("#{", at + 2)) {
    const inner = balanced(line, at + 1);
    if (inner !== null) found.push(inner);
  }
  return found;
}

/** Text between the brace at `start` and its partner. */
function balanced(line: string, start: number): string | null {
  let depth = 0;
  for (let at = start; at < line.length; at += 1) {
    if (line[at] === "{") depth += 1;
    else if (line[at] === "}") depth -= 1;
    if (depth === 0) return line.slice(start + 1, at);
  }
  return null;
}

/** HAML's `%tag.class= code` stands close; Slim's `p = code` and `a href="x" = code` need no mark before the tag. */
const OUTPUT = {
  haml: /^(?:[%.#][\w.#:-]*)?(?:\([^)]*\))?[<>]*[!&]?=\s*(.*)$/,
  slim: /^[\w.#:-]+(?:\s+[\w-]+=(?:"[^"]*"|\S+))*\s*==?[<>']*\s+(.*)$/,
} as const;

export type Indented = keyof typeof OUTPUT;

/** `- code`, `= code`, `%tag.class{hash}= code`, `p = code`. */
function codeOf(line: string, syntax: Indented): string {
  const text = line.trim();
  const statement = /^(?:-(?!#)|[!&]?==?|~)(?:[<>']*)\s*(.*)$/.exec(text);
  if (statement !== null && !text.startsWith("-#")) return statement[1] ?? "";
  if (text.startsWith("/") || text.startsWith("-#") || text.startsWith(":") || text.startsWith("|")) return "";
  const hash = /^[%.#][\w.#:-]*\{/.exec(text);
  const inner = hash === null ? null : balanced(text, hash[0].length - 1);
  const after = hash === null || inner === null ? text : text.slice(hash[0].length + inner.length + 1);
  const output = OUTPUT[syntax].exec(after);
  const parts = [inner === null ? "" : `({${inner}})`, output?.[1] ?? ""];
  return parts.filter((part) => part !== "").join("; ");
}

export function rubyOfIndented(template: string, syntax: Indented): string {
  let pending = "";
  const lines = template.split("\n").map((line) => {
    const code = pending === "" ? codeOf(line, syntax) : line.trim();
    const whole = code === "" ? interpolations(line).join("; ") : code;
    // A trailing comma carries the statement to the next line.
    if (/,\s*\|?\s*$/.test(whole)) {
      pending = "more";
      return whole.replace(/\|\s*$/, "");
    }
    pending = "";
    return whole === "" ? "" : closeSnippet(whole);
  });
  return lines.join("\n");
}
