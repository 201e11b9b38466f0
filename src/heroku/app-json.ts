/** Turns app.json into what it declares. https://devcenter.heroku.com/articles/app-json-schema */
import type { Diagnostic } from "../model/evidence.js";
import { type DataEntry, type DataNode, field, textOf } from "../text/data-node.js";
import { parseJson } from "../text/json.js";

/** Where a declaration stands; `scope` is the environment ("review", "test"), null at the top level. */
interface Placed {
  readonly path: string;
  readonly line: number;
  readonly scope: string | null;
}

export interface DeclaredVar extends Placed {
  readonly name: string;
  readonly required: boolean;
  readonly generated: boolean;
  /** "$CLOUDAMQP_URL" -> CLOUDAMQP_URL. The value itself is not kept. */
  readonly refersTo: string | null;
  /** For PROCFILE_PATH alone, whose value is a path of the repo. */
  readonly procfilePath?: string;
}

export interface DeclaredAddon extends Placed {
  readonly plan: string;
  readonly as: string | null;
}

export interface DeclaredFormation extends Placed {
  readonly type: string;
  readonly quantity: number | null;
  readonly size: string | null;
}

export interface DeclaredScript extends Placed {
  readonly name: string;
  readonly command: string;
}

/** What a manifest (app.json, heroku.yml, a capture) declares. */
export interface Manifest {
  readonly name: string | null;
  readonly stack: string | null;
  readonly stackLine: number | null;
  readonly vars: readonly DeclaredVar[];
  readonly addons: readonly DeclaredAddon[];
  readonly formation: readonly DeclaredFormation[];
  readonly buildpacks: readonly (Placed & { readonly url: string })[];
  readonly scripts: readonly DeclaredScript[];
  readonly environments: readonly (Placed & { readonly name: string })[];
  readonly diagnostics: readonly Diagnostic[];
  /** The file is another tool's. */
  readonly foreign: boolean;
}

export const emptyManifest: Manifest = {
  name: null,
  stack: null,
  stackLine: null,
  vars: [],
  addons: [],
  formation: [],
  buildpacks: [],
  scripts: [],
  environments: [],
  diagnostics: [],
  foreign: false,
};

export function parseAppJson(path: string, text: string): Manifest {
  const { root, errors } = parseJson(text);
  const error = errors[0];
  if (error) {
    const message = `not JSON at line ${error.line}, column ${error.column}: ${error.message}`;
    return { ...emptyManifest, diagnostics: [{ code: "app-json-syntax", path, line: error.line, message }] };
  }
  if (root?.kind !== "map")
    return { ...emptyManifest, diagnostics: [shapeDiagnostic(path, root, "must be an object")] };
  const owner = foreignOwner(root);
  if (owner !== null) return foreignManifest(path, root, owner);
  return readManifest(path, root);
}

const HEROKU_KEYS = ["addons", "formation", "buildpacks", "success_url", "stack", "environments", "env", "image"];

/** Expo keeps `{"expo": {...}}`, React Native `{"name", "displayName"}`, Dokku `cron` and `healthchecks`. */
function foreignOwner(root: DataNode): string | null {
  const has = (key: string): boolean => field(root, key) !== null;
  if (has("expo")) return "Expo";
  if (HEROKU_KEYS.some(has)) return null;
  if (has("displayName")) return "React Native";
  if (has("cron") || has("healthchecks")) return "Dokku";
  const dokkuScripts = field(field(root, "scripts"), "dokku");
  return dokkuScripts === null ? null : "Dokku";
}

function foreignManifest(path: string, root: DataNode, owner: string): Manifest {
  const message = `this app.json is ${owner}'s, not Heroku's: not read`;
  return {
    ...emptyManifest,
    foreign: true,
    diagnostics: [{ code: "app-json-foreign", path, line: root.line, message }],
  };
}

