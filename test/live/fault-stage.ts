/** Sets the stage for faults: database, relay and Go consumer as generated, and an account of every message. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { emitPlan } from "../../src/emit/index.js";
import type { Broker } from "../../src/model/decision.js";
import { runMigrate } from "../cli/run-migrate.js";
import { handMadePlan } from "../hand-made-plan.js";
import { freePort, HOST, type Processes, until } from "./servers.js";

/** What a person ports: an effect without a unique key, so that a second one would show; and a message nobody can take. */
const ON_CARD_CHANGED = `package events

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
)

func onCardChanged(ctx context.Context, tx *sql.Tx, message Message) error {
	if bytes.Contains(message.Data, []byte("poison")) {
		return errors.New("poison")
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO effects (message_id, message_key, data) VALUES (?, ?, ?)", message.ID, message.Key, string(message.Data))
	return err
}
`;

import { copyFixture } from "../copy-fixture.js";

const run = promisify(execFile);
const FIXTURE = fileURLToPath(new URL("../../fixtures/neobank-rails/", import.meta.url));

export interface Outbox {
  readonly table: string;
  readonly key: string;
  /** Rows that still wait. */
  readonly waiting: string;
}

export const RAILS_OUTBOX: Outbox = { table: "valueline_outbox", key: "key", waiting: "published_at IS NULL" };
export const GO_OUTBOX: Outbox = { table: "cards_events", key: "message_key", waiting: "1 = 1" };

