/** Turns a service's subscription into the files of its consumer; brokers are entries of a registry. */
import type { Broker } from "../../../../model/decision.js";
import type { TypescriptService } from "../needs.js";
import { printConsumer, printMessages } from "./consumer.js";
import { printNatsSource } from "./nats.js";
import { printRabbitmqSource } from "./rabbitmq.js";
import { printRedisSource } from "./redis.js";

export { printHandle } from "./consumer.js";

const BROKERS: Readonly<Record<Broker, () => string>> = {
  nats: printNatsSource,
  rabbitmq: printRabbitmqSource,
  redis: printRedisSource,
};

export const printEventFiles = (typescript: TypescriptService): readonly (readonly [string, string, string])[] =>
  typescript.consumes.length === 0
    ? []
    : [
        ["src/events/messages.ts", printMessages(typescript), "events as this service reads them"],
        ["src/events/consumer.ts", printConsumer(), "once per message id, retried, dead-lettered"],
        [`src/events/${typescript.broker}.ts`, BROKERS[typescript.broker](), "the broker's side"],
      ];