function readManifest(path: string, root: DataNode): Manifest {
  const environments = field(root, "environments")?.entries ?? [];
  const layers = [{ node: root, scope: null }, ...environments.map(({ key, value }) => ({ node: value, scope: key }))];
  const each = <T>(read: (node: DataNode, scope: string | null) => readonly T[]): readonly T[] =>
    layers.flatMap(({ node, scope }) => read(node, scope));
  return {
    name: textOf(field(root, "name")),
    stack: textOf(field(root, "stack")),
    stackLine: field(root, "stack")?.line ?? null,
    vars: each((node, scope) => readVars(path, node, scope)),
    addons: each((node, scope) => readAddons(path, field(node, "addons"), scope)),
    formation: each((node, scope) => readFormation(path, node, scope)),
    buildpacks: readBuildpacks(path, root),
    scripts: each((node, scope) => readScripts(path, node, scope)),
    environments: environments.map(({ key, line }) => ({ name: key, path, line, scope: null })),
    diagnostics: checkShapes(path, root),
    foreign: false,
  };
}

const readVars = (path: string, node: DataNode, scope: string | null): readonly DeclaredVar[] =>
  (field(node, "env")?.entries ?? []).map((entry) => toVar(path, entry, scope));

/** A plain string is a value; an object may say value, required (true unless said), generator. */
export function toVar(path: string, { key, line, value }: DataEntry, scope: string | null): DeclaredVar {
  const held = value.kind === "map" ? field(value, "value") : value;
  const text = textOf(held);
  return {
    name: key,
    path,
    line,
    scope,
    required: field(value, "required")?.scalar !== false,
    generated: textOf(field(value, "generator")) === "secret",
    refersTo: /^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$/.exec(text ?? "")?.[1] ?? null,
    ...(key === "PROCFILE_PATH" && text !== null ? { procfilePath: text } : {}),
  };
}

/** `"redis"` or `{plan, as, options}`. */
export function readAddons(path: string, list: DataNode | null, scope: string | null): readonly DeclaredAddon[] {
  return (list?.items ?? []).flatMap((item) => {
    const plan = textOf(item) ?? textOf(field(item, "plan"));
    return plan === null ? [] : [{ plan, as: textOf(field(item, "as")), path, line: item.line, scope }];
  });
}

const readFormation = (path: string, node: DataNode, scope: string | null): readonly DeclaredFormation[] =>
  (field(node, "formation")?.entries ?? []).map(({ key, line, value }) => {
    const quantity = Number(field(value, "quantity")?.scalar ?? Number.NaN);
    return {
      type: key,
      quantity: Number.isInteger(quantity) ? quantity : null,
      size: textOf(field(value, "size")),
      path,
      line,
      scope,
    };
  });

const readBuildpacks = (path: string, root: DataNode) =>
  (field(root, "buildpacks")?.items ?? []).flatMap((item) => {
    const url = textOf(item) ?? textOf(field(item, "url"));
    return url === null ? [] : [{ url, path, line: item.line, scope: null }];
  });

const readScripts = (path: string, node: DataNode, scope: string | null): readonly DeclaredScript[] =>
  (field(node, "scripts")?.entries ?? []).flatMap(({ key, line, value }) => {
    // Heroku also takes `{"command": "…", "size": "…"}`.
    const command = textOf(value) ?? textOf(field(value, "command"));
    return command === null ? [] : [{ name: scope === null ? key : `${scope}:${key}`, command, path, line, scope }];
  });

const SHAPES: Readonly<Record<string, DataNode["kind"]>> = {
  env: "map",
  formation: "map",
  scripts: "map",
  environments: "map",
  addons: "list",
  buildpacks: "list",
};

const checkShapes = (path: string, root: DataNode): readonly Diagnostic[] =>
  root.entries
    .filter(({ key, value }) => SHAPES[key] !== undefined && SHAPES[key] !== value.kind)
    .map(({ key, value }) =>
      shapeDiagnostic(path, value, `"${key}" must be ${SHAPES[key] === "map" ? "an object" : "a list"}`),
    );

const shapeDiagnostic = (path: string, node: DataNode | null, message: string): Diagnostic => ({
  code: "app-json-shape",
  path,
  line: node?.line ?? 1,
  message,
});
