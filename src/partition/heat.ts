/** Turns captured traffic into how hot each module is: requests that its routes answered. */
import type { AppModel } from "../model/app-model.js";
import type { Traffic } from "../model/traffic.js";

export interface Heat {
  /** Requests by route id. */
  readonly requests: ReadonlyMap<string, number>;
  readonly total: number;
}

/** The log knows a request as "/cards/:id/capture", the route as "/cards/:card_id/capture": parameters match anything. */
export function measureHeat(app: AppModel, { routes: captured }: Traffic): Heat {
  const shapes = app.routes.map(({ id, method, path }) => ({ id, method, parts: partsOf(path) }));
  const requests = new Map<string, number>();
  let total = 0;
  for (const { method, path, count } of captured) {
    total += count;
    const parts = partsOf(path);
    const fits = shapes.filter(
      (shape) => (shape.method === method || shape.method === "ANY") && matches(shape.parts, parts),
    );
    // Of "/cards/new" and "/cards/:id", the one with fewer parameters is meant.
    const [best] = fits.sort((a, b) => countParameters(a.parts) - countParameters(b.parts));
    if (best !== undefined) requests.set(best.id, (requests.get(best.id) ?? 0) + count);
  }
  return { requests, total };
}

const partsOf = (path: string): readonly string[] => path.split("/").filter((part) => part !== "");
const countParameters = (parts: readonly string[]): number => parts.filter((part) => part.startsWith(":")).length;

const matches = (pattern: readonly string[], parts: readonly string[]): boolean =>
  pattern.length === parts.length && pattern.every((part, at) => part.startsWith(":") || part === parts[at]);
