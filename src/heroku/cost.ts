/** Turns formation and add-ons into what the platform charges a month by its price list. */
import type { Catalogues } from "../model/catalogue.js";
import type { HerokuAddon, HerokuProcess, MonthlyCost } from "../model/heroku-app.js";

type Line = MonthlyCost["lines"][number];

export function estimateCost(
  processes: readonly HerokuProcess[],
  addons: readonly HerokuAddon[],
  catalogues: Catalogues,
): MonthlyCost | null {
  const lines = [
    // The release phase runs on a one-off dyno for as long as it takes.
    ...processes.filter(({ role }) => role !== "release").map((process) => priceDynos(process, catalogues)),
    ...addons.map((addon) => priceAddon(addon, catalogues)),
  ];
  if (lines.length === 0) return null;
  const known = lines.reduce((sum, { monthly }) => sum + (monthly ?? 0), 0);
  return { pricesRead: catalogues.pricesRead, known, lines };
}

function priceDynos({ type, quantity, size }: HerokuProcess, { dynoSizes }: Catalogues): Line {
  const line = (monthly: number | null, note: string | null): Line => ({ kind: "dyno", name: type, monthly, note });
  if (quantity === 0) return line(0, "scaled to zero");
  if (quantity === null) return line(null, "quantity not known");
  if (size === null) return line(null, "size not known");
  const price = dynoSizes.find(({ name }) => name === size.toLowerCase())?.price ?? null;
  return price === null ? line(null, `no price for ${size}`) : line(price * quantity, `${quantity} × ${size}`);
}

function priceAddon({ plan, service, sharedWith }: HerokuAddon, { addons }: Catalogues): Line {
  const level = plan.includes(":") ? plan.slice(plan.indexOf(":") + 1) : null;
  const price = level === null ? null : (addons.find((entry) => entry.service === service)?.prices?.[level] ?? null);
  const shared = sharedWith.length > 0 ? `shared with ${sharedWith.join(", ")}, which may pay it` : null;
  const unknown = level === null ? "plan not known" : "price not in the catalogue";
  return { kind: "add-on", name: plan, monthly: price, note: shared ?? (price === null ? unknown : null) };
}
