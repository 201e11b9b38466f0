/** Turns Next.js files into routes: below the base path, and again under the paths that are rewritten to them. */
import type { SettingFragment } from "../../../model/fragments.js";
import type { DetectInput } from "../../input.js";
import { joinPaths, normalisePath } from "../paths.js";
import type { ComposedRoute } from "../row.js";
import { collect, rowsOf } from "./direct.js";
import type { Composed } from "./http.js";
import { middlewareGuards } from "./next-middleware.js";
import { RouterSymbols } from "./symbols.js";

interface Rewrite {
  readonly source: string;
  readonly destination: string;
  readonly path: string;
  readonly line: number;
}

export function composeNext(input: DetectInput): Composed {
  const symbols = new RouterSymbols(input.facts, input.resolution);
  const rows = collect(input, "next").flatMap((one) => {
    const home = homeOf(one.facts.path, input);
    if (home === null) return [];
    const { basePath, rewrites } = settingsOf(home, input);
    const own = normalisePath(one.fragment.path ?? "");
    const direct = rowsOf(one, symbols, input, joinPaths(basePath, own), middlewareGuards(home, own, input));
    const rewritten = rewrites.filter((rewrite) => shape(rewrite.destination) === shape(own));
    return [...direct, ...rewritten.flatMap((rewrite) => renamed(direct, basePath, rewrite))];
  });
  return { rows, diagnostics: [] };
}

/** Parameters may be called otherwise on the two sides of a rewrite. */
const shape = (path: string): string => normalisePath(path).replace(/([:*])\w+/g, "$1");

const renamed = (rows: readonly ComposedRoute[], basePath: string, rewrite: Rewrite): ComposedRoute[] =>
  rows.map((row) => ({
    ...row,
    path: joinPaths(basePath, normalisePath(rewrite.source)),
    evidence: [...row.evidence, { path: rewrite.path, line: rewrite.line, note: "rewrite" }],
  }));

/** The folder above `pages` or `app` that is a package which depends on Next; null where there is none. */
function homeOf(path: string, input: DetectInput): string | null {
  const steps = path.split("/");
  for (let length = steps.length - 1; length >= 0; length--) {
    const folder = steps.slice(0, length).join("/");
    const text = input.reader.read(folder === "" ? "package.json" : `${folder}/package.json`);
    if (text !== null) return /"next"\s*:/.test(text) ? folder : null;
  }
  return null;
}

function settingsOf(home: string, input: DetectInput): { readonly basePath: string; readonly rewrites: Rewrite[] } {
  const prefix = home === "" ? "" : `${home}/`;
  const settings = input.facts
    .filter(({ path }) => path.startsWith(prefix) && /^next\.config\.[cm]?[jt]s$/.test(path.slice(prefix.length)))
    .flatMap(({ path, fragments }) =>
      fragments.flatMap((fragment) => (isSetting(fragment) ? [{ path, fragment }] : [])),
    );
  const base = settings.find(({ fragment }) => fragment.name === "basePath")?.fragment.value;
  const rewrites = settings.flatMap(({ path, fragment }): Rewrite[] => {
    if (fragment.name !== "rewrite") return [];
    return [{ ...(fragment.value as { source: string; destination: string }), path, line: fragment.line }];
  });
  return { basePath: typeof base === "string" ? base : "", rewrites };
}

const isSetting = (fragment: { readonly kind: string }): fragment is SettingFragment =>
  fragment.kind === "setting" && "framework" in fragment && fragment.framework === "next";
