/** Turns the files of a capture into names, sizes and counts; values are dropped while parsing. */
import { type DataNode, field, textOf } from "../text/data-node.js";
import { parseJson } from "../text/json.js";
import { byText } from "../text/order.js";
import type { CapturedAddon } from "./addons.js";

export interface CapturedFormation {
  readonly type: string;
  readonly command: string;
  readonly quantity: number;
  readonly size: string | null;
  readonly note: string;
}

export interface CapturedAutoscaling {
  readonly type: string;
  readonly min: number;
  readonly max: number;
  readonly p95: number | null;
}

export interface Capture {
  readonly present: boolean;
  readonly app: string | null;
  readonly stack: string | null;
  readonly formation: readonly CapturedFormation[];
  readonly addons: readonly CapturedAddon[];
  /** Names alone. */
  readonly configVars: readonly string[] | null;
  readonly domains: readonly string[];
  readonly autoscaling: readonly CapturedAutoscaling[];
  /** Null where the capture does not say. */
  readonly drains: { readonly logs: number; readonly telemetry: number } | null;
  readonly buildpacks: readonly string[];
  /** Commands of one-off dynos that Heroku Scheduler had started. */
  readonly scheduled: readonly string[];
}

interface Draft {
  app: string | null;
  stack: string | null;
  formation: CapturedFormation[];
  addons: CapturedAddon[];
  attachments: { readonly addon: string; readonly app: string }[];
  configVars: string[] | null;
  domains: string[];
  autoscaling: CapturedAutoscaling[];
  drains: Capture["drains"];
  buildpacks: string[];
  scheduled: string[];
}

/** `files`: saved `heroku ps|addons|config|domains --json` output and our own capture.json, told apart by shape. */
export function readCapture(files: ReadonlyMap<string, string>): Capture {
  const draft: Draft = {
    app: null,
    stack: null,
    formation: [],
    addons: [],
    attachments: [],
    configVars: null,
    domains: [],
    autoscaling: [],
    drains: null,
    buildpacks: [],
    scheduled: [],
  };
  let present = false;
  for (const name of [...files.keys()].sort(byText)) {
    const { root } = parseJson(files.get(name) ?? "");
    if (root !== null && readDocument(name, root, draft)) present = true;
  }
  return { ...draft, addons: draft.addons.map((addon) => withShares(addon, draft)), present };
}

function readDocument(name: string, root: DataNode, draft: Draft): boolean {
  if (root.kind === "map" && textOf(field(root, "schema"))?.startsWith("valueline/capture/"))
    return readOwn(root, draft);
  if (root.kind === "map") return readConfig(name, root, draft);
  const first = root.items[0] ?? null;
  const has = (key: string): boolean => field(first, key) !== null;
  if (has("addon_service") || has("config_vars")) return readAddons(name, root, draft);
  if (has("addon") && has("app")) return readAttachments(root, draft);
  if (has("hostname")) return readDomains(root, draft);
  if (has("quantity") && has("type")) return readFormation(name, root, draft);
  if (has("type") && (has("state") || has("command"))) return readDynos(name, root, draft);
  return false;
}

/** `heroku config --json`: an object of NAME: value. The keys are kept, the values never looked at. */
function readConfig(name: string, root: DataNode, draft: Draft): boolean {
  const names = root.entries.map(({ key }) => key);
  if (!/config/i.test(name) && !names.every((key) => /^[A-Z][A-Z0-9_]*$/.test(key))) return false;
  draft.configVars = [...(draft.configVars ?? []), ...names];
  return true;
}

function readFormation(name: string, root: DataNode, draft: Draft): boolean {
  for (const item of root.items) {
    const size = textOf(field(item, "size")) ?? textOf(field(field(item, "dyno_size"), "name"));
    const quantity = Number(textOf(field(item, "quantity")) ?? 0);
    addFormation(draft, {
      type: textOf(field(item, "type")) ?? "",
      command: commandText(item),
      quantity,
      size,
      note: name,
    });
  }
  return true;
}

const commandText = (item: DataNode): string => textOf(field(item, "command")) ?? "";

