/** Normalises route paths as Rails' mapper does. https://github.com/rails/rails/blob/main/actionpack/lib/action_dispatch/routing/mapper.rb */

/** Journey's normalize_path: one slash in front, none behind, none doubled. */
function squeeze(path: string): string {
  const slashed = `/${path}`.replace(/\/+/g, "/");
  return slashed === "/" ? slashed : slashed.replace(/\/$/, "");
}

export function normalizePath(path: string): string {
  const moved = squeeze(path).replace(/\/(\(+)\/?/g, "$1/");
  return /^(\(+[^)]+\))(\(+\/:[^)]+\))*$/.test(moved) ? moved.replace(/^(\(+)\//, "/$1") : moved;
}

/** Characters that URI::DEFAULT_PARSER.escape leaves alone. */
export const escapePath = (path: string): string =>
  path.replace(/[^-_.!~*'()a-zA-Z\d;/?:@&=+$,[\]]/gu, (character) => encodeURIComponent(character));

/** Names of `:params` and `*globs`, in order. */
export function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/[:*]([a-zA-Z_]\w*)/g)].map((match) => match[1] ?? "");
}

/** As the contract prints it: the automatic "(.:format)" is left out. */
export const withoutFormat = (path: string): string => path.replace(/\(\.:format\)$/, "") || "/";

/** A mounted engine's path under its mount point. */
export function joinPaths(prefix: string, path: string): string {
  if (prefix === "" || prefix === "/") return path;
  return path === "/" ? prefix : `${prefix}${path.startsWith("/") ? "" : "/"}${path}`;
}
