/** Turns GoodJob's cron and execution mode into schedules and settings. https://github.com/bensheldon/good_job#cron-style-repeatingrecurring-jobs */
import { cronZone } from "../../../../text/cron-zone.js";
import { hashEntries } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { chainText, constantName } from "../names.js";
import { type CallNode, HashNode, KeywordHashNode } from "../nodes.js";

/** `config.good_job.cron = { name: { cron: "…", class: "Foo" } }`. */
function setCron(call: CallNode, file: RubyFile): void {
  if (!/good_job|GoodJob/.test(chainText(call.receiver) ?? file.source(call.receiver ?? call))) return;
  const table = call.arguments_?.arguments_[0];
  if (!(table instanceof HashNode || table instanceof KeywordHashNode)) return;
  for (const [name, entry] of hashEntries(table)) {
    if (!(entry instanceof HashNode)) continue;
    const options = hashEntries(entry);
    const when = file.text(options.get("cron"));
    const runs = file.text(options.get("class")) ?? constantName(options.get("class") ?? null);
    file.add({
      kind: "schedule",
      system: "good-job",
      name,
      when,
      timezone: when === null ? null : cronZone(when),
      runs,
      runsOrigin: runs === null ? null : file.named(runs),
      inProcess: false,
      line: file.line(entry),
    });
  }
}

/** `config.good_job.execution_mode = :async` works the queues inside the web process. */
function setMode(call: CallNode, file: RubyFile): void {
  const mode = file.text(call.arguments_?.arguments_[0]);
  if (mode === null || !/good_job/.test(chainText(call.receiver) ?? "")) return;
  file.add({ kind: "setting", framework: "good-job", name: "execution_mode", value: mode, line: file.line(call) });
}

export const goodJob = defineRubyFramework({ id: "good-job", calls: { "cron=": setCron, "execution_mode=": setMode } });
