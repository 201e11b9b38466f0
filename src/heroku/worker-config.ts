/** Reads the queues that a worker's own config file lists. */
import { type DataNode, field, parseYaml, textOf } from "../text/data-node.js";
import { optionValue } from "./entrypoint.js";
import type { Repo } from "./repo.js";
import { baseName } from "./wrappers.js";

/** Sidekiq reads config/sidekiq.yml unless `-C` names another. https://github.com/sidekiq/sidekiq/wiki/Advanced-Options */
export function readConfiguredQueues(words: readonly string[], repo: Repo): readonly string[] {
  const program = baseName(words[0] ?? "");
  if (program === "sidekiq" || program === "sidekiqswarm") {
    return sidekiqQueues(repo.read(optionValue(words, ["-C", "--config"]) ?? "config/sidekiq.yml"));
  }
  if (program === "shoryuken")
    return sidekiqQueues(repo.read(optionValue(words, ["-C", "--config"]) ?? "config/shoryuken.yml"));
  return [];
}

function sidekiqQueues(text: string | null): readonly string[] {
  // The file goes through ERB first; what a template prints is not known, the rest of the line is.
  const { root } = parseYaml((text ?? "").replace(/<%[\s\S]*?%>/g, ""));
  const layers = [field(root, "production"), field(root, ":production"), root];
  const list = layers.flatMap((node) => field(node, ":queues") ?? field(node, "queues") ?? [])[0] ?? null;
  return (list?.items ?? []).flatMap((item) => queueName(item) ?? []);
}

/** `name`, `[name, weight]` or `"name,weight"`. */
function queueName(node: DataNode): string | null {
  const text = textOf(node.kind === "list" ? (node.items[0] ?? null) : node);
  const name = (text ?? "").split(",")[0]!.trim();
  return name === "" ? null : name;
}
