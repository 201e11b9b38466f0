/** Turns the monolith's side of the cut into steps: the broker made durable, the patch, the outbox and its relay. */
import type { Broker } from "../../model/decision.js";
import type { PlannedEvent, PlannedMonolith, PlannedStep } from "../../model/plan.js";
import { asksMonolith, type StepInput, step, usesEndpoint } from "./step.js";

/** The app's own release command, where it migrates: whoever wrote it knew the tool. */
function migration({ framework, database, heroku }: PlannedMonolith): { readonly up: string; readonly down: string } {
  if (framework === "rails") {
    return {
      up: "heroku run bin/rails db:migrate",
      down: "heroku run bin/rails db:rollback   # newest first: look at db:migrate:status before and after",
    };
  }
  const release = heroku.processes.find(({ role, command }) => role === "release" && /migrat/.test(command))?.command;
  const undo = UNDO.find(({ tool }) => release !== undefined && tool.test(release))?.command;
  return {
    up:
      release === undefined
        ? "git status --short   # the migration that generate wrote: apply it by your migration tool"
        : `heroku run '${release}'   # a release runs it too`,
    down:
      undo === undefined
        ? (REMOVE[database ?? "postgres"] ?? REMOVE["postgres"]!)
        : `heroku run '${undo}'   # newest first, until valueline-outbox is undone; then take the files out of the release`,
  };
}

const UNDO: readonly { readonly tool: RegExp; readonly command: string }[] = [
  { tool: /\bsequelize(-cli)?\b/, command: "npx sequelize-cli db:migrate:undo" },
  { tool: /\bknex\b/, command: "npx knex migrate:down" },
  { tool: /\btypeorm\b/, command: "npx typeorm migration:revert" },
];

/** Triggers go first: one that is left without its table fails every write of the app. */
const REMOVE: Readonly<Record<string, string>> = {
  postgres: String.raw`psql "$DATABASE_URL" -c "DO \$\$ DECLARE one record; BEGIN FOR one IN SELECT tgname, tgrelid::regclass AS tab FROM pg_trigger WHERE tgname LIKE 'valueline%' LOOP EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.tab); END LOOP; DROP TABLE valueline_outbox; END \$\$"`,
  mysql: `mysql $MONOLITH_DB -Ne "SELECT CONCAT('DROP TRIGGER ', TRIGGER_NAME, ';') FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND TRIGGER_NAME LIKE 'valueline%'" | mysql $MONOLITH_DB && mysql $MONOLITH_DB -e "DROP TABLE valueline_outbox"`,
  sqlite: `sqlite3 "$DATABASE_FILE" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'valueline%'" | sqlite3 "$DATABASE_FILE" && sqlite3 "$DATABASE_FILE" "DROP TABLE valueline_outbox"`,
};

const WAITING: Readonly<Record<string, string>> = {
  postgres: `psql "$DATABASE_URL" -c "SELECT count(*), max(now() - created_at) FROM valueline_outbox WHERE published_at IS NULL"`,
  mysql: `mysql $MONOLITH_DB -e "SELECT COUNT(*), MAX(TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP())) FROM valueline_outbox WHERE published_at IS NULL"`,
  sqlite: `sqlite3 "$DATABASE_FILE" "SELECT count(*), min(created_at) FROM valueline_outbox WHERE published_at IS NULL"`,
};

export function monolithSteps(input: StepInput): readonly PlannedStep[] {
  const told = input.events.filter(({ from }) => from === "monolith");
  const heard = input.events.filter(({ to }) => to.includes("monolith"));
  return [
    ...(input.events.length === 0 ? [] : [brokerStep(input.decisions.broker.choice)]),
    ...(asksMonolith(input.services) || usesEndpoint(input.services) || told.length + heard.length > 0
      ? [patchStep(input)]
      : []),
    ...(told.length === 0 ? [] : [outboxStep(input), relayStep(input)]),
    ...(heard.length === 0 ? [] : [consumerStep(input, heard)]),
  ];
}

const DURABLE: Readonly<Record<Broker, { readonly commands: readonly string[]; readonly because: string }>> = {
  redis: {
    commands: [
      'redis-cli -u "$REDIS_URL" CONFIG GET appendfsync   # "always" where no accepted event may be lost',
      'redis-cli -u "$REDIS_URL" CONFIG GET maxmemory-policy   # must be noeviction',
    ],
    because:
      "Redis keeps a stream as durably as it writes its file: everysec can lose a second, allkeys-lru can lose all of it",
  },
  nats: {
    commands: [
      'nats --server "$NATS_URL" stream info EVENTS   # storage: file',
      'nats --server "$NATS_URL" stream info EVENTS_DEAD',
    ],
    because: "core NATS keeps nothing; JetStream with file storage answers once a message is on disk",
  },
  rabbitmq: {
    commands: [
      "rabbitmqctl list_queues name type messages   # quorum, and one *.dead beside each",
      "rabbitmqctl list_bindings | grep events",
    ],
    because:
      "RabbitMQ confirms a message that no queue takes: queues are declared and bound before the relay publishes",
  },
};

const brokerStep = (broker: Broker): PlannedStep =>
  step("prepare", `Make ${broker} keep what it accepts`, {
    commands: DURABLE[broker].commands,
    watch: ["memory and disk of the broker below 70 %"],
    rollback: ["nothing depends on it yet"],
    because: [DURABLE[broker].because],
  });

