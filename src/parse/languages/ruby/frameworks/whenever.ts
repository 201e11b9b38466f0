/** Turns whenever's config/schedule.rb into schedules: a crontab that Heroku has no place for. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import type { CallNode } from "../nodes.js";
import { everyText } from "./schedule-text.js";

function addTask(call: CallNode, file: RubyFile): void {
  const every = file.blocks.findLast((outer) => outer.name === "every");
  const text = file.text(readArguments(call).positional[0]);
  if (every === undefined || text === null) return;
  const constant = /^[A-Z][\w:]*/.exec(text)?.[0] ?? null;
  file.add({
    kind: "schedule",
    system: "whenever",
    name: text,
    when: everyText(every, file),
    timezone: null,
    runs: call.name === "rake" ? `rake ${text}` : text,
    runsOrigin: call.name === "runner" && constant !== null ? file.named(constant) : null,
    inProcess: false,
    line: file.line(call),
  });
}

export const whenever = defineRubyFramework({
  id: "whenever",
  reads: (path) => /(^|\/)config\/schedule[\w-]*\.rb$|(^|\/)config\/schedules?\/.*\.rb$/.test(path),
  calls: { rake: addTask, runner: addTask, command: addTask, script: addTask, sidekiq: addTask, perform: addTask },
});
