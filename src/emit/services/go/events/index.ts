/** Turns a planned service's events into the files of its Go package `events`. */
import { goFile } from "../names.js";
import type { GoService } from "../needs.js";
import { printConsumer, printHandle, printReaction } from "./consumer.js";
import { printMessage } from "./message.js";
import { printNatsConsumer, printNatsPublisher, printNatsStreams } from "./nats.js";
import { printEventsOutbox, printEventsRelay } from "./outbox.js";
import { printRabbitmqConsumer, printRabbitmqPublisher, printRabbitmqQueues } from "./rabbitmq.js";
import { printRedisConsumer, printRedisPublisher, printRedisStreams } from "./redis.js";

export type GoFile = readonly [path: string, content: string, because: string];

export function printEvents(go: GoService): readonly GoFile[] {
  if (go.consumes.length + go.produces.length === 0) return [];
  const files: readonly GoFile[] = [
    ["message.go", printMessage(go), "the envelope of every event"],
    ...sharedFiles(go),
    ...(go.consumes.length === 0 ? [] : consumerFiles(go)),
    ...(go.produces.length === 0 ? [] : producerFiles(go)),
  ];
  return files.map(([path, content, because]) => [`internal/events/${path}`, content, because]);
}

/** What each event does is written once, then yours. */
export const printReactions = (go: GoService): readonly GoFile[] =>
  go.consumes.map((event) => [
    `internal/events/${goFile(`on_${event.name}`)}`,
    printReaction(go, event),
    `effect of ${event.name}`,
  ]);

/** The broker's files have the same names whichever it is: a changed decision leaves no second one behind. */
function sharedFiles({ broker }: GoService): readonly GoFile[] {
  const print = { redis: printRedisStreams, nats: printNatsStreams, rabbitmq: printRabbitmqQueues };
  return [["broker.go", print[broker](), "what must exist on the broker"]];
}

function consumerFiles(go: GoService): readonly GoFile[] {
  const print = { redis: printRedisConsumer, nats: printNatsConsumer, rabbitmq: printRabbitmqConsumer };
  return [
    ["consumer.go", printConsumer(go), "once in effect"],
    ["handle.go", printHandle(go), "which event does what"],
    ["broker_consumer.go", print[go.broker](), "the broker's side"],
  ];
}

function producerFiles(go: GoService): readonly GoFile[] {
  const print = { redis: printRedisPublisher, nats: printNatsPublisher, rabbitmq: printRabbitmqPublisher };
  return [
    ["outbox.go", printEventsOutbox(go), "events in the service's transactions"],
    ["relay.go", printEventsRelay(go), "outbox to broker"],
    ["broker_publisher.go", print[go.broker](go), "the broker's side"],
  ];
}