function patchStep({ monolith, services }: StepInput): PlannedStep {
  const parts = [
    ...(asksMonolith(services) ? ["the identity endpoint, which answers the gateway alone"] : []),
    ...(usesEndpoint(services) ? ["the enqueue endpoint, for services that hold VALUELINE_ENQUEUE_TOKEN"] : []),
  ];
  return step("expand", "Apply the monolith's side: new files, and a patch of yours", {
    needs: ["the working tree is clean", "tests of the monolith are green"],
    commands: [
      "git apply --check migration/monolith.patch && git apply migration/monolith.patch",
      ...(monolith.runtime === "node"
        ? ["npm install   # the lockfile follows package.json"]
        : monolith.framework === "rails"
          ? ["bundle install   # the lockfile follows the Gemfile"]
          : []),
      "git add -A && git commit -m 'Add the side of the services' && git push heroku HEAD:main",
      'curl -sS -o /dev/null -w "%{http_code}\\n" https://$HOST/valueline/identity   # 404: the gateway keeps it inside',
    ],
    watch: ["error rate and boot time of the monolith as before"],
    rollback: ["heroku rollback", "git apply -R migration/monolith.patch"],
    because: parts.length === 0 ? ["the relay's process and packages"] : parts,
  });
}

function outboxStep({ monolith, events }: StepInput): PlannedStep {
  const { up, down } = migration(monolith);
  const told = events.filter(({ from }) => from === "monolith");
  const mysql = monolith.runtime === "node" && monolith.database === "mysql";
  return step("expand", "Create the outbox", {
    needs: [
      "a backup from today exists (heroku pg:backups:capture, or your provider's)",
      ...(monolith.database === "mysql"
        ? ["$MONOLITH_DB is the app's database, and ~/.my.cnf names its host and user: mysql reads no URL"]
        : []),
      ...(mysql
        ? ["the database user may create triggers (with binary logs on: log_bin_trust_function_creators=1)"]
        : []),
    ],
    commands: [up],
    watch: [
      WAITING[monolith.database ?? "postgres"] ?? "rows of valueline_outbox grow with writes",
      "write latency of the tables below: one row more for each change",
    ],
    rollback: [down],
    because: [
      "a row in the same transaction is the only write: a second one to a broker beside it would sooner or later differ",
      ...told.map(
        (event) =>
          `${event.name} tells ${event.to.join(", ")}${event.table === undefined ? `: published where the work is done (${event.cut.evidence[0]?.path ?? ""})` : ` of changes in ${event.table.name}`}`,
      ),
    ],
  });
}

function relayStep({ monolith, decisions }: StepInput): PlannedStep {
  return step("relay", "Run the relay, exactly one", {
    needs: ["the outbox exists", "the broker answers from a one-off dyno"],
    commands: [
      ...(monolith.database === "postgres" && monolith.runtime === "node"
        ? ["heroku config:set PGSSLMODE=no-verify   # Heroku Postgres presents a certificate of its own"]
        : []),
      "heroku ps:scale valueline_relay=1",
      "heroku logs --dyno valueline_relay --tail",
    ],
    watch: [
      `${WAITING[monolith.database ?? "postgres"] ?? "age of the oldest waiting row"}   # older than a minute: alarm`,
      `${decisions.broker.choice}: messages arrive, none in a dead-letter queue`,
    ],
    rollback: ["heroku ps:scale valueline_relay=0   # rows wait in the table; nothing is lost"],
    because: ["at least once, in order per key: consumers drop repeats by message id"],
  });
}

/** Before any service tells: RabbitMQ drops what no queue takes, and the consumer declares its queue. */
function consumerStep({ monolith, decisions }: StepInput, heard: readonly PlannedEvent[]): PlannedStep {
  const folder = monolith.framework === "rails" ? "app/valueline" : "valueline";
  return step("expand", "Run the consumer of services' events in the monolith", {
    needs: [
      `grep -rn VALUELINE-PORT: ${folder} finds nothing`,
      "the broker answers from a one-off dyno",
      "no service that tells these events is deployed yet",
    ],
    commands: [
      `${migration(monolith).up}   # makes valueline_inbox`,
      "heroku ps:scale valueline_consumer=1",
      "heroku logs --dyno valueline_consumer --tail",
    ],
    watch: [
      INBOX[monolith.database ?? "postgres"] ?? "rows of valueline_inbox grow with the services' events",
      `${decisions.broker.choice}: no message in the dead-letter queue of "monolith"`,
    ],
    rollback: ["heroku ps:scale valueline_consumer=0   # messages wait at the broker; nothing is lost"],
    because: heard.map(({ name, from }) => `${from} tells ${name}: each takes effect once, in order`),
  });
}

const INBOX: Readonly<Record<string, string>> = {
  postgres: `psql "$DATABASE_URL" -c "SELECT count(*), max(created_at) FROM valueline_inbox"`,
  mysql: `mysql $MONOLITH_DB -e "SELECT COUNT(*), MAX(created_at) FROM valueline_inbox"`,
  sqlite: `sqlite3 "$DATABASE_FILE" "SELECT count(*), max(created_at) FROM valueline_inbox"`,
};
