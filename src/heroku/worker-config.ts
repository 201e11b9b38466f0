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
  if (program === "resque-pool") return poolQueues(repo.read(optionValue(words, ["-c", "--config"]) ?? poolFile(repo)));
  if (program === "jobs" || words.includes("solid_queue:start")) {
    return solidQueues(repo.read(optionValue(words, ["-c", "--config_file"]) ?? solidFile(repo)));
  }
  return [];
}

/** https://github.com/resque/resque-pool#yaml-file-config */
const poolFile = (repo: Repo): string => (repo.has("resque-pool.yml") ? "resque-pool.yml" : "config/resque-pool.yml");

/** Named queue.yml since 0.4. https://github.com/rails/solid_queue#workers-dispatchers-and-scheduler */
const solidFile = (repo: Repo): string =>
  repo.has("config/queue.yml") ? "config/queue.yml" : "config/solid_queue.yml";

const withoutErb = (text: string | null): string => (text ?? "").replace(/<%[\s\S]*?%>/g, "");

/** `"thumbnails,previews": 2`, below production or at the top. */
function poolQueues(text: string | null): readonly string[] {
  const { root } = parseYaml(withoutErb(text));
  const pool = [...(root?.entries ?? []), ...(field(root, "production")?.entries ?? [])];
  return pool
    .filter(({ value }) => value.kind === "scalar")
    .flatMap(({ key }) => key.split(",").map((name) => name.trim()))
    .filter((name) => name !== "");
}

/** `workers: [{ queues: "real_time,background" }]`; without a word all queues. */
function solidQueues(text: string | null): readonly string[] {
  const { root } = parseYaml(withoutErb(text));
  const production = field(root, "production");
  const layers = [production, field(production, "<<"), root].map((node) => field(node, "workers"));
  const workers = layers.find((node) => node !== null)?.items ?? [];
  return workers.flatMap((worker) => {
    const queues = field(worker, "queues");
    const listed = queues?.kind === "list" ? queues.items.map((item) => textOf(item) ?? "") : [textOf(queues) ?? "*"];
    return listed.flatMap((name) => name.split(",").map((one) => one.trim())).filter((name) => name !== "");
  });
}

function sidekiqQueues(text: string | null): readonly string[] {
  // The file goes through ERB first; what a template prints is not known, the rest of the line is.
  const { root } = parseYaml(withoutErb(text));
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
