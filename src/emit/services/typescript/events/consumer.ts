/** Turns consumed events into a TypeScript consumer: once per message id, retried with backoff, dead-lettered. */
import type { PlannedEvent } from "../../../../model/plan.js";
import { pascal, type TypescriptService } from "../needs.js";
import { fieldsOf, type JsonSchema, keyText, zodOf } from "../zod.js";

/** A column may be called as the mark of a row that is gone. */
const properties = ({ payload }: PlannedEvent): readonly (readonly [string, JsonSchema])[] =>
  fieldsOf(payload as JsonSchema).filter(([name]) => name !== "deleted");

export const printMessages = ({
  service,
  consumes,
}: TypescriptService): string => `/** Events that others tell (contracts/asyncapi.yaml), as this service reads them. */
import { z } from "zod";

/** The consumer group: replicas share its messages. */
export const GROUP = "${service.name}";

export const NAMES = [${consumes.map(({ name }) => `"${name}"`).join(", ")}] as const;

export type EventName = (typeof NAMES)[number];

/** The envelope that every producer writes; \`id\` is the idempotency key. */
const Envelope = z.looseObject({
  id: z.string().min(1),
  name: z.string().min(1),
  key: z.string(),
  occurredAt: z.string(),
  data: z.unknown(),
});

export type Message = z.infer<typeof Envelope>;

/** No retry would help: the message goes to the dead-letter queue at once. */
export class Undeliverable extends Error {}

export function readMessage(raw: string): Message {
  try {
    return Envelope.parse(JSON.parse(raw));
  } catch (error) {
    throw new Undeliverable(\`not an envelope: \${String(error)}\`);
  }
}
${consumes
  .map(
    (event) => `
/** A row that is gone has its id and \`deleted\` alone. */
export const ${pascal(event.name)} = z.looseObject({
  deleted: z.boolean().optional(),
${properties(event)
  .map(([name, schema]) => `  ${keyText(name)}: ${zodOf(schema)}.optional(),\n`)
  .join("")}});
export type ${pascal(event.name)} = z.infer<typeof ${pascal(event.name)}>;
`,
  )
  .join("")}`;

export const printHandle = ({
  service,
  consumes,
}: TypescriptService): string => `/** What ${service.name} does when others tell it something: business code, called once per message id. */
import { NotPorted } from "../errors.js";
import type { Transaction } from "../store.js";
import { ${consumes.map(({ name }) => `${pascal(name)}, `).join("")}type Message, Undeliverable } from "./messages.js";

/** Gives an event's effect inside the transaction that also remembers its id. */
export async function handle(tx: Transaction, message: Message): Promise<void> {
  switch (message.name) {
${consumes
  .map(
    ({ name }) =>
      `    case "${name}":\n      return on${pascal(name)}(tx, ${pascal(name)}.parse(message.data), message);\n`,
  )
  .join("")}    default:
      throw new Undeliverable(\`unknown event \${message.name}\`);
  }
}
${consumes
  .map(
    ({ name, from }) => `
async function on${pascal(name)}(_tx: Transaction, _data: ${pascal(name)}, _message: Message): Promise<void> {
  // VALUELINE-PORT: what ${service.name} does when ${from} tells ${name}; until then its messages wait in the dead-letter queue
  throw new NotPorted();
}
`,
  )
  .join("")}`;

export const printConsumer = (): string => `/** Takes messages: at least once from the broker, once in effect. */
import { setTimeout as sleep } from "node:timers/promises";
import { ZodError } from "zod";
import { NotPorted } from "../errors.js";
import type { Store, Transaction } from "../store.js";
import { type Message, readMessage, Undeliverable } from "./messages.js";

export interface Log {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Consuming {
  readonly store: Store;
  readonly handle: (tx: Transaction, message: Message) => Promise<void>;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Before the dead-letter queue. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled from then on. */
  readonly backoff: number;
}

/** The service stops: the message is the next replica's. */
export class Stopped extends Error {}

/**
 * Tries a message until it had its effect, in place, so that later ones of its key do not overtake.
 * An error other than Stopped means that only the dead-letter queue is left; trouble with the database is not the
 * message's fault and is waited out.
 */
export async function take(consuming: Consuming, raw: string): Promise<void> {
  const message = readMessage(raw);
  for (let attempt = 1; ; ) {
    try {
      await once(consuming, message);
      return;
    } catch (error) {
      if (consuming.signal.aborted) throw new Stopped();
      if (error instanceof Undeliverable || error instanceof NotPorted || error instanceof ZodError) throw error;
      consuming.log.warn({ event: message.name, id: message.id, attempt, error: String(error) }, "event failed");
      if (await consuming.store.ready()) attempt += 1;
      if (attempt > consuming.attempts) throw error;
      const wait = consuming.backoff * 2 ** Math.min(attempt, 6);
      await pause(wait / 2 + Math.random() * (wait / 2), consuming.signal);
    }
  }
}

/** Remembers the id and gives the effect in one transaction; a known id has had its effect. */
const once = ({ store, handle }: Consuming, message: Message): Promise<void> =>
  store.transaction(async (tx) => {
    if (await store.remember(tx, message.id)) await handle(tx, message);
  });

export const pause = (milliseconds: number, signal: AbortSignal): Promise<unknown> =>
  sleep(milliseconds, undefined, { signal }).catch(() => undefined);

/** Runs \`read\` again and again until the service stops: a broker that is away comes back. */
export async function keepReading(consuming: Consuming, read: () => Promise<void>): Promise<void> {
  while (!consuming.signal.aborted) {
    try {
      await read();
    } catch (error) {
      if (consuming.signal.aborted) return;
      consuming.log.warn({ error: String(error) }, "broker waits");
      await pause(1_000, consuming.signal);
    }
  }
}
`;
