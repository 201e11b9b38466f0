/** The faults themselves, the same for every broker: what is told, killed, restarted and counted. */
import { expect, it } from "vitest";
import type { Stage } from "./fault-stage.js";
import { type Processes, until } from "./servers.js";

export interface FaultyBroker {
  readonly stage: Stage;
  readonly processes: Processes;
  readonly broker: string;
  startConsumer(): Promise<void>;
  /** Resolves when the broker takes connections again. */
  brokerReady(): Promise<void>;
  /** Makes the relay publish 100 messages a second time, under the same ids. */
  repeat(): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const FAIR = { duplicated: 0, outOfOrder: 0 };

/** One test a fault, in an order that each builds on. `get`: known once the servers are up; `dead`: messages in the dead-letter queue. */
export function itSurvivesFaults(get: () => FaultyBroker, dead: () => Promise<number>): void {
  it("keeps what was published before any consumer ran", () => publishBeforeAnyConsumer(get()));
  it("survives a killed consumer", () => killConsumer(get()));
  it("survives a restart of the broker", () => restartBroker(get()));
  it("waits for the database", () => stopDatabase(get()));
  it("gives one effect to what is delivered twice", () => deliverTwice(get()));
  it("puts the poison in the dead-letter queue and goes on", () => poison(get(), dead));
}

async function publishBeforeAnyConsumer({ stage, startConsumer }: FaultyBroker): Promise<void> {
  await stage.tell(50);
  await stage.untilPublished();
  await startConsumer();
  expect(await stage.settle("published before any consumer ran")).toEqual({ accepted: 50, effects: 50, ...FAIR });
}

async function killConsumer({ stage, processes, startConsumer }: FaultyBroker): Promise<void> {
  const before = await stage.effects();
  await stage.tell(1000);
  await until("the middle", async () => (await stage.effects()) >= before + 200);
  await processes.kill("consumer", "SIGKILL");
  const middle = await stage.effects();
  expect(middle).toBeLessThan(before + 1000);
  await startConsumer();
  const account = await stage.settle(`consumer killed (-9) after ${middle - before} of 1,000`);
  expect(account).toEqual({ accepted: before + 1000, effects: before + 1000, ...FAIR });
}

async function restartBroker({ stage, processes, broker, brokerReady }: FaultyBroker): Promise<void> {
  const before = await stage.effects();
  await stage.tell(200);
  await until("some", async () => (await stage.effects()) > before + 20);
  await processes.kill(broker, "SIGKILL");
  await stage.tell(200);
  await pause(1000);
  processes.restart(broker);
  await brokerReady();
  const account = await stage.settle("broker killed (-9) and restarted");
  expect(account).toEqual({ accepted: before + 400, effects: before + 400, ...FAIR });
}

async function stopDatabase({ stage, processes }: FaultyBroker): Promise<void> {
  const before = await stage.effects();
  await stage.tell(300);
  await until("some", async () => (await stage.effects()) > before + 20);
  await processes.kill("mariadb", "SIGTERM");
  await pause(10_000);
  processes.restart("mariadb");
  await until("MariaDB", async () => (await stage.effects()) >= before);
  await stage.tell(50);
  const account = await stage.settle("database stopped for 10 s");
  expect(account).toEqual({ accepted: before + 350, effects: before + 350, ...FAIR });
}

async function deliverTwice({ stage, repeat }: FaultyBroker): Promise<void> {
  const before = await stage.effects();
  await repeat();
  await stage.untilPublished();
  await stage.tell(1);
  const account = await stage.settle("100 messages published twice");
  expect([account.duplicated, account.outOfOrder, account.effects - before >= 1]).toEqual([0, 0, true]);
}

async function poison({ stage }: FaultyBroker, dead: () => Promise<number>): Promise<void> {
  const before = await stage.effects();
  await stage.tell(1, '{"poison":true}');
  await stage.tell(20);
  const account = await stage.settle("a poison message, 20 behind it");
  expect(account).toEqual({ accepted: account.accepted, effects: before + 20, ...FAIR });
  expect(await dead()).toBe(1);
}
