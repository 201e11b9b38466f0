/** Turns rake tasks into definitions' facts that schedules and processes name: "statements:monthly". */
import { hashEntries, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { argumentsOf, type CallNode, HashNode, KeywordHashNode } from "../nodes.js";

/** `task :name`, `task name: :environment`, `task :name, [:args] => :environment`. */
function taskName(call: CallNode, file: RubyFile): string | null {
  const [first] = argumentsOf(call);
  if (first instanceof KeywordHashNode || first instanceof HashNode) return [...hashEntries(first).keys()][0] ?? null;
  return file.text(first);
}

function addTask(call: CallNode, file: RubyFile): void {
  const name = taskName(call, file);
  if (name === null || call.receiver !== null || readArguments(call).block === null) return;
  const spaces = file.blocks
    .filter((outer) => outer.name === "namespace")
    .map((outer) => file.text(readArguments(outer).positional[0]))
    .filter((space) => space !== null);
  file.add({
    kind: "setting",
    framework: "rake",
    name: "task",
    value: [...spaces, name].join(":"),
    line: file.line(call),
  });
}

export const rake = defineRubyFramework({
  id: "rake",
  reads: (path) => /\.rake$|(^|\/)Rakefile$/.test(path),
  calls: { task: addTask },
});