/** `/dynos` lists what runs: one-off dynos are no processes, and a type scaled to zero is missing. */
function readDynos(name: string, root: DataNode, draft: Draft): boolean {
  const counts = new Map<string, CapturedFormation>();
  for (const item of root.items) {
    const type = textOf(field(item, "type")) ?? "";
    if (type === "scheduler") draft.scheduled.push(commandText(item));
    if (type === "run" || type === "scheduler" || type === "release") continue;
    const before = counts.get(type);
    const size = textOf(field(item, "size"));
    counts.set(type, { type, command: commandText(item), quantity: (before?.quantity ?? 0) + 1, size, note: name });
  }
  for (const entry of counts.values()) addFormation(draft, entry);
  return true;
}

/** Formation knows more than the running dynos; the first word on a type stays. */
function addFormation(draft: Draft, entry: CapturedFormation): void {
  if (entry.type === "" || draft.formation.some(({ type }) => type === entry.type)) return;
  draft.formation.push({ ...entry, note: `capture: ${entry.note}` });
}

function readAddons(name: string, root: DataNode, draft: Draft): boolean {
  for (const item of root.items) {
    const service = textOf(field(field(item, "addon_service"), "name"));
    const plan = textOf(field(field(item, "plan"), "name")) ?? service;
    if (plan === null) continue;
    draft.addons.push({
      plan,
      name: textOf(field(item, "name")),
      as: null,
      configVars: texts(field(item, "config_vars")),
      sharedWith: [],
      note: `capture: ${name}`,
    });
  }
  return true;
}

function readAttachments(root: DataNode, draft: Draft): boolean {
  for (const item of root.items) {
    const addon = textOf(field(field(item, "addon"), "name"));
    const app = textOf(field(field(item, "app"), "name"));
    if (addon !== null && app !== null) draft.attachments.push({ addon, app });
  }
  return true;
}

/** Attached to other apps than the captured one: it outlives this app's move. */
function withShares(addon: CapturedAddon, { attachments, app }: Draft): CapturedAddon {
  const others = attachments
    .filter((entry) => entry.addon === addon.name && entry.app !== app)
    .map((entry) => entry.app);
  return others.length === 0 ? addon : { ...addon, sharedWith: [...new Set([...addon.sharedWith, ...others])] };
}

function readDomains(root: DataNode, draft: Draft): boolean {
  draft.domains.push(...root.items.flatMap((item) => textOf(field(item, "hostname")) ?? []));
  return true;
}

const texts = (node: DataNode | null): readonly string[] => (node?.items ?? []).flatMap((item) => textOf(item) ?? []);

const numberOf = (node: DataNode, name: string): number => Number(textOf(field(node, name)) ?? 0);

function readAutoscaling(item: DataNode): readonly CapturedAutoscaling[] {
  const p95 = textOf(field(item, "p95"));
  const type = textOf(field(item, "type"));
  if (type === null) return [];
  return [{ type, min: numberOf(item, "min"), max: numberOf(item, "max"), p95: p95 === null ? null : Number(p95) }];
}

function readOwn(root: DataNode, draft: Draft): boolean {
  draft.app = textOf(field(root, "app"));
  draft.stack = textOf(field(root, "stack"));
  draft.configVars = [...(draft.configVars ?? []), ...texts(field(root, "configVars"))];
  draft.domains.push(...texts(field(root, "domains")));
  draft.buildpacks.push(...texts(field(root, "buildpacks")));
  draft.autoscaling.push(...(field(root, "autoscaling")?.items ?? []).flatMap(readAutoscaling));
  draft.drains = { logs: numberOf(root, "logDrains"), telemetry: numberOf(root, "telemetryDrains") };
  for (const item of field(root, "formation")?.items ?? []) {
    const quantity = Number(textOf(field(item, "quantity")) ?? 0);
    const type = textOf(field(item, "type")) ?? "";
    addFormation(draft, {
      type,
      command: commandText(item),
      quantity,
      size: textOf(field(item, "size")),
      note: "GET /apps/x/formation",
    });
  }
  for (const item of field(root, "addons")?.items ?? []) {
    draft.addons.push({
      plan: textOf(field(item, "plan")) ?? "",
      name: textOf(field(item, "name")),
      as: null,
      configVars: texts(field(item, "configVars")),
      sharedWith: texts(field(item, "sharedWith")),
      note: "capture: GET /apps/x/addons",
    });
  }
  return true;
}
