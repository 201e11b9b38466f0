/** Turns planned events into AsyncAPI 3 and one JSON Schema a payload. */
import type { Broker } from "../../model/decision.js";
import type { Plan, PlannedEvent } from "../../model/plan.js";

const PROTOCOL: Readonly<Record<Broker, string>> = { redis: "redis", nats: "nats", rabbitmq: "amqp" };
const key = (text: string): string => text.replace(/[^A-Za-z0-9_-]/g, "_");

/** Messages of one name from two senders are one channel. */
export function describeAsyncapi(plan: Plan): object {
  const channels = new Map<string, object>();
  const operations = new Map<string, object>();
  for (const event of plan.events) {
    const id = key(event.name);
    channels.set(id, { address: event.name, messages: { [id]: { $ref: `#/components/messages/${id}` } } });
    const messages = [{ $ref: `#/channels/${id}/messages/${id}` }];
    const channel = { $ref: `#/channels/${id}` };
    operations.set(`${key(event.from)}_sends_${id}`, { action: "send", channel, messages, title: event.from });
    for (const to of event.to)
      operations.set(`${key(to)}_receives_${id}`, { action: "receive", channel, messages, title: to });
  }
  return {
    asyncapi: "3.0.0",
    info: { title: `Events of ${plan.app}`, version: "1.0.0" },
    servers: {
      broker: {
        host: "{host}",
        protocol: PROTOCOL[plan.broker ?? "redis"],
        variables: { host: { default: "localhost" } },
      },
    },
    channels: Object.fromEntries(channels),
    operations: Object.fromEntries(operations),
    components: {
      messages: Object.fromEntries(plan.events.map((event) => [key(event.name), describeMessage(event)])),
    },
  };
}

const describeMessage = (event: PlannedEvent): object => ({
  name: event.name,
  contentType: "application/json",
  payload: describePayload(event),
});

export const describePayload = ({ name, payload, orderedBy }: PlannedEvent): object => ({
  type: "object",
  title: name,
  required: ["id", "name", "key", "occurredAt", "data"],
  properties: {
    id: { type: "string", description: "idempotency key: one effect per id" },
    name: { const: name },
    key: { type: "string", description: orderedBy === null ? "no order" : `order is kept per ${orderedBy}` },
    occurredAt: { type: "string", format: "date-time" },
    data: payload,
  },
});
