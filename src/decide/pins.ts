/** Turns the cuts of a proposal into the pins that would spare them, most places first, and answers into pins. */
import { parse } from "yaml";
import type { Question } from "../model/decision.js";
import type { Cut, Pin } from "../model/proposal.js";
import { plural } from "../text/markdown.js";
import { byKeys } from "../text/order.js";
import type { Ground } from "./ground.js";

/** More would not be read. */
const MOST = 8;

/** Asked before everything else: a pin moves the boundaries that the other questions speak of. */
export function askPins({ proposal }: Ground): Question {
  const names = new Map(proposal.services.map(({ id, name }) => [id, name]));
  const places = new Map<string, number>();
  for (const cut of proposal.cuts) {
    for (const [a, b] of pairsOf(cut, names)) {
      const pin = `${a} with ${b}`;
      places.set(pin, (places.get(pin) ?? 0) + 1);
    }
  }
  const ranked = [...places].sort(
    byKeys(
      ([, count]) => -count,
      ([pin]) => pin,
    ),
  );
  return {
    id: "pins",
    kind: "choices",
    text: "What must stay together?",
    details: ["A pin moves the boundaries; what it costs is shown before you take it"],
    choices: ranked.slice(0, MOST).map(([pin, count]) => ({
      value: pin,
      label: `${pin} (${plural(count, "place")})`,
      hint: null,
    })),
    default: [],
    digest: "",
  };
}

/** Services by name; on the monolith's side the table that a place of the cut points at. */
function pairsOf(cut: Cut, names: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  const [from, to] = [names.get(cut.from), names.get(cut.to)];
  if (from !== undefined && to !== undefined) return cut.evidence.map(() => [from, to]);
  const service = from ?? to;
  if (service === undefined || !["table", "foreign-key", "transaction"].includes(cut.kind)) return [];
  return cut.evidence.flatMap(({ note }) => {
    const table = (note ?? "").split("->").at(-1)!.trim();
    return /^\w+$/.test(table) ? [[service, table] as const] : [];
  });
}

/** Pins that flags and an answers file bring; what is malformed is named when the file is checked. */
export function readPins(set: readonly string[], answers: string | null): readonly Pin[] {
  const flags = set.filter((text) => text.startsWith("pins=")).map((text) => read(text.slice("pins=".length)));
  const file = answers === null ? [] : [(read(answers) as { pins?: unknown } | null)?.pins];
  return [...flags, ...file].flatMap((found) => (Array.isArray(found) ? found : [])).filter(isPin);
}

function read(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

const isPin = (value: unknown): value is Pin =>
  typeof value === "object" &&
  value !== null &&
  ["a", "b"].every((key) => typeof (value as Record<string, unknown>)[key] === "string") &&
  ["with", "apart"].includes(String((value as Record<string, unknown>)["kind"]));
