/** Turns `deliver_later` into enqueues of the mail job, and mailers' queue settings into facts. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { CallNode, type Node } from "../nodes.js";

/** The mailer that a chain starts at: `UserMailer.with(user: u).welcome.deliver_later`. */
function mailerOf(node: Node | null, file: RubyFile): { readonly name: string | null; readonly action: string | null } {
  let at = node;
  const action = node instanceof CallNode ? node.name : null;
  while (at instanceof CallNode) at = at.receiver;
  const origin = file.constant(at);
  return { name: origin !== null && "name" in origin ? origin.name : null, action };
}

function deliverLater(call: CallNode, file: RubyFile): void {
  const { name, action } = mailerOf(call.receiver, file);
  file.add({
    kind: "enqueue",
    system: "active-job",
    job: null,
    jobName: "ActionMailer::MailDeliveryJob",
    queue: file.text(readArguments(call).keywords.get("queue")),
    within: file.within,
    line: file.line(call),
  });
  if (name !== null && action !== null) file.addReference(file.named(name), "call", file.line(call));
}

/** `self.deliver_later_queue_name = :mail` and `config.action_mailer.deliver_later_queue_name`. */
function setQueue(call: CallNode, file: RubyFile): void {
  const queue = file.text(call.arguments_?.arguments_[0]);
  if (queue === null) return;
  file.add({ kind: "setting", framework: "action-mailer", name: "queue", value: queue, line: file.line(call) });
}

export const mailers = defineRubyFramework({
  id: "mailers",
  calls: {
    deliver_later: deliverLater,
    "deliver_later!": deliverLater,
    "deliver_later_queue_name=": setQueue,
  },
});
