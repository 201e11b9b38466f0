/** Reads messages on brokers: amqplib, kafkajs, NATS, MQTT, Redis publish/subscribe and streams. */
import type { Origin } from "../../../../model/file-facts.js";
import { type CallNode, calleeName, isFunction, isMember, lineOf, memberName, type Node, receiverOf } from "../ast.js";
import { lastName } from "../data/chains.js";
import { settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

interface Verb {
  readonly system: string;
  readonly packages: RegExp;
  readonly direction: "publish" | "consume";
  /** Positions of the channel: joined with "/" where both are given (exchange and routing key). */
  readonly channel: readonly number[];
  /** Names of the object that the call is made on, where its package cannot be seen. */
  readonly receiver: RegExp;
}

const AMQP = /^(amqplib|amqp-connection-manager|amqplib\/callback_api|amqp-ts)/;
const CHANNEL = /channel|^ch$|amqp|rabbit|^chan$/i;
const REDIS = /^(ioredis|redis|handy-redis)$/;
const REDIS_NAME = /redis|publisher|subscriber|^(pub|sub)(client)?$/i;

const VERBS: Readonly<Record<string, readonly Verb[]>> = {
  sendToQueue: [{ system: "amqp", packages: AMQP, direction: "publish", channel: [0], receiver: CHANNEL }],
  consume: [{ system: "amqp", packages: AMQP, direction: "consume", channel: [0], receiver: CHANNEL }],
  publish: [
    { system: "amqp", packages: AMQP, direction: "publish", channel: [0, 1], receiver: CHANNEL },
    {
      system: "nats",
      packages: /^(nats|@nats-io\/)/,
      direction: "publish",
      channel: [0],
      receiver: /nats|^(nc|js|jetstream)$/i,
    },
    { system: "mqtt", packages: /^(mqtt|async-mqtt)$/, direction: "publish", channel: [0], receiver: /mqtt/i },
    { system: "redis", packages: REDIS, direction: "publish", channel: [0], receiver: REDIS_NAME },
  ],
  subscribe: [
    {
      system: "nats",
      packages: /^(nats|@nats-io\/)/,
      direction: "consume",
      channel: [0],
      receiver: /nats|^(nc|js|jetstream)$/i,
    },
    { system: "mqtt", packages: /^(mqtt|async-mqtt)$/, direction: "consume", channel: [0], receiver: /mqtt/i },
    { system: "redis", packages: REDIS, direction: "consume", channel: [0], receiver: REDIS_NAME },
  ],
  psubscribe: [{ system: "redis", packages: REDIS, direction: "consume", channel: [0], receiver: REDIS_NAME }],
  pSubscribe: [{ system: "redis", packages: REDIS, direction: "consume", channel: [0], receiver: REDIS_NAME }],
  xadd: [{ system: "redis-streams", packages: REDIS, direction: "publish", channel: [0], receiver: REDIS_NAME }],
  xAdd: [{ system: "redis-streams", packages: REDIS, direction: "publish", channel: [0], receiver: REDIS_NAME }],
};

function verbOf(method: string, receiver: Node, context: FrameworkContext): Verb | null {
  const verbs = VERBS[method];
  if (verbs === undefined) return null;
  const value = context.value(receiver);
  const source = value.kind === "import" ? value.source : "";
  const name = lastName(context.origin(receiver)) ?? "";
  const own = receiver.type === "Identifier" ? receiver.name : isMember(receiver) ? (memberName(receiver) ?? "") : "";
  return (
    verbs.find((verb) => verb.packages.test(source)) ??
    verbs.find((verb) => verb.receiver.test(`${own}`) || verb.receiver.test(name)) ??
    null
  );
}

/** The channel as text, or as the symbol that another file gives a value. */
function channelAt(
  node: CallNode,
  at: readonly number[],
  context: FrameworkContext,
): { channel: string | null; channelOrigin?: Origin } {
  const [first, second] = at.map((index) => node.arguments[index] as Node | undefined);
  const name = context.string(first);
  const key = second === undefined ? null : context.string(second);
  // The default exchange: the routing key is the queue.
  if (name === "" && key !== null) return { channel: key };
  if (name !== null) return { channel: key === null || key === "" ? name : `${name}/${key}` };
  const origin = first === undefined ? null : context.origin(first);
  return origin === null || origin.kind === "unknown" ? { channel: null } : { channel: null, channelOrigin: origin };
}

function handlerOf(node: CallNode, context: FrameworkContext): Origin | null {
  const handler = node.arguments.find((one) => isFunction(context.follow(one)));
  const origin = handler === undefined ? null : context.origin(handler as Node);
  return origin === null || origin.kind === "unknown" ? null : origin;
}

function readVerb(node: CallNode, method: string, receiver: Node, context: FrameworkContext): void {
  const verb = verbOf(method, receiver, context);
  if (verb === null || node.arguments.length === 0) return;
  const channel = channelAt(node, verb.channel, context);
  if (channel.channel === null && channel.channelOrigin === undefined) return;
  const { system, direction } = verb;
  const handlerOrigin = direction === "consume" ? handlerOf(node, context) : null;
  context.emit({ kind: "message", system, ...channel, direction, handlerOrigin, line: lineOf(node) });
}

/** kafkajs: `producer.send({ topic })`, `consumer.subscribe({ topic })` or `{ topics }`. */
function readKafka(node: CallNode, method: string, receiver: Node, context: FrameworkContext): void {
  const own = `${lastName(context.origin(receiver)) ?? ""} ${receiver.type === "Identifier" ? receiver.name : ""}`;
  if (!context.imports("kafkajs") && !/kafka|producer|consumer/i.test(own)) return;
  const options = node.arguments[0];
  const topics =
    context.literal(settingOf(options, "topics", context)) ?? context.literal(settingOf(options, "topic", context));
  const direction = method === "send" ? "publish" : "consume";
  for (const channel of Array.isArray(topics) ? topics : [topics]) {
    if (typeof channel === "string")
      context.emit({ kind: "message", system: "kafka", channel, direction, line: lineOf(node) });
  }
  const topic = settingOf(options, "topic", context);
  if (topics === undefined && topic !== null) {
    context.emit({
      kind: "message",
      system: "kafka",
      channel: null,
      channelOrigin: context.origin(topic),
      direction,
      line: lineOf(node),
    });
  }
}

/** `xread("STREAMS", "orders", ...)`, `xreadgroup(...)`: the names behind STREAMS. */
function readStream(node: CallNode, context: FrameworkContext): void {
  const values = node.arguments.map((argument) => context.literal(argument));
  const at = values.findIndex((one) => typeof one === "string" && one.toUpperCase() === "STREAMS");
  const channel = at < 0 ? undefined : values[at + 1];
  if (typeof channel !== "string") return;
  context.emit({ kind: "message", system: "redis-streams", channel, direction: "consume", line: lineOf(node) });
}

export const brokers = defineFramework({
  id: "brokers",
  visit: {
    CallExpression(node, context) {
      const method = calleeName(node);
      const receiver = receiverOf(node);
      if (method === null || receiver === null) return;
      if (/^xread(group)?$/i.test(method)) readStream(node, context);
      else if ((method === "send" || method === "subscribe") && node.arguments[0]?.type === "ObjectExpression") {
        readKafka(node, method, receiver, context);
      } else if (Object.hasOwn(VERBS, method)) readVerb(node, method, receiver, context);
    },
  },
});
