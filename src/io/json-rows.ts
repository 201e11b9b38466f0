/** Reads fields out of JSON whose shape another program decides. */

export type Row = Readonly<Record<string, unknown>>;

export const row = (value: unknown): Row =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Row) : {};

export const list = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.map(row) : []);

export const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

export const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

export const number = (value: unknown): number => (typeof value === "number" ? value : 0);

/** How many rows have each key, keys sorted. */
export function countBy(rows: readonly Row[], keyOf: (one: Row) => string): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const one of rows) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
