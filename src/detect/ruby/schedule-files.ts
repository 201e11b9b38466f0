/** Turns the YAML files in which Ruby schedulers keep their entries into schedules. */
import type { Schedule } from "../../model/heroku-app.js";
import { cronZone } from "../../text/cron-zone.js";
import { type DataNode, field, parseYaml, textOf } from "../../text/data-node.js";
import { redact } from "../../text/secrets.js";
import type { DetectInput } from "../input.js";

export interface FileSchedule extends Omit<Schedule, "process"> {
  readonly system: string;
}

const FILE = /(^|\/)config\/([\w-]+\/)*[\w.-]*(schedule|cron|recurring|sidekiq|periodic)[\w.-]*\.ya?ml$/;
const WHEN = ["cron", "schedule", "every", "interval", "at", "in"];
const WHAT = ["class", "klass", "job_class", "command", "worker", "custom_job_class"];
const ENVIRONMENT = /^:?(production|default|staging|shared)$/;

const pick = (node: DataNode, keys: readonly string[]): DataNode | null =>
  keys.map((key) => field(node, key) ?? field(node, `:${key}`)).find((found) => found !== null) ?? null;

const whenOf = (node: DataNode): string | null => {
  const found = pick(node, WHEN);
  const text = found?.kind === "list" ? textOf(found.items[0] ?? null) : textOf(found);
  const isPeriod = pick(node, ["cron", "schedule"]) === null && pick(node, ["every", "interval"]) !== null;
  return text !== null && isPeriod ? `every ${text}` : text;
};

/** Is this map an entry of a schedule? It says when, and what; the schedulers of Sidekiq and Resque take the entry's name for the class. */
const isEntry = (node: DataNode, key = ""): boolean =>
  node.kind === "map" && (pick(node, WHAT) !== null || CLASS_NAME.test(key)) && whenOf(node) !== null;

const CLASS_NAME = /^[A-Z]\w*(::[A-Z]\w*)*$/;

function systemOf(path: string, lock: string): string {
  if (/recurring/.test(path)) return "solid-queue";
  if (/resque/.test(path)) return "resque-scheduler";
  if (/\n {4}sidekiq-cron /.test(lock) && !/sidekiq\.ya?ml$/.test(path)) return "sidekiq-cron";
  if (/\n {4}sidekiq-scheduler /.test(lock) || /sidekiq\.ya?ml$/.test(path)) return "sidekiq-scheduler";
  return /\n {4}resque-scheduler /.test(lock) ? "resque-scheduler" : "sidekiq-cron";
}

/** Entries anywhere in the file, development and test aside. */
function entriesIn(
  node: DataNode | null,
  depth: number,
): readonly { readonly name: string; readonly node: DataNode }[] {
  if (node === null || depth > 4) return [];
  const listed = node.items
    .filter((item) => isEntry(item))
    .map((item) => ({ name: textOf(field(item, "name")) ?? "", node: item }));
  const keyed = node.entries.flatMap(({ key, value }) => {
    if (isEntry(value, key)) return [{ name: key.replace(/^:/, ""), node: value }];
    const skipped =
      depth === 0 && /^:?(development|test)$/.test(key) && node.entries.some((one) => ENVIRONMENT.test(one.key));
    return skipped ? [] : entriesIn(value, depth + 1);
  });
  return [...listed, ...keyed];
}

function readFile(path: string, text: string, lock: string): readonly FileSchedule[] {
  const { root } = parseYaml(text.replace(/<%[\s\S]*?%>/g, ""));
  const system = systemOf(path, lock);
  return entriesIn(root, 0).map(({ name, node }) => {
    const runs = textOf(pick(node, WHAT)) ?? name;
    const when = whenOf(node);
    return {
      system,
      name: name === "" ? runs : name,
      when: when === null ? null : redact(when),
      timezone: when === null ? null : cronZone(when),
      runs: redact(runs),
      evidence: [{ path, line: node.line }],
    };
  });
}

export function readScheduleFiles(input: DetectInput): readonly FileSchedule[] {
  const lock = input.reader.read("Gemfile.lock") ?? "";
  if (lock === "" && input.reader.read("Gemfile") === null) return [];
  return input.workspace.files
    .filter((file) => FILE.test(file.path) && file.size < 200_000)
    .flatMap((file) => readFile(file.path, input.reader.read(file.path) ?? "", lock));
}
