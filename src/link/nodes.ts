/** Turns source files into graph nodes with what each defines, serves and runs. */
import type { AppModel } from "../model/app-model.js";
import type { GraphNode } from "../model/code-graph.js";
import type { FileFacts } from "../model/file-facts.js";
import { byKeys, byText } from "../text/order.js";

export function linkNodes(app: AppModel, facts: readonly FileFacts[]): readonly GraphNode[] {
  const source = new Set(app.roles.filter(({ role }) => role === "source").map(({ path }) => path));
  const routes = groupBy(app.routeDetails.map(({ id, handlerPath }) => [handlerPath ?? "", id] as const));
  const jobs = groupBy(app.jobs.map(({ name, evidence }) => [evidence[0]?.path ?? "", name] as const));
  const tables = groupBy(app.models.map(({ table, evidence }) => [evidence[0]?.path ?? "", table ?? ""] as const));
  return facts
    .filter(({ path }) => source.has(path))
    .sort(byKeys(({ path }) => path))
    .map((file) => ({
      path: file.path,
      lines: file.lines,
      complexity: file.definitions.reduce((sum, { complexity }) => sum + complexity, 0),
      routes: routes.get(file.path) ?? [],
      jobs: jobs.get(file.path) ?? [],
      ownedTables: tables.get(file.path) ?? [],
      names: namesOf(file),
      words: file.words,
    }));
}

/** Classes, modules and exported functions: what the file is about, where `words` is all it mentions. */
const namesOf = (file: FileFacts): readonly string[] =>
  [...new Set(file.definitions.filter(({ kind }) => kind !== "method" && kind !== "variable").map(({ name }) => name))]
    .sort(byText)
    .slice(0, 40);

/** Sorted values without repeats by key; empty keys and values left out. */
function groupBy(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, Set<string>>();
  for (const [key, value] of pairs) {
    if (key === "" || value === "") continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, new Set([value]));
    else group.add(value);
  }
  return new Map([...groups].map(([key, values]) => [key, [...values].sort(byText)]));
}
