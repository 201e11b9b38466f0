/** Turns Rails' naming of templates into dependencies: an action renders its view, a template its partials and helpers. */
import type { FileFacts } from "../../model/file-facts.js";
import type { ResolvedReference } from "../../model/resolution.js";
import type { Workspace } from "../../model/workspace.js";

/** `app/views/`, and `views/` of packs that keep their own folders. */
const VIEW = /^(.*?(?:^|\/)(?:views|components)\/)(.+?)\.[\w.+]+$/;

/** Logical name ("posts/index", "shared/_form") -> files, over all view folders. */
export function indexViews(workspace: Workspace): ReadonlyMap<string, readonly string[]> {
  const views = new Map<string, string[]>();
  for (const { path } of workspace.files) {
    const name = VIEW.exec(path)?.[2];
    if (name === undefined) continue;
    const files = views.get(name);
    if (files === undefined) views.set(name, [path]);
    else files.push(path);
  }
  return views;
}

/** Files of other engines can share a name: the one with the longest common beginning is meant. */
export function nearest(from: string, candidates: readonly string[]): string | null {
  const common = (path: string): number => {
    let length = 0;
    while (length < path.length && path[length] === from[length]) length += 1;
    return length;
  };
  let best: string | null = null;
  for (const candidate of candidates) if (best === null || common(candidate) > common(best)) best = candidate;
  return best;
}

/** "shared/form" seen in app/views/posts/edit.html.erb -> shared/_form or posts/_form. */
export function findPartial(views: ReadonlyMap<string, readonly string[]>, from: string, name: string): string | null {
  const at = name.lastIndexOf("/");
  const own = VIEW.exec(from)?.[2] ?? "";
  const folder = at >= 0 ? name.slice(0, at) : own.slice(0, Math.max(0, own.lastIndexOf("/")));
  const base = name.slice(at + 1);
  const prefix = folder === "" ? "" : `${folder}/`;
  const files = [...(views.get(`${prefix}_${base}`) ?? []), ...(views.get(`${prefix}${base}`) ?? [])];
  return nearest(
    from,
    files.filter((file) => file !== from),
  );
}

/** Each public action of a controller and each method of a mailer, to the template of its name. */
export function linkActions(
  file: FileFacts,
  views: ReadonlyMap<string, readonly string[]>,
): readonly ResolvedReference[] {
  const owner = /(?:^|\/)(?:controllers|mailers)\/(?:concerns\/)?(.+?)(_controller)?\.rb$/.exec(file.path)?.[1];
  if (owner === undefined) return [];
  const found: ResolvedReference[] = [];
  for (const definition of file.definitions) {
    const action = definition.kind === "method" ? /#(\w+)[?!]?$/.exec(definition.name)?.[1] : undefined;
    const view = action === undefined ? null : nearest(file.path, views.get(`${owner}/${action}`) ?? []);
    if (view === null || action === undefined) continue;
    found.push({ from: file.path, to: view, kind: "view", symbol: action, count: 1, line: definition.line });
  }
  return found;
}
