/** Turns whenever's config/schedule.rb into schedules: a crontab that Heroku has no place for. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { CallNode, childrenOf, type Node } from "../nodes.js";
import { everyText } from "./schedule-text.js";

/** Job types that the gem brings; the file may define more. https://github.com/javan/whenever#define-your-own-job-types */
const TYPES = ["command", "rake", "runner", "script"];
const OWN = "whenever-types";

function defineType(call: CallNode, file: RubyFile): void {
  const name = file.text(readArguments(call).positional[0]);
  if (name !== null) file.scope.state.set(OWN, [...ownTypes(file), name]);
}

const ownTypes = (file: RubyFile): readonly string[] => (file.scope.state.get(OWN) as string[] | undefined) ?? [];

function readEvery(call: CallNode, file: RubyFile): void {
  const { block } = readArguments(call);
  if (block !== null) readTasks(block, call, new Set([...TYPES, ...ownTypes(file)]), file);
}

function readTasks(node: Node, every: CallNode, types: ReadonlySet<string>, file: RubyFile): void {
  if (node instanceof CallNode && node.receiver === null && types.has(node.name)) addTask(node, every, file);
  else for (const child of childrenOf(node)) readTasks(child, every, types, file);
}

function addTask(call: CallNode, every: CallNode, file: RubyFile): void {
  const text = file.text(readArguments(call).positional[0]);
  if (text === null) return;
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
  calls: { job_type: defineType, every: readEvery },
});
