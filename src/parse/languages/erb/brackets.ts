/** Finds where brackets, strings and bare values of Ruby end inside a template's line. */

const PARTNER: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]" };

/** Index after the string that opens at `start`, its interpolations included; the text's length where it does not end. */
function endOfString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === quote) return at + 1;
    else if (quote === '"' && text.startsWith("#{", at)) {
      const end = closing(text, at + 1);
      if (end === null) return text.length;
      at = end;
    }
  }
  return text.length;
}

/** Index of the partner of the bracket at `start`; null where it stands on a later line. */
export function closing(text: string, start: number): number | null {
  const partner = PARTNER[text[start] ?? ""];
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (char === partner) return at;
    if (char === '"' || char === "'") at = endOfString(text, at) - 1;
    else if (char in PARTNER) {
      const end = closing(text, at);
      if (end === null) return null;
      at = end;
    }
  }
  return null;
}

/** Index after the value at `start`: a string, or Ruby up to the next space outside brackets. */
export function endOfValue(text: string, start: number): number {
  let at = start;
  while (at < text.length && !/\s/.test(text[at] ?? "")) {
    const char = text[at] ?? "";
    if (char === '"' || char === "'") at = endOfString(text, at);
    else at = char in PARTNER ? (closing(text, at) ?? text.length) + 1 : at + 1;
  }
  return Math.min(at, text.length);
}

/** Contents of each `#{…}` of a text. */
export function interpolations(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf("#{"); at >= 0; at = text.indexOf("#{", at + 2)) {
    const end = text[at - 1] === "\\" ? null : closing(text, at + 1);
    if (end !== null) found.push(text.slice(at + 2, end));
  }
  return found;
}
