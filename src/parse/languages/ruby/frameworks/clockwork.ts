/** Turns clockwork's and rufus-scheduler's entries into schedules. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { type BlockNode, CallNode, StatementsNode } from "../nodes.js";
import { everyText, rootConstant, workOf } from "./schedule-text.js";

const isClockwork = (file: RubyFile): boolean => /\bClockwork\b/.test(file.content);
/** `scheduler.every "1m" do`, and a bare `every` in a class that wraps one. */
const isRufus = (call: CallNode, file: RubyFile): boolean =>
  (call.receiver !== null || file.inMethod) && /rufus/i.test(file.content) && call.block !== null;

function addEntry(system: string, name: string | null, call: CallNode, file: RubyFile, inProcess: boolean): void {
  const { keywords, block } = readArguments(call);
  const runsCall = workOf(block);
  const root = runsCall === null ? null : rootConstant(runsCall);
  file.add({
    kind: "schedule",
    system,
    name: name ?? constantName(root) ?? ownCall(block) ?? (file.within || system),
    when: everyText(call, file),
    timezone: file.text(keywords.get("tz")),
    runs: runsCall === null ? name : callText(runsCall, file),
    runsOrigin: root === null ? null : file.constant(root),
    inProcess,
    line: file.line(call),
  });
}

/** The call's first line, without the block it takes. */
const callText = (call: CallNode, file: RubyFile): string =>
  file
    .source(call)
    .split("\n")[0]!
    .replace(/\s*(\bdo\b|\{)\s*(\|.*)?$/, "")
    .slice(0, 200);

/** `{ propagate! }`: the method of its own that a block begins with. */
function ownCall(block: BlockNode | null): string | null {
  const first = block?.body instanceof StatementsNode ? block.body.body[0] : undefined;
  return first instanceof CallNode && first.receiver === null ? first.name : null;
}

function every(call: CallNode, file: RubyFile): void {
  rufus(call, file);
  if (!isClockwork(file) || (call.receiver !== null && constantName(call.receiver) !== "Clockwork")) return;
  const second = readArguments(call).positional[1];
  addEntry("clockwork", file.text(second), call, file, false);
}

function rufus(call: CallNode, file: RubyFile): void {
  if (isRufus(call, file)) addEntry("rufus-scheduler", null, call, file, true);
}

export const clockwork = defineRubyFramework({ id: "clockwork", calls: { every, cron: rufus, interval: rufus } });
