/** Turns ActionCable channels, their streams and broadcasts into messages. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile, type RubyScope } from "../framework.js";
import { chainText } from "../names.js";
import { type CallNode, ConstantPathNode, ConstantReadNode, type Node } from "../nodes.js";

const isChannel = (scope: RubyScope): boolean =>
  scope.kind === "class" &&
  // Rails generates this one as the base of all others: nobody subscribes to it.
  scope.name !== "ApplicationCable::Channel" &&
  scope.superclass !== null &&
  "name" in scope.superclass &&
  /Channel(::Base)?$/.test(scope.superclass.name);

function addMessage(file: RubyFile, channel: string | null, direction: "publish" | "consume", node: Node): void {
  file.add({ kind: "message", system: "action-cable", channel, direction, line: file.line(node) });
}

/** Text up to the first computed part: "chat_#{id}" is the family "chat_*". */
function streamName(node: Node | undefined, file: RubyFile): string | null {
  if (node === undefined) return null;
  const text = file.text(node);
  if (text !== null) return text;
  const family = /^"([^"#]+)#\{/.exec(file.source(node))?.[1];
  return family === undefined ? null : `${family}*`;
}

function readBroadcast(call: CallNode, file: RubyFile): void {
  const [stream] = readArguments(call).positional;
  const receiver = chainText(call.receiver);
  if (receiver === "ActionCable.server" || /(^|::)ActionCable\.server$/.test(receiver ?? "")) {
    addMessage(file, streamName(stream, file), "publish", call);
  }
}

function readBroadcastTo(call: CallNode, file: RubyFile): void {
  const { receiver } = call;
  if (receiver instanceof ConstantReadNode || receiver instanceof ConstantPathNode) {
    const name = chainText(receiver);
    if (name?.endsWith("Channel")) addMessage(file, name.replace(/^::/, ""), "publish", call);
  } else if (receiver === null && isChannel(file.scope)) addMessage(file, file.scope.name, "publish", call);
}

/** `Turbo::StreamsChannel.broadcast_replace_to "orders"` and its siblings. */
function readTurbo(call: CallNode, file: RubyFile): void {
  if (call.receiver !== null && /StreamsChannel$/.test(chainText(call.receiver) ?? "")) {
    addMessage(file, streamName(readArguments(call).positional[0], file), "publish", call);
  }
}

const TURBO = ["append", "prepend", "replace", "update", "remove", "before", "after", "refresh", "render", "action"];

export const actionCable = defineRubyFramework({
  id: "action-cable",
  enterScope(scope, file) {
    if (isChannel(scope)) {
      file.add({
        kind: "message",
        system: "action-cable",
        channel: scope.name,
        direction: "consume",
        line: scope.line,
      });
    }
  },
  calls: {
    stream_from: (call, file) => {
      if (call.receiver === null && isChannel(file.scope)) {
        addMessage(file, streamName(readArguments(call).positional[0], file), "consume", call);
      }
    },
    broadcast: readBroadcast,
    broadcast_to: readBroadcastTo,
    ...Object.fromEntries(
      TURBO.flatMap((verb) => [
        [`broadcast_${verb}_to`, readTurbo],
        [`broadcast_${verb}_later_to`, readTurbo],
      ]),
    ),
  },
});
