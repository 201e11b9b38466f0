/** Joins the variables that manifests declare and that add-ons and buildpacks inject, by name. */
import type { BuildpackEntry } from "../model/catalogue.js";
import type { ConfigVar, HerokuAddon } from "../model/heroku-app.js";
import { byKeys } from "../text/order.js";
import { isSecretName } from "../text/secrets.js";
import type { DeclaredVar } from "./app-json.js";

export function joinDeclaredVars(
  declared: readonly DeclaredVar[],
  captured: readonly string[],
  addons: readonly HerokuAddon[],
  buildpacks: readonly BuildpackEntry[],
): readonly ConfigVar[] {
  const injectors = new Map<string, string>();
  const inject = (name: string, by: string): void => {
    if (!name.includes("<") && !injectors.has(name)) injectors.set(name, by);
  };
  for (const addon of addons) for (const name of addon.configVars) inject(name, addon.service);
  for (const pack of buildpacks) for (const name of pack.injects) inject(name, pack.id);
  const services = new Set(addons.map(({ service }) => service));
  const names = new Set([...declared.map(({ name }) => name), ...captured, ...injectors.keys()]);
  const vars = [...names].map((name) => {
    const all = declared.filter((entry) => entry.name === name);
    const top = all.find(({ scope }) => scope === null) ?? all[0];
    return {
      name,
      declared: all.length > 0 || captured.includes(name),
      required: top?.required ?? false,
      generated: all.some(({ generated }) => generated),
      // An add-on's address carries its password, whatever its alias is called.
      secret:
        isSecretName(name) ||
        (services.has(injectors.get(name) ?? "") && /_(URL|URI|DSN)$/.test(name)) ||
        all.some(({ generated }) => generated),
      injectedBy: injectors.get(name) ?? null,
      refersTo: all.find(({ refersTo }) => refersTo !== null)?.refersTo ?? null,
      readAt: [],
    };
  });
  return vars.sort(byKeys(({ name }) => name));
}
