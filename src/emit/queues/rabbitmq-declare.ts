/** Prints the JavaScript and the Ruby that declare one consumer's quorum queue: RabbitMQ refuses a queue that two sides declare differently. */

/** Body of a function with a `channel`; `queue` and `names` are expressions in its scope. */
export const printQueueDeclaration = (queue: string, names: string): string => `  const dead = \`\${${queue}}.dead\`;
  await channel.assertQueue(dead, { durable: true, arguments: { "x-queue-type": "quorum" } });
  await channel.assertQueue(${queue}, {
    durable: true,
    arguments: {
      "x-queue-type": "quorum",
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": dead,
      "x-dead-letter-strategy": "at-least-once",
      "x-overflow": "reject-publish",
      "x-single-active-consumer": true,
    },
  });
  for (const name of ${names}) await channel.bindQueue(${queue}, "events", name);`;

/** Ruby's half, for a `@channel` of Bunny: leaves the queue in `work`. */
export const printRubyQueueDeclaration = (queue: string, indent: string): string =>
  `dead = "#{${queue}}.dead"
@channel.queue(dead, durable: true, arguments: { "x-queue-type" => "quorum" })
work = @channel.queue(${queue}, durable: true, arguments: {
  "x-queue-type" => "quorum",
  "x-dead-letter-exchange" => "",
  "x-dead-letter-routing-key" => dead,
  "x-dead-letter-strategy" => "at-least-once",
  "x-overflow" => "reject-publish",
  "x-single-active-consumer" => true
})`.replaceAll(/^/gm, indent);
