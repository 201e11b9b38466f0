/** Turns paths as frameworks write them into the contract's form: `:name`, `*name`, `(/optional)`. */

/** Joins a prefix and a path with single slashes, none at the end. */
export function joinPaths(prefix: string, path: string): string {
  if (isPattern(path)) return prefix === "" || prefix === "/" ? path : `${normalise(prefix)}${path}`;
  return normalise(`${prefix}/${path}`);
}

/** A regular expression printed as "/re/". */
export const isPattern = (path: string): boolean =>
  path.length > 2 && /^\/.*[\\^$(].*\/$/.test(path) && !/^\/(?:[:\w*-]|\(:)/.test(path);

/** Folders that two files have in common. */
export function sharedSteps(one: string, other: string): number {
  const left = one.split("/");
  const right = other.split("/");
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}

export function normalisePath(path: string): string {
  return isPattern(path) ? path : normalise(path);
}

function normalise(path: string): string {
  const text = parameters(path)
    .replace(/\(\/+/g, "(/")
    .replace(/\/{2,}/g, "/")
    .replace(/(.)\/+$/, "$1");
  return text.startsWith("/") || text.startsWith("(/") ? text : `/${text}`;
}

/** path-to-regexp, find-my-way and hapi styles. */
function parameters(path: string): string {
  let out = "";
  for (let at = 0; at < path.length; at++) {
    const character = path[at]!;
    if (character === ":" && /\w/.test(path[at + 1] ?? "")) {
      const name = /^\w+/.exec(path.slice(at + 1))![0];
      at += name.length;
      const inner = groupAt(path, at + 1);
      const wild = inner !== null && /^\((\.[*+]|\[\^?\/?.*\]\*)\)$/.test(inner) && inner.includes(".");
      if (inner !== null) at += inner.length;
      const suffix = path[at + 1] ?? "";
      if (suffix === "*" || suffix === "+") {
        at++;
        out += suffix === "*" ? optional(out, `*${name}`) : `*${name}`;
        if (suffix === "*") out = out.slice(out.lastIndexOf("\u0000") + 1);
      } else if (suffix === "?") {
        at++;
        const value = optional(out, `:${name}`);
        out = value.slice(value.lastIndexOf("\u0000") + 1);
      } else out += wild ? `*${name}` : `:${name}`;
    } else if (character === "{") {
      const end = path.indexOf("}", at);
      if (end < 0) return out + path.slice(at);
      out = braces(out, path.slice(at + 1, end));
      at = end;
    } else if (character === "(" && /^\((\.\*|\.\+)\)/.test(path.slice(at))) {
      out += "*";
      at += 3;
    } else out += character;
  }
  return out;
}

/** `/users/:id?` -> `/users(/:id)`; the text before is handed back whole behind a mark. */
function optional(before: string, parameter: string): string {
  return before.endsWith("/") ? `\u0000${before.slice(0, -1)}(/${parameter})` : `\u0000${before}(${parameter})`;
}

function groupAt(path: string, start: number): string | null {
  if (path[start] !== "(") return null;
  let depth = 0;
  for (let at = start; at < path.length; at++) {
    if (path[at] === "\\") at++;
    else if (path[at] === "(") depth++;
    else if (path[at] === ")" && --depth === 0) return path.slice(start, at + 1);
  }
  return null;
}

/** hapi's `{id}`, `{id?}`, `{rest*}`; Express 5's `{/:id}`. */
function braces(before: string, inner: string): string {
  if (/^[\w]+$/.test(inner)) return `${before}:${inner}`;
  const hapi = /^(\w+)(\?|\*\d*)$/.exec(inner);
  if (hapi === null) return `${before}(${parameters(inner)})`;
  if (hapi[2]!.startsWith("*")) return `${before}*${hapi[1]}`;
  const value = optional(before, `:${hapi[1]}`);
  return value.slice(1);
}
