/** Turns the YAML texts below `rules/catalogues/` into Catalogues. */
import type { Catalogues } from "../model/catalogue.js";

export function parseCatalogues(_texts: ReadonlyMap<string, string>): Catalogues {
  return { addons: [], sdks: [], dynoSizes: [], buildpacks: [] };
}