/** Two Go services: `cards` tells card.changed, `authorizations` follows it. */
export function buildServices(root: string, broker: Broker): { consumer: string; producer: string } {
  const plan = handMadePlan({ broker });
  const consumer = plan.services[0]!;
  const producer = { ...consumer, id: "cards", name: "cards", routes: [], enqueues: [], port: 4002 };
  const event = { ...plan.events[0]!, from: "cards" };
  const artifacts = emitPlan(
    { ...plan, services: [consumer, producer], events: [event] },
    { paths: [], read: () => null },
  );
  for (const { path, content } of artifacts.filter((artifact) => artifact.path.startsWith("services/"))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  writeFileSync(join(root, "services/authorizations/internal/events/on_card_changed.go"), ON_CARD_CHANGED);
  const build = (name: string): string => {
    execFileSync("go", ["build", "-o", join(root, name), "."], { cwd: join(root, "services", name), stdio: "pipe" });
    return join(root, name);
  };
  return { consumer: build("authorizations"), producer: build("cards") };
}

/** The Rails app with its side of the cut, as `select` and `generate --apply` leave it. */
export function generateMonolith(folder: string, broker: Broker): void {
  copyFixture("neobank-rails", folder);
  execFileSync("git", ["init", "-q"], { cwd: folder });
  const answers = `${folder}.yaml`;
  writeFileSync(
    answers,
    readFileSync(join(FIXTURE, "answers.yaml"), "utf8").replace("choice: redis", `choice: ${broker}`),
  );
  for (const command of [
    ["select", folder, "--answers", answers],
    ["generate", folder, "--apply"],
  ]) {
    const { code, stderr } = runMigrate([...command, "--quiet"]);
    if (code !== 0) throw new Error(stderr);
  }
}

/** The relay's line in the Procfile. */
export const relayCommand = (folder: string): readonly string[] =>
  (/^valueline_relay: (.+)$/m.exec(readFileSync(join(folder, "Procfile"), "utf8"))?.[1] ?? "").split(" ");

/** Rows that Rails keeps after publishing are published again, as after a crash before the relay's commit. */
export const REPEAT_IN_RAILS = "UPDATE valueline_outbox SET published_at = NULL ORDER BY id DESC LIMIT 100";

interface Account {
  readonly accepted: number;
  readonly effects: number;
  readonly duplicated: number;
  readonly outOfOrder: number;
}

export class Stage {
  private told = 0;
  private knownDead = 0;
  private readonly rows: Record<string, string | number>[] = [];

  constructor(
    private readonly processes: Processes,
    readonly databasePort: number,
    private readonly outbox: Outbox,
    /** Messages in the dead-letter queue. */
    private readonly dead: () => Promise<number>,
  ) {}

  /** Rows of tab-separated columns. */
  async sql(text: string): Promise<readonly string[][]> {
    const address = ["--host", HOST, "--port", String(this.databasePort), "-uapp", "-papp", "neobank"];
    const { stdout } = await run("mariadb", ["--no-defaults", "-BN", ...address, "-e", text]);
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split("\t"));
  }

  private async count(text: string): Promise<number> {
    return Number((await this.sql(text))[0]?.[0]);
  }

  prepare(): Promise<unknown> {
    return this.sql(
      "CREATE TABLE effects (id BIGINT AUTO_INCREMENT PRIMARY KEY, message_id VARCHAR(64), message_key VARCHAR(64), data TEXT)",
    );
  }

  /** Starts a generated Go binary; its migrations first. */
  async startGo(name: string, binary: string, env: NodeJS.ProcessEnv): Promise<void> {
    const port = await freePort();
    const database = `mysql://app:app@${HOST}:${this.databasePort}/neobank`;
    const all = {
      ...process.env,
      DATABASE_URL: database,
      PORT: String(port),
      VALUELINE_IDENTITY_SECRET: "only-for-this-test-run",
      REDIS_URL: `redis://${HOST}:1`,
      ...env,
    };
    if (!existsSync(binary)) throw new Error(`${binary} was not built`);
    execFileSync(binary, ["migrate"], { env: all, stdio: "pipe" });
    this.processes.start(name, [binary], { cwd: dirname(binary), env: all });
    await until(name, async () => (await fetch(`http://${HOST}:${port}/healthz`)).ok);
  }

  /** Commits events in the outbox, 20 keys in turn, numbered on. */
  async tell(count: number, data = '{"n":%}'): Promise<void> {
    const { table, key } = this.outbox;
    const [before, after] = data.split("%") as [string, string?];
    const first = this.told + 1;
    this.told += count;
    const written = after === undefined ? `'${before}'` : `CONCAT('${before}', seq, '${after}')`;
    await this.sql(
      `INSERT INTO ${table} (message_id, name, \`${key}\`, data, created_at)
       SELECT UUID(), 'card.changed', seq % 20, ${written}, NOW(6) FROM seq_${first}_to_${this.told} ORDER BY seq`,
    );
  }

  effects(): Promise<number> {
    return this.count("SELECT COUNT(DISTINCT message_id) FROM effects");
  }

  private waiting(): Promise<number> {
    return this.count(`SELECT COUNT(*) FROM ${this.outbox.table} WHERE ${this.outbox.waiting}`);
  }

  async untilPublished(): Promise<void> {
    await until("the relay's work", async () => (await this.waiting()) === 0);
  }

  /** Waits until every message had its effect or is dead, and adds a line to the table. */
  async settle(fault: string): Promise<Account> {
    const started = Date.now();
    // Asking a broker for its dead letters can cost seconds: only where effects are missing, and rarely.
    let dead = this.knownDead;
    let asked = Date.now();
    await until(`${fault}: all effects`, async () => {
      if ((await this.effects()) + dead >= this.told) return true;
      if (Date.now() - asked < 5000) return false;
      dead = await this.dead();
      asked = Date.now();
      return (await this.effects()) + dead >= this.told;
    }).catch(() => undefined);
    dead = await this.dead();
    this.knownDead = dead;
    const effects = await this.effects();
    const account = {
      accepted: this.told,
      effects,
      duplicated: (await this.count("SELECT COUNT(*) FROM effects")) - effects,
      outOfOrder: await this.outOfOrder(),
    };
    const repeats = this.processes.log("consumer").split('"msg":"event again"').length - 1;
    this.rows.push({
      fault,
      ...account,
      dead,
      lost: this.told - effects - dead,
      "repeats dropped": repeats,
      "settled after s": Math.round((Date.now() - started) / 100) / 10,
    });
    return account;
  }

  private async outOfOrder(): Promise<number> {
    const rows = await this.sql("SELECT message_key, data FROM effects ORDER BY id");
    const newest = new Map<unknown, number>();
    let wrong = 0;
    for (const [key, data] of rows) {
      const { n } = JSON.parse(data ?? "") as { n: number };
      if (n < (newest.get(key) ?? 0)) wrong += 1;
      newest.set(key, Math.max(n, newest.get(key) ?? 0));
    }
    return wrong;
  }

  report(title: string): readonly Record<string, string | number>[] {
    console.log(title);
    console.table(this.rows);
    return this.rows;
  }
}
