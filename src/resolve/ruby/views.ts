/** Turns Rails' naming of templates into dependencies: an action renders its view, a template its partials and helpers. */
import type { FileFacts } from "../../model/file-facts.js";
import type { ResolvedReference } from "../../model/resolution.js";
import type { Workspace } from "../../model/workspace.js";
import { createInflector } from "../../text/inflections.js";

const INFLECTOR = createInflector();

/** Logical name ("posts/index", "shared/_form") -> files, over all view folders and formats. */
type ViewIndex = ReadonlyMap<string, readonly string[]>;

/** `app/views/`, and `views/` of packs that keep their own folders. */
const VIEW = /^(.*?(?:^|\/)(?:views|components)\/)(.+?)\.[\w.+]+$/;

export function indexViews(workspace: Workspace): ViewIndex {
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

/** Files of other engines can share a name: those in the folder with the longest common beginning are meant, in every format. */
function nearest(from: string, candidates: readonly string[]): readonly string[] {
  const common = (path: string): number => {
    let length = 0;
    while (length < path.length && path[length] === from[length]) length += 1;
    return length;
  };
  const folder = (path: string): string => path.slice(0, path.lastIndexOf("/"));
  let best: string | null = null;
  for (const candidate of candidates) if (best === null || common(candidate) > common(best)) best = candidate;
  return best === null ? [] : candidates.filter((candidate) => folder(candidate) === folder(best));
}

/** Folder below the views that a bare name is looked for in: a template's own, or that of the controller's or mailer's name. */
function ownFolder(path: string): string {
  const view = VIEW.exec(path)?.[2];
  return view === undefined ? (ownerOf(path) ?? "") : view.slice(0, Math.max(0, view.lastIndexOf("/")));
}

const ownerOf = (path: string): string | undefined =>
  /(?:^|\/)(?:controllers|mailers)\/(?:concerns\/)?(.+?)(?:_controller)?\.rb$/.exec(path)?.[1];

/**
 * "shared/form" seen in app/views/posts/edit.html.erb -> shared/_form or shared/form; "form" -> posts/_form; "@comments" ->
 * comments/_comment; "steps/*_form" -> every partial of that folder that fits.
 */
export function findViews(views: ViewIndex, from: string, name: string): readonly string[] {
  const logical = name.startsWith("@") ? partialOfRecord(name.slice(1)) : name.replace(/^\//, "");
  const at = logical.lastIndexOf("/");
  const folder = at >= 0 ? logical.slice(0, at) : ownFolder(from);
  const base = logical.slice(at + 1);
  const prefix = folder === "" ? "" : `${folder}/`;
  if (base.includes("*")) return matching(views, prefix, base).flatMap((one) => nearest(from, views.get(one)!));
  const files = [...(views.get(`${prefix}_${base}`) ?? []), ...(views.get(`${prefix}${base}`) ?? [])];
  return nearest(
    from,
    files.filter((file) => file !== from),
  );
}

/** https://api.rubyonrails.org/classes/ActiveModel/Conversion.html#method-i-to_partial_path */
function partialOfRecord(variable: string): string {
  const record = INFLECTOR.singularize(variable);
  return `${INFLECTOR.pluralize(record)}/${record}`;
}

function matching(views: ViewIndex, prefix: string, base: string): readonly string[] {
  const [before = "", ...rest] = base.split("*");
  const after = rest.at(-1) ?? "";
  return [...views.keys()].filter(
    (name) =>
      name.startsWith(`${prefix}_${before}`) && name.endsWith(after) && !name.slice(prefix.length).includes("/"),
  );
}

/** Each public action of a controller and each method of a mailer, to the templates of its name, one a format. */
export function linkActions(file: FileFacts, views: ViewIndex): readonly ResolvedReference[] {
  const owner = ownerOf(file.path);
  if (owner === undefined) return [];
  const found: ResolvedReference[] = [];
  for (const definition of file.definitions) {
    const action = definition.kind === "method" ? /#(\w+)[?!]?$/.exec(definition.name)?.[1] : undefined;
    if (action === undefined) continue;
    for (const to of nearest(file.path, views.get(`${owner}/${action}`) ?? []))
      found.push({ from: file.path, to, kind: "view", symbol: action, count: 1, line: definition.line });
  }
  return found;
}
