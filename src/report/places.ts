/** Turns the evidence of one statement into the places to show: each once, in order. */
import type { Evidence } from "../model/evidence.js";

export function distinctPlaces(evidence: readonly Evidence[]): readonly Evidence[] {
  const places = new Map<string, Evidence>();
  for (const one of evidence) {
    const place = one.path === "" ? (one.note ?? "") : `${one.path}:${one.line ?? ""}`;
    if (place !== "" && !places.has(place)) places.set(place, one);
  }
  return [...places.values()];
}
