/** Tells whether a path matches a pattern as path-to-regexp reads it: `/a/:id`, `/a/:rest*`, `/((?!api).*)`. https://github.com/pillarjs/path-to-regexp/tree/v6.3.0 */

/** `path` may hold parameters of its own, as routes do: they stand for any text. */
export function matchesPath(pattern: string, path: string): boolean {
  return compile(pattern)?.test(samplePath(path)) ?? false;
}

const samplePath = (path: string): string =>
  path
    .replace(/\(\/\*\w*\)/g, "")
    .replace(/[:*]\w+/g, "x")
    .replace(/\*/g, "x") || "/";

const COMPILED = new Map<string, RegExp | null>();

function compile(pattern: string): RegExp | null {
  const known = COMPILED.get(pattern);
  if (known !== undefined) return known;
  let made: RegExp | null = null;
  try {
    made = new RegExp(`^${translate(pattern)}/?$`, "i");
  } catch {
    // Not a pattern that Next would take either.
  }
  COMPILED.set(pattern, made);
  return made;
}

function translate(pattern: string): string {
  let out = "";
  for (let at = 0; at < pattern.length; ) {
    const named = /^(\/?):\w+/.exec(pattern.slice(at));
    const bare = named === null ? /^(\/?)(?=\()/.exec(pattern.slice(at)) : null;
    const slash = named?.[1] ?? bare?.[1] ?? "";
    if (named === null && bare === null) {
      out += pattern[at]!.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      at++;
      continue;
    }
    at += named === null ? slash.length : named[0].length;
    const group = pattern[at] === "(" ? groupAt(pattern, at) : "";
    at += group.length;
    const inner = group === "" ? "[^/]+?" : group.slice(1, -1);
    const modifier = /[*+?]/.exec(pattern[at] ?? "")?.[0] ?? "";
    at += modifier.length;
    out += repeat(slash, inner, modifier);
  }
  return out;
}

function repeat(slash: string, inner: string, modifier: string): string {
  const one = `(?:${inner})`;
  if (modifier === "?") return `(?:${slash}${one})?`;
  if (modifier === "") return `${slash}${one}`;
  const many = `${slash}${one}(?:${slash}${one})*`;
  return modifier === "*" ? `(?:${many})?` : many;
}

/** From the bracket at `at` to the one that closes it. */
function groupAt(pattern: string, at: number): string {
  let depth = 0;
  for (let end = at; end < pattern.length; end++) {
    if (pattern[end] === "\\") end++;
    else if (pattern[end] === "(") depth++;
    else if (pattern[end] === ")" && --depth === 0) return pattern.slice(at, end + 1);
  }
  return pattern.slice(at);
}
