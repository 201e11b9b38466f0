/** Turns declared and captured add-ons into HerokuAddons: need and variables by catalogue. */
import type { AddonEntry, Catalogues } from "../model/catalogue.js";
import type { Diagnostic, Evidence } from "../model/evidence.js";
import type { HerokuAddon } from "../model/heroku-app.js";
import { byKeys } from "../text/order.js";
import type { DeclaredAddon } from "./app-json.js";
import { declaredNote } from "./evidence-notes.js";

export interface CapturedAddon {
  readonly plan: string;
  readonly name: string | null;
  readonly as: string | null;
  readonly configVars: readonly string[];
  readonly sharedWith: readonly string[];
  readonly note: string;
}

const serviceOf = (plan: string): string => plan.split(":")[0]!;

export interface Addons {
  readonly addons: readonly HerokuAddon[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What runs (a capture) says plan and variables; what the repo declares adds its evidence to it. */
export function joinAddons(
  declared: readonly DeclaredAddon[],
  captured: readonly CapturedAddon[],
  catalogues: Catalogues,
): Addons {
  const find = (plan: string): AddonEntry | null =>
    catalogues.addons.find((entry) => entry.service === serviceOf(plan)) ?? null;
  const live = captured.map((addon) => fromCapture(addon, find(addon.plan)));
  const merged: HerokuAddon[] = [...live];
  for (const addon of [...declared].sort(topLevelFirst)) {
    const evidence: Evidence = { path: addon.path, line: addon.line, note: declaredNote(addon.path, addon.scope) };
    const same = merged.filter((other) => isSame(other, addon, live.includes(other)));
    const attached = same.find((other) => carriesName(other, addon.as));
    const at = merged.indexOf((attached ?? same[0])!);
    if (at >= 0) merged[at] = joined(merged[at]!, attached === undefined ? null : addon.as, evidence);
    else merged.push(fromDeclaration(addon, find(addon.plan), merged, evidence));
  }
  const diagnostics = merged
    .filter((addon) => find(addon.plan) === null)
    .map(({ service, evidence }) => ({
      code: "addon-unknown",
      path: evidence[0]?.path ?? "",
      line: evidence[0]?.line ?? null,
      message: `add-on "${service}" is not in the catalogue: what it provides and sets is not known`,
    }));
  return {
    addons: merged.sort(
      byKeys(
        (addon) => addon.plan,
        (addon) => addon.as ?? "",
      ),
    ),
    diagnostics,
  };
}

const topLevelFirst = byKeys<DeclaredAddon>((addon) => (addon.scope === null ? 0 : 1));

/** An environment's own list replaces the plan of the same service; two of a service at the top level are two. */
function isSame(other: HerokuAddon, addon: DeclaredAddon, live: boolean): boolean {
  if (other.service !== serviceOf(addon.plan)) return false;
  const replaces = live || addon.scope !== null || other.evidence.some(({ path }) => path !== addon.path);
  return replaces && (addon.as === null || other.as === null || other.as === addon.as);
}

/** A capture names variables, not attachments: ANALYTICS_URL is what `as: ANALYTICS` sets. */
const carriesName = ({ configVars }: HerokuAddon, as: string | null): boolean =>
  as !== null && configVars.some((name) => name.startsWith(`${as.toUpperCase()}_`));

const joined = (addon: HerokuAddon, as: string | null, evidence: Evidence): HerokuAddon => ({
  ...addon,
  as: addon.as ?? as,
  evidence: [...addon.evidence, evidence],
});

const fromCapture = (addon: CapturedAddon, entry: AddonEntry | null): HerokuAddon => ({
  plan: addon.plan,
  service: serviceOf(addon.plan),
  as: addon.as,
  need: entry?.need ?? null,
  configVars: [...addon.configVars].sort(),
  sharedWith: [...addon.sharedWith].sort(),
  evidence: [{ path: "", note: addon.note }],
});

function fromDeclaration(
  addon: DeclaredAddon,
  entry: AddonEntry | null,
  before: readonly HerokuAddon[],
  evidence: Evidence,
): HerokuAddon {
  const service = serviceOf(addon.plan);
  const nth = before.filter((other) => other.service === service && other.as === null).length;
  return {
    plan: addon.plan,
    service,
    as: addon.as,
    need: entry?.need ?? null,
    configVars: entry === null ? [] : addonVars(entry, addon.as, nth),
    sharedWith: [],
    evidence: [evidence],
  };
}

/**
 * `as: NAME` gives NAME_URL. Without it the first Postgres is DATABASE_URL and each further one has a colour,
 * which only a capture tells. https://devcenter.heroku.com/articles/managing-add-ons
 */
function addonVars(entry: AddonEntry, as: string | null, nth: number): readonly string[] {
  const plain = entry.configVars.filter((name) => !name.includes("<"));
  const numbered = entry.configVars.filter((name) => name.includes("<"));
  if (as !== null) return renameVars(entry, plain, as);
  if (nth > 0 && numbered.length > 0) return numbered;
  return [...plain].sort();
}

function renameVars(entry: AddonEntry, names: readonly string[], as: string): readonly string[] {
  const prefix = entry.prefix ?? entry.service.toUpperCase().replaceAll("-", "_");
  const alias = as.toUpperCase();
  return names.map((name) => (name.startsWith(`${prefix}_`) ? alias + name.slice(prefix.length) : name)).sort();
}
