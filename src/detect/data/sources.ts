/** Picks the files whose data and jobs are the app's own: no tests, no copies, no languages with their own composition. */
import type { FileFacts } from "../../model/file-facts.js";
import type { Fragment } from "../../model/fragments.js";

/** Languages whose models and jobs are composed beside their own rules. */
const COMPOSED_APART: ReadonlySet<string> = new Set(["ruby", "erb", "haml", "slim"]);
const ASIDE =
  /(^|\/)(fixtures?|__fixtures__|examples?|samples?|testdata|test-data|mocks?|vendor|node_modules|bower_components|dist)\//i;

const known = new WeakMap<readonly FileFacts[], readonly FileFacts[]>();

/** Files of the app in languages composed generically. */
export function ownFiles(facts: readonly FileFacts[]): readonly FileFacts[] {
  const found = known.get(facts);
  if (found !== undefined) return found;
  const own = facts.filter((file) => !COMPOSED_APART.has(file.language) && isOwn(file));
  known.set(facts, own);
  return own;
}

export const isOwn = (file: FileFacts): boolean =>
  !file.marks.includes("test") && !file.marks.includes("minified") && !ASIDE.test(file.path);

export interface Placed<T> {
  readonly path: string;
  readonly fragment: T;
}

/** Fragments of one kind with the files they are in. */
export function placed<K extends Fragment["kind"]>(
  files: readonly FileFacts[],
  kind: K,
): readonly Placed<Extract<Fragment, { kind: K }>>[] {
  return files.flatMap((file) =>
    file.fragments
      .filter((fragment): fragment is Extract<Fragment, { kind: K }> => fragment.kind === kind)
      .map((fragment) => ({ path: file.path, fragment })),
  );
}
