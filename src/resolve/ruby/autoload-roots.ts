/** Turns folder layout and autoload settings into the constant each Ruby file is expected to define, as Zeitwerk has it. https://github.com/fxn/zeitwerk */
import type { FileFacts, Literal } from "../../model/file-facts.js";
import type { Workspace } from "../../model/workspace.js";
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
  readonly collapsed: RegExp[];
}

/** Folder of the application or engine that a config file speaks for. */
const ownerOf = (path: string): string => path.replace(/(^|\/)(config|lib|app)\/.*$/, "$1");

const folder = (owner: string, path: string): string =>
  `${owner}${path.replace(/^\/|\*.*$/g, "").replace(/^(\.\.\/)+/, "")}`.replace(/\/+/g, "/").replace(/\/*$/, "/");

const patternOf = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("**/", "(?:.*/)?")
      .replaceAll("*", "[^/]+")}/?$`,
  );

function readSetting(settings: Settings, file: string, name: string, value: Literal): void {
  const owner = ownerOf(file);
  const fields =
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, Literal>) : null;
  if (name === "inflection") settings.inflections.push(value as unknown as InflectionChange);
  else if (name === "autoload-inflect" && fields !== null)
    settings.inflects.set(String(fields["from"]), String(fields["to"]));
  else if (name === "autoload-collapse") settings.collapsed.push(patternOf(`${owner}${String(value)}`));
  else if (name === "autoload-path") {
    const path = fields === null ? String(value) : String(fields["path"]);
    const namespace = fields === null ? "" : String(fields["namespace"]).replace(/^::/, "");
    settings.roots.push({ path: folder(owner, path), namespace });
  }
}

function readSettings(facts: readonly FileFacts[]): Settings {
  const settings: Settings = { inflections: [], inflects: new Map(), roots: [], collapsed: [] };
  for (const file of facts) {
    if (file.language !== "ruby" || file.marks.includes("test")) continue;
    for (const fragment of file.fragments) {
      if (fragment.kind !== "setting" || fragment.framework !== "rails") continue;
      readSetting(settings, file.path, fragment.name, fragment.value);
    }
  }
  return settings;
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
  const roots = new Map<string, string>();
  for (const root of [...conventionRoots(workspace), ...layoutRoots(workspace), ...settings.roots]) {
    roots.set(root.path, root.namespace);
  }
  const camelize = (segment: string): string => settings.inflects.get(segment) ?? inflector.camelize(segment);
  return {
    inflector,
    expectedConstant(path) {
      if (!path.endsWith(".rb")) return null;
      const parts = path.slice(0, -3).split("/");
      for (let depth = parts.length - 1; depth >= 0; depth -= 1) {
        const base = depth === 0 ? "" : `${parts.slice(0, depth).join("/")}/`;
        const namespace = roots.get(base);
        if (namespace === undefined) continue;
        const kept = parts.slice(depth).filter((_, at, rest) => {
          const here = `${base}${rest.slice(0, at + 1).join("/")}`;
          return at === rest.length - 1 || !settings.collapsed.some((pattern) => pattern.test(here));
        });
        return [namespace, ...kept.map(camelize)].filter((segment) => segment !== "").join("::");
      }
      return null;
    },
  };
}
