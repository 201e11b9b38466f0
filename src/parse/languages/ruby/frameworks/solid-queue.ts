/** Turns SolidQueue's plugin and concurrency macros into settings; its recurring.yml is read beside the schedules. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework } from "../framework.js";

export const solidQueue = defineRubyFramework({
  id: "solid-queue",
  reads: (path) => /(^|\/)config\/puma[\w.-]*\.rb$/.test(path),
  calls: {
    /** `plugin :solid_queue` runs the supervisor inside Puma. https://github.com/rails/solid_queue#puma-plugin */
    plugin(call, file) {
      if (file.text(readArguments(call).positional[0]) !== "solid_queue") return;
      file.add({ kind: "setting", framework: "solid-queue", name: "in-puma", value: true, line: file.line(call) });
    },
  },
});
