/** Reads socket.io and ws servers: namespaces, events that clients send, events sent to clients. https://socket.io/docs/v4/server-api/ */
import type { Origin } from "../../../../model/file-facts.js";
import type { MessageFragment } from "../../../../model/fragments.js";
import {
  argumentsOf,
  type CallNode,
  calleeName,
  isCall,
  isFunction,
  isMember,
  lineOf,
  memberName,
  type Node,
  propertyOf,
  unwrap,
} from "../ast.js";
import { defineFramework, type FrameworkContext } from "../framework.js";
import { keyOfOrigin } from "./http/state.js";

const SYSTEM =
  /^(connect|connection|disconnect|disconnecting|error|connect_error|message_error|new_namespace|ping|pong|open|close|upgrade|listening|headers)$/;
const SOCKET = /^(socket|client|io|nsp|namespace|ws|wss|conn|connection|server)\w*$|\w*(Socket|Io|IO|Namespace)$/;
/** Steps of `io.to("room").emit(…)`, `socket.broadcast.emit(…)`. */
const SELECTORS = /^(to|in|of|except|broadcast|volatile|local|sockets|compress|timeout|adapter)$/;

interface Namespaces {
  /** Keys of what the file knows to be a namespace: it holds `io.of(…)`, or connections arrive at it. */
  readonly known: Set<string>;
  /** Messages on receivers that may yet turn out to be one. */
  readonly open: { readonly key: string; readonly message: MessageFragment }[];
}

const STATES = new WeakMap<FrameworkContext, Namespaces>();

function stateOf(context: FrameworkContext): Namespaces {
  const known = STATES.get(context);
  if (known !== undefined) return known;
  const state: Namespaces = { known: new Set(), open: [] };
  STATES.set(context, state);
  return state;
}

export const socketio = defineFramework({
  id: "socketio",
  visit: {
    AssignmentExpression(node, context) {
      if (isNamespace(node.right, context)) stateOf(context).known.add(keyOfOrigin(context.origin(node.left)));
    },
    VariableDeclarator(node, context) {
      if (node.init && isNamespace(node.init, context))
        stateOf(context).known.add(keyOfOrigin(context.origin(node.id)));
    },
    CallExpression(node, context) {
      const name = calleeName(node);
      if (name === "of") readNamespace(node, context);
      if (name !== "on" && name !== "once" && name !== "emit" && name !== "handle") return;
      if (isClient(context) || !isMember(unwrap(node.callee))) return;
      readEvent(node, name, context);
    },
    NewExpression: (node, context) => {
      if (!context.isFrom(node, "ws", "WebSocketServer", "()") && !context.isFrom(node, "ws", "Server", "()")) return;
      const path = context.string(
        propertyOf(node.arguments[0] === undefined ? null : context.follow(unwrap(node.arguments[0])), "path"),
      );
      if (path !== null) serveSockets(path, node, context);
    },
  },
  finish(context) {
    const state = STATES.get(context);
    for (const { key, message } of state?.open ?? []) if (state?.known.has(key)) context.emit(message);
  },
});

function serveSockets(path: string, node: Node, context: FrameworkContext): void {
  const router: Origin = { kind: "global", name: "ws" };
  const answer = { handler: null, handlerOrigin: null, line: lineOf(node) };
  context.emit({ kind: "route", framework: "ws", router, methods: ["WS"], path, ...answer });
}

/** `io.of("/admin")` */
function isNamespace(input: Node, context: FrameworkContext): boolean {
  const node = unwrap(input);
  if (!isCall(node) || calleeName(node) !== "of" || !isMember(unwrap(node.callee))) return false;
  return context.string(node.arguments[0])?.startsWith("/") === true;
}

function readNamespace(node: CallNode, context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  if (!isNamespace(node, context) || isClient(context) || !isMember(callee)) return;
  if (isSocket(callee.object, context)) serveSockets(context.string(node.arguments[0])!, node, context);
}

const isClient = (context: FrameworkContext): boolean => context.imports("socket.io-client|react|vue|jquery");

function readEvent(node: CallNode, name: string, context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  if (!isMember(callee)) return;
  const [event, handler] = argumentsOf(node);
  if (event === undefined) return;
  const channel = context.string(event);
  if (channel !== null && /^connect(ion)?$/.test(channel) && isFunction(handler) && handler.params.length === 1)
    stateOf(context).known.add(keyOfOrigin(context.origin(callee.object)));
  if (channel !== null && SYSTEM.test(channel)) return;
  if (channel === null && !(event.type === "Identifier" || isMember(event))) return;
  const named = channel === null ? { channel: null, channelOrigin: context.origin(event) } : { channel };
  const direction = name === "emit" ? ("publish" as const) : ("consume" as const);
  if (direction === "consume" && handler === undefined) return;
  const handlerOrigin =
    handler === undefined || isFunction(handler) || direction === "publish"
      ? {}
      : { handlerOrigin: context.origin(handler) };
  const at = { ...handlerOrigin, line: lineOf(node) };
  const message = { kind: "message", system: "socket.io", ...named, direction, ...at } as const;
  const receiver = selected(callee.object);
  if (isSocket(receiver, context)) context.emit(message);
  else stateOf(context).open.push({ key: keyOfOrigin(context.origin(receiver)), message });
}

/** The socket, namespace or server below `to("room")`, `broadcast` and the like. */
function selected(input: Node): Node {
  let node = unwrap(input);
  for (;;) {
    if (isCall(node) && isMember(node.callee) && SELECTORS.test(memberName(node.callee) ?? ""))
      node = unwrap(node.callee.object);
    else if (isMember(node) && SELECTORS.test(memberName(node) ?? "")) node = unwrap(node.object);
    else return node;
  }
}

/** The receiver leads to socket.io, or to a socket that a connection handler was given. */
function isSocket(input: Node, context: FrameworkContext): boolean {
  const node = selected(input);
  const origin = context.value(node);
  if (origin.kind === "import") return origin.source === "socket.io" || origin.source === "@nestjs/websockets";
  if (origin.kind === "param") return isConnectionParam(node, context);
  const name = node.type === "Identifier" ? node.name : isMember(node) ? (memberName(node) ?? "") : "";
  return (
    /^(io|socketio|nsp)$/i.test(name) ||
    (context.imports("socket.io|@nestjs/websockets") && SOCKET.test(name) && /^(io|server|nsp|socket)/i.test(name))
  );
}

/** `io.on("connection", (socket) => …)`: or a parameter so called in a file about sockets. */
function isConnectionParam(node: Node, context: FrameworkContext): boolean {
  if (node.type !== "Identifier" && !isMember(node)) return false;
  const name = node.type === "Identifier" ? node.name : (memberName(node) ?? "");
  if (!SOCKET.test(name)) return false;
  if (context.imports("socket.io") || /^(io|socket)$/i.test(name)) return true;
  return context.ancestors.some(
    (one) =>
      isCall(one) &&
      /^(on|once)$/.test(calleeName(one) ?? "") &&
      /^(connect|connection)$/.test(context.string(one.arguments[0]) ?? ""),
  );
}
