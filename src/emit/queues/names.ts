/** Turns event names into what they are called on each broker; producer and consumer read the same. */

/** Redis: one stream an event, one dead-letter stream beside it. */
export const streamOf = (event: string): string => `events:${event}`;

/** NATS: one JetStream stream for the app, one subject an event. */
export const SUBJECT_PREFIX = "events.";
export const STREAM_NAME = "EVENTS";

/** RabbitMQ: a topic exchange, a quorum queue a service, a dead-letter exchange and queue. */
export const EXCHANGE = "events";
