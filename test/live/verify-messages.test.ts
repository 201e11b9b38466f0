/**
 * The messages of `migrate verify`, letter by letter, before Debian's NATS and RabbitMQ: each in a network namespace of
 * its own, at the ports and with the arguments and tools that the official image has (Alpine's busybox beside NATS).
 * What the stand-ins lack: the service; a consumer declared as the generated ones are takes and acknowledges instead.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeDeployment } from "../../src/emit/platforms/describe.js";
import { fill, recipeOf } from "../../src/emit/platforms/needs.js";
import { describeVerification } from "../../src/emit/platforms/verification.js";
import type { Broker } from "../../src/model/decision.js";
import { SIZES } from "../emit/platforms/awkward-plan.js";
import { handMadePlan } from "../hand-made-plan.js";

const folder = mkdtempSync(join(tmpdir(), "verify-messages-"));
const PASSWORD = "onlyforthisrun";

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The event that a service takes, and what goes round through the broker alone where there are no services. */
function messageOf(broker: Broker, services: boolean): string {
  const plan = handMadePlan({ broker });
  const whole = services ? plan : { ...plan, services: [], addons: ADDONS[broker]! };
  const input = { password: PASSWORD, values: {} };
  const { messages } = describeVerification(whole, describeDeployment(whole, SIZES), input);
  const found = messages.find(({ what }) => (services ? what.startsWith("event ") : what.startsWith("sent")));
  return found!.steps[0]!.command;
}

const addon = (need: string) => [
  {
    plan: need,
    service: need,
    as: null,
    need,
    configVars: ["X_URL"],
    sharedWith: [],
    evidence: [],
    run: "self" as const,
  },
];
const ADDONS: Readonly<Partial<Record<Broker, ReturnType<typeof addon>>>> = {
  nats: addon("nats"),
  rabbitmq: addon("queue"),
};

interface Scene {
  /** Starts the server in the background and waits until it serves. */
  readonly server: string;
  /** Declares the consumer and takes messages in the background; "" for none. */
  readonly taker: string;
  readonly message: string;
  /** Of the shell that runs the message, as `sh -c` does inside the container. */
  readonly path?: string;
}

/** Nothing inside reaches the machine's ports, nor they it; all that it started ends with it. */
function play({ server, taker, message, path = process.env["PATH"]! }: Scene): { code: number | null; said: string } {
  const home = mkdtempSync(join(folder, "scene-"));
  writeFileSync(join(home, "message"), message);
  const script = `set -e
ip link set lo up
cd ${home}
trap 'kill $(jobs -p) 2>/dev/null' EXIT
${server}
${taker}
set +e
PATH=${path} NATS_PASSWORD=${PASSWORD} RABBITMQ_DEFAULT_PASS=${PASSWORD} sh message
`;
  const args = ["--net", "--pid", "--fork", "--kill-child", "bash", "-c", script];
  const env = { ...process.env, HOME: home };
  const result = spawnSync("unshare", args, { encoding: "utf8", env, timeout: 100_000 });
  return { code: result.status, said: `${result.stdout}\n${result.stderr}` };
}

