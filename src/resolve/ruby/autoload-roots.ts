/** Turns folder layout and autoload settings into the constant each Ruby file is expected to define, as Zeitwerk has it. https://github.com/fxn/zeitwerk */
import type { FileFacts, Literal } from "../../model/file-facts.js";
import type { Workspace } from "../../model/workspace.js";
import { matchGlob } from "../../text/glob.js";
import { createInflector, type InflectionChange, type Inflector } from "../../text/inflections.js";

export interface AutoloadRoot {
  /** "app/models/", with a slash. */
  readonly path: string;
  /** Constant the folder stands for: "" or "Spree". */
  readonly namespace: string;
}

export interface Autoload {
  readonly inflector: Inflector;
  /** "Billing::Invoice" for app/models/billing/invoice.rb; null for a file outside every root. */
  expectedConstant(path: string): string | null;
}

interface Settings {
  readonly inflections: InflectionChange[];
  readonly inflects: Map<string, string>;
  readonly roots: AutoloadRoot[];
  readonly collapsed: Matches[];
  readonly ignored: Matches[];
}

type Matches = (path: string) => boolean;

/** Folder of the application or engine that a config file speaks for. */
const ownerOf = (path: string): string => path.replace(/(^|\/)(config|lib|app)\/.*$/, "$1");

const folder = (owner: string, path: string): string =>
  `${owner}${path.replace(/^(\.\.\/)+/, "").replace(/^\/|\/$/g, "")}/`;

function readSetting(settings: Settings, file: string, name: string, value: Literal): void {
  const owner = ownerOf(file);
  const fields =
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, Literal>) : null;
  if (name === "inflection") settings.inflections.push(value as unknown as InflectionChange);
  else if (name === "autoload-inflect" && fields !== null)
    settings.inflects.set(String(fields["from"]), String(fields["to"]));
  else if (name === "autoload-collapse") settings.collapsed.push(matchGlob(`${owner}${String(value)}`));
  else if (name === "autoload-ignore") settings.ignored.push(matchGlob(`${owner}${String(value)}`));
  else if (name === "autoload-path") {
    const path = fields === null ? String(value) : String(fields["path"]);
    const namespace = fields === null ? "" : String(fields["namespace"]).replace(/^::/, "");
    settings.roots.push({ path: folder(owner, path), namespace });
  }
}

function readSettings(facts: readonly FileFacts[]): Settings {
  const settings: Settings = { inflections: [], inflects: new Map(), roots: [], collapsed: [], ignored: [] };
  for (const file of facts) {
    if (file.language !== "ruby" || file.marks.includes("test")) continue;
    for (const fragment of file.fragments) {
      if (fragment.kind !== "setting" || fragment.framework !== "rails") continue;
      readSetting(settings, file.path, fragment.name, fragment.value);
    }
  }
  return settings;
}

const isPattern = (path: string): boolean => /[*?{[]/.test(path);

/** Every folder that holds a Ruby file, however deep, and the folders above it: "lib/", "lib/reports/". */
function foldersOf(workspace: Workspace): readonly string[] {
  const folders = new Set<string>();
  for (const { path } of workspace.files) {
    if (!path.endsWith(".rb")) continue;
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at + 1));
  }
  return [...folders];
}

/** `Dir["packs/*\/app/{*,*\/concerns}"]` names as many roots as folders fit it. */
function expandRoots(roots: readonly AutoloadRoot[], workspace: Workspace): readonly AutoloadRoot[] {
  if (!roots.some(({ path }) => isPattern(path))) return roots;
  const folders = foldersOf(workspace);
  return roots.flatMap((root) => {
    if (!isPattern(root.path)) return [root];
    const fits = matchGlob(root.path);
    return folders.filter(fits).map((path) => ({ ...root, path }));
  });
}

/** Every folder directly below an `app/` is a root, and so is its `concerns/`: in the app, its engines and its packs. */
function layoutRoots(workspace: Workspace): readonly AutoloadRoot[] {
  const found = new Set<string>();
  for (const { path } of workspace.files) {
    if (!path.endsWith(".rb")) continue;
    const match = /^((?:.*?\/)?app\/(?!assets\/|views\/|javascript\/|packages\/|packs\/)[^/]+\/)(concerns\/)?/.exec(
      path,
    );
    if (match?.[1] === undefined) continue;
    // app/packages/billing/app/models: the innermost app/ counts.
    const inner = /^(.*\/app\/(?!views\/|assets\/)[^/]+\/)(concerns\/)?/.exec(path);
    const base = inner?.[1] ?? match[1];
    found.add(base);
    if (inner?.[2] ?? match[2]) found.add(`${base}concerns/`);
    else if (path.startsWith(`${base}concerns/`)) found.add(`${base}concerns/`);
  }
  return [...found].map((path) => ({ path, namespace: "" }));
}

/** Files of lib/ are named like their constants even where Ruby, not Zeitwerk, loads them. */
const conventionRoots = (workspace: Workspace): readonly AutoloadRoot[] => {
  const found = new Set<string>();
  for (const { path } of workspace.files) {
    const match = /^(.*?(?:^|\/)lib\/)[^/].*\.rb$/.exec(path);
    if (match?.[1] !== undefined) found.add(match[1]);
  }
  return [...found].map((path) => ({ path, namespace: "" }));
};

export function readAutoload(facts: readonly FileFacts[], workspace: Workspace): Autoload {
  const settings = readSettings(facts);
  const inflector = createInflector(settings.inflections);
  const roots = [...conventionRoots(workspace), ...layoutRoots(workspace), ...expandRoots(settings.roots, workspace)];
  const layout: Layout = {
    ...settings,
    namespaces: new Map(roots.map(({ path, namespace }) => [path, namespace])),
    camelize: (segment) => settings.inflects.get(segment) ?? inflector.camelize(segment),
  };
  return { inflector, expectedConstant: (path) => expectConstant(path, layout) };
}

interface Layout extends Settings {
  readonly namespaces: ReadonlyMap<string, string>;
  readonly camelize: (segment: string) => string;
}

function expectConstant(path: string, layout: Layout): string | null {
  if (!path.endsWith(".rb")) return null;
  const parts = path.slice(0, -3).split("/");
  const upTo = (depth: number): string => parts.slice(0, depth).join("/");
  const above = parts.map((_, at) => upTo(at)).filter((folder) => folder !== "");
  if (layout.ignored.some((fits) => [path, ...above].some(fits))) return null;
  for (let depth = parts.length - 1; depth >= 0; depth -= 1) {
    const namespace = layout.namespaces.get(depth === 0 ? "" : `${upTo(depth)}/`);
    if (namespace === undefined) continue;
    const isKept = (at: number): boolean => !layout.collapsed.some((fits) => fits(upTo(at + 1)));
    const kept = parts.filter((_, at) => at >= depth && (at === parts.length - 1 || isKept(at)));
    return [namespace, ...kept.map(layout.camelize)].filter((segment) => segment !== "").join("::");
  }
  return null;
}
