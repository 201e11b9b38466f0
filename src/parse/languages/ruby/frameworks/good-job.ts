/** Turns GoodJob's cron setting into schedules. https://github.com/bensheldon/good_job#cron-style-repeatingrecurring-jobs */
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
    const runs = file.text(options.get("class")) ?? constantName(options.get("class") ?? null);
    file.add({
      kind: "schedule",
      system: "good-job",
      name,
      when: file.text(options.get("cron")),
      timezone: null,
      runs,
      runsOrigin: runs === null ? null : file.named(runs),
      inProcess: false,
      line: file.line(entry),
    });
  }
}

export const goodJob = defineRubyFramework({ id: "good-job", calls: { "cron=": setCron } });