describe("NATS", () => {
  const bin = join(folder, "bin");
  const recipe = recipeOf("nats")!;
  const args = recipe.args.map((text) => fill(text, { password: PASSWORD, host: "nats" }).replace("/data", "./data"));
  const server = `${args.join(" ")} >server.log 2>&1 &
for i in $(seq 100); do (: </dev/tcp/127.0.0.1/8222) 2>/dev/null && break; sleep 0.1; done`;

  /** As consumers of the Go service declare themselves: durable, explicit acks, one message at a time. */
  const TAKER = `const socket = require("node:net").connect(4222, "127.0.0.1");
const [durable, subject] = process.argv.slice(2);
const send = (to, reply, text) => socket.write(\`PUB \${to} \${reply} \${text.length}\\r\\n\${text}\\r\\n\`);
socket.write('CONNECT {"user":"app","pass":"${PASSWORD}"}\\r\\nSUB made 1\\r\\nSUB taken 2\\r\\n');
send("$JS.API.STREAM.CREATE.EVENTS", "made", JSON.stringify({ name: "EVENTS", subjects: ["events.>"], storage: "file" }));
const config = { durable_name: durable, filter_subject: subject, ack_policy: "explicit", max_ack_pending: 1 };
send("$JS.API.CONSUMER.DURABLE.CREATE.EVENTS." + durable, "made", JSON.stringify({ stream_name: "EVENTS", config }));
const next = () => send("$JS.API.CONSUMER.MSG.NEXT.EVENTS." + durable, "taken", "");
setTimeout(next, 300);
setTimeout(() => require("node:fs").writeFileSync("ready", ""), 600);
socket.on("data", (chunk) => {
  if (String(chunk).includes("PING")) socket.write("PONG\\r\\n");
  const ack = /MSG \\S+ 2 (\\$JS\\.ACK\\S+)/.exec(String(chunk))?.[1];
  if (ack === undefined) return;
  send(ack, "", "+ACK");
  next();
});`;

  beforeAll(() => {
    mkdirSync(bin);
    execFileSync("busybox", ["--install", "-s", bin]);
    writeFileSync(join(folder, "taker.cjs"), TAKER);
  });

  const taker = (
    durable: string,
    subject: string,
  ): string => `node ${join(folder, "taker.cjs")} ${durable} '${subject}' &
for i in $(seq 100); do [ -e ready ] && break; sleep 0.1; done`;
  const event = /PUB events\.(\S+)/.exec(messageOf("nats", true))![1]!;

  it.each([
    ["a Go service, a consumer for each event", `authorizations-${event.replaceAll(".", "-")}`, `events.${event}`],
    ["a TypeScript service, one consumer for all", "authorizations", "events.>"],
  ])(
    "%s: sees that the event was taken",
    (_, durable, subject) => {
      const { code, said } = play({
        server,
        taker: taker(durable, subject),
        message: messageOf("nats", true),
        path: bin,
      });
      expect(code, said).toBe(0);
    },
    120_000,
  );

  it("sees that nobody took it, when another service's consumer did", () => {
    const message = messageOf("nats", true).replace("seq 60", "seq 2");
    expect(play({ server, taker: taker("billing", `events.${event}`), message, path: bin }).code).toBe(1);
  }, 120_000);

  it("goes round without services, and not with a wrong password", () => {
    const message = messageOf("nats", false);
    expect(play({ server, taker: "", message, path: bin }).code).toBe(0);
    expect(play({ server, taker: "", message: `NATS_PASSWORD=wrong; ${message}`, path: bin }).code).not.toBe(0);
  }, 120_000);
});

describe("RabbitMQ", () => {
  const lib = "/usr/lib/rabbitmq/bin";
  const server = `cat >rabbitmq.conf <<CONF
default_user = app
default_pass = ${PASSWORD}
CONF
echo '[rabbitmq_management].' >plugins
export RABBITMQ_NODENAME=verify@localhost RABBITMQ_MNESIA_BASE=$PWD/data RABBITMQ_LOGS=- RABBITMQ_LOG_BASE=$PWD/log
export RABBITMQ_ENABLED_PLUGINS_FILE=$PWD/plugins RABBITMQ_CONFIG_FILE=$PWD/rabbitmq.conf RABBITMQ_CONF_ENV_FILE=$PWD/none
epmd -daemon
${lib}/rabbitmq-server >server.log 2>&1 &
for i in $(seq 600); do (: </dev/tcp/127.0.0.1/15672) 2>/dev/null && break; sleep 0.1; done`;

  /** As the generated services declare themselves. */
  const TAKER = `require "bunny"
channel = Bunny.new("amqp://app:${PASSWORD}@127.0.0.1:5672").start.create_channel
exchange = channel.topic("events", durable: true)
queue = channel.queue("events.authorizations", durable: true, arguments: {"x-queue-type" => "quorum"})
queue.bind(exchange, routing_key: "#")
queue.subscribe(manual_ack: true) { |delivery, _, _| channel.ack(delivery.delivery_tag) }
File.write("ready", "")
sleep`;
  const taker = `cat >taker.rb <<'RUBY'
${TAKER}
RUBY
ruby taker.rb &
for i in $(seq 300); do [ -e ready ] && break; sleep 0.1; done`;

  it("sees that the event was taken", () => {
    const { code, said } = play({ server, taker, message: messageOf("rabbitmq", true) });
    expect(code, said).toBe(0);
  }, 120_000);

  it("refuses an event that no queue takes, and goes round without services", () => {
    const none = `a="rabbitmqadmin -u app -p ${PASSWORD}"; $a declare exchange name=events type=topic durable=true >/dev/null;`;
    const { code, said } = play({
      server,
      taker: "",
      message: `(${messageOf("rabbitmq", false)}) || exit 9; ${none} ${messageOf("rabbitmq", true)}`,
    });
    expect(code, said).toBe(1);
  }, 120_000);
});
