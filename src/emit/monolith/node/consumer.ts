/** Turns events that services tell into the Node app's consumer: retries, dead letters, and a place for its code. */
import type { PlannedEvent } from "../../../model/plan.js";

const functionOf = (name: string): string =>
  `on${name
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("")}`;

export const printNodeHandle = (
  heard: readonly PlannedEvent[],
): string => `/** What this app does when a service tells it something: called once per message id, inside the transaction that remembers the id. */
"use strict";

const { Undeliverable } = require("./messages.cjs");

/** \`tx\` is the driver's connection in that transaction; what cannot be rolled back belongs into a job. */
async function handle(tx, message) {
  switch (message.name) {
${heard.map(({ name }) => `    case "${name}":\n      return ${functionOf(name)}(tx, message.data, message);\n`).join("")}    default:
      throw new Undeliverable(\`unknown event \${message.name}\`);
  }
}
${heard
  .map(
    ({ name, from }) => `
async function ${functionOf(name)}(_tx, _data, _message) {
  // VALUELINE-PORT: what the app does when ${from} tells ${name}; until then its messages wait in the dead-letter queue
  throw new Undeliverable("${name} is not ported");
}
`,
  )
  .join("")}
module.exports = { handle };
`;

export const printNodeMessages = (
  heard: readonly PlannedEvent[],
): string => `/** Events that services tell (contracts/asyncapi.yaml), as this app reads them. */
"use strict";

const GROUP = "monolith";
const NAMES = ${JSON.stringify(heard.map(({ name }) => name))};

/** No retry would help: the message goes to the dead-letter queue at once. */
class Undeliverable extends Error {}

/** The process ends: the message is the next one's. */
class Stopped extends Error {}

function readMessage(raw) {
  let message = null;
  try {
    message = JSON.parse(raw);
  } catch (error) {
    throw new Undeliverable(\`not an envelope: \${error.message}\`);
  }
  if (typeof message?.id !== "string" || message.data === undefined) throw new Undeliverable("not an envelope");
  return message;
}

module.exports = { GROUP, NAMES, Stopped, Undeliverable, readMessage };
`;

export const printNodeConsumer =
  (): string => `/** Takes services' events: at least once from the broker, once in effect, in order. Run it by: node valueline/consumer.cjs */
"use strict";

const { setTimeout: sleep } = require("node:timers/promises");
const { handle } = require("./handle.cjs");
const { openInbox } = require("./inbox.cjs");
const { Stopped, Undeliverable, readMessage } = require("./messages.cjs");
const { readEvents } = require("./source.cjs");

/** Before the dead-letter queue. */
const ATTEMPTS = 8;
/** Milliseconds before the second attempt; doubled from then on. */
const BACKOFF = 100;
const LONGEST_WAIT = 30_000;

const pause = (milliseconds, signal) =>
  sleep(milliseconds / 2 + Math.random() * (milliseconds / 2), undefined, { signal }).catch(() => undefined);

/**
 * Tries a message in place until it had its effect, so that later ones of its key do not overtake. What it throws,
 * Stopped aside, leaves only the dead-letter queue. Trouble with the database is not the message's fault and is
 * waited out.
 */
async function take(inbox, raw, signal) {
  const message = readMessage(raw);
  for (let attempt = 1; ; ) {
    try {
      return await inbox.once(message.id, (tx) => handle(tx, message));
    } catch (error) {
      if (error instanceof Undeliverable) throw error;
      console.error(\`\${message.name} \${message.id}, attempt \${attempt}: \${error instanceof Error ? error.message : String(error)}\`);
      if (await inbox.ready()) attempt += 1;
      if (attempt > ATTEMPTS) throw error;
      await pause(BACKOFF * 2 ** Math.min(attempt, 6), signal);
      if (signal.aborted) throw new Stopped();
    }
  }
}

async function run(signal) {
  const inbox = openInbox();
  for (let wait = 1_000; !signal.aborted; ) {
    try {
      await readEvents({
        signal,
        take: (raw) => take(inbox, raw, signal),
        reading: () => {
          wait = 1_000;
        },
      });
    } catch (error) {
      console.error(\`events wait \${wait} ms: \${error instanceof Error ? error.message : String(error)}\`);
      await pause(wait, signal);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }
  await inbox.close();
}

module.exports = { run };

if (require.main === module) {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stop.abort());
  run(stop.signal).then(() => process.exit(0));
}
`;
