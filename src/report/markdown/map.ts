/** Draws services, monolith, tables and cuts as a Mermaid map that GitHub renders by itself. */
import type { Analysis } from "../../model/analysis.js";

const MOST_TABLES = 6;

export function printMap(analysis: Analysis): string {
  const { services, cuts } = analysis.proposal;
  const ids = new Map([["monolith", "monolith"], ...services.map(({ id }, i): [string, string] => [id, `s${i}`])]);
  const nodes = services.map((service) => {
    const tables = analysis.modules.filter(({ id }) => service.modules.includes(id)).flatMap((module) => module.tables);
    return `  ${ids.get(service.id)}["${[`<b>${quote(service.name)}</b>`, ...shorten(tables).map(quote)].join("<br/>")}"]`;
  });
  const arrows = [...groupCuts(cuts)].map(([pair, label]) => {
    const [from, to] = pair.split("\0") as [string, string];
    return `  ${ids.get(from) ?? "monolith"} -->|"${quote(label)}"| ${ids.get(to) ?? "monolith"}`;
  });
  return ["```mermaid", "flowchart LR", '  monolith["<b>monolith</b>"]', ...nodes, ...arrows, "```"].join("\n");
}

/** One arrow a pair: "12 calls, 2 foreign-keys". */
function groupCuts(cuts: Analysis["proposal"]["cuts"]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string[]>();
  for (const { from, to, kind, count } of cuts) {
    const key = `${from}\0${to}`;
    pairs.set(key, [...(pairs.get(key) ?? []), `${count} ${kind}${count === 1 ? "" : "s"}`]);
  }
  return new Map([...pairs].map(([key, labels]) => [key, labels.join(", ")]));
}

const shorten = (tables: readonly string[]): readonly string[] =>
  tables.length > MOST_TABLES ? [...tables.slice(0, MOST_TABLES), `+${tables.length - MOST_TABLES}`] : tables;

// Mermaid ends a label at a double quote and reads # as an entity.
const quote = (text: string): string =>
  text.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<script", "");
