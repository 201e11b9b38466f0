/** ActiveStorage's service of production, looked up in config/storage.yml, where the app attaches anything at all. */
import type { FileFacts } from "../../model/file-facts.js";
import { type DataNode, field, parseYaml, textOf } from "../../text/data-node.js";
import type { Judgement } from "./judgement.js";
import { withoutErb } from "./rails-yaml.js";

const SETTING = /(^|\.)config\.active_storage\.service=$/;
const ATTACHES = /^(has_one_attached|has_many_attached|has_rich_text)$|^ActiveStorage::Blob\.create|^ActionMailbox/;
/** Production's own word wins over the application's. */
const FILES = ["config/environments/production.rb", "config/application.rb"];

export const storageOnDisk: Judgement = ({ facts, reader }) => {
  if (!facts.some(attaches)) return [];
  const { root } = parseYaml(withoutErb(reader.read("config/storage.yml") ?? ""));
  const settings = FILES.flatMap((path) => facts.find((file) => file.path === path) ?? []).flatMap((file) =>
    file.calls.filter(({ text }) => SETTING.test(text)).map((call) => ({ path: file.path, ...call })),
  );
  const [first] = settings;
  const name = first?.args[0];
  if (first === undefined || typeof name !== "string" || !isDisk(name, root)) return [];
  return [{ path: first.path, line: first.line, it: name, subject: first.path }];
};

const attaches = ({ calls, marks }: Pick<FileFacts, "calls" | "marks">): boolean =>
  !marks.includes("test") && calls.some(({ text }) => ATTACHES.test(text));

/** By its entry in storage.yml, a mirror by its primary; without an entry by the names that Rails generates. */
function isDisk(name: string, services: DataNode | null, depth = 0): boolean {
  const entry = field(services, name);
  if (entry === null) return name === "local" || name === "test";
  const kind = textOf(field(entry, "service"));
  if (kind !== "Mirror") return kind === "Disk";
  const primary = textOf(field(entry, "primary"));
  return primary !== null && depth < 3 && isDisk(primary, services, depth + 1);
}
