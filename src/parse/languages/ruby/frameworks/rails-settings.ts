/** Keeps the Rails settings that jobs and mail depend on: queue adapter, prefixes, default queue. */
import { defineRubyFramework, type RubyFile } from "../framework.js";
import type { CallNode } from "../nodes.js";

const keep =
  (framework: string, name: string) =>
  (call: CallNode, file: RubyFile): void => {
    const value = file.text(call.arguments_?.arguments_[0]);
    if (value !== null) file.add({ kind: "setting", framework, name, value, line: file.line(call) });
  };

/** `self.queue_adapter = :que` in one job class tells of that class alone. */
function adapter(call: CallNode, file: RubyFile): void {
  const value = file.text(call.arguments_?.arguments_[0]);
  if (value === null) return;
  const own = file.scope.kind === "class" && !/Application$/.test(file.scope.name);
  const origin = own ? ({ kind: "constant", name: `::${file.scope.name}`, nesting: [] } as const) : null;
  file.add({ kind: "setting", framework: "active-job", name: "queue_adapter", value, origin, line: file.line(call) });
}

export const railsSettings = defineRubyFramework({
  id: "rails-settings",
  calls: {
    "queue_adapter=": adapter,
    "queue_name_prefix=": keep("active-job", "queue_name_prefix"),
    "queue_name_delimiter=": keep("active-job", "queue_name_delimiter"),
    "default_queue_name=": keep("active-job", "default_queue_name"),
  },
});
