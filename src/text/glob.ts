/** Turns a path pattern ("*", "**", "?", "{a,b}", "[ab]", "!(x)") into a test of paths with "/". */

export function matchGlob(pattern: string): (path: string) => boolean {
  const expression = new RegExp(`^${translate(pattern.replace(/^\.\//, ""))}$`);
  return (path) => expression.test(path);
}

function translate(pattern: string): string {
  let out = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === "*") {
      const double = pattern[at + 1] === "*";
      if (double && pattern[at + 2] === "/") {
        out += "(?:[^/]+/)*";
        at += 2;
      } else if (double) {
        out += ".*";
        at += 1;
      } else out += "[^/]*";
    } else if (character === "?") out += "[^/]";
    else if (/[@+!]/.test(character) && pattern[at + 1] === "(") {
      const end = pattern.indexOf(")", at);
      const inner = pattern
        .slice(at + 2, end < 0 ? undefined : end)
        .split("|")
        .map(translate)
        .join("|");
      out += character === "!" ? `(?!(?:${inner}))[^/]*` : `(?:${inner})`;
      at = end < 0 ? pattern.length : end;
    } else if (character === "{") {
      depth++;
      out += "(?:";
    } else if (character === "}" && depth > 0) {
      depth--;
      out += ")";
    } else if (character === "," && depth > 0) out += "|";
    else out += /[.+^$()|\\/]/.test(character) && character !== "/" ? `\\${character}` : character;
  }
  return out + ")".repeat(depth);
}
