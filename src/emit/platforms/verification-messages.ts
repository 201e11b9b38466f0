/** Turns services and their broker into messages that `verify` sends: an event each service takes, a job it hands over. */
import type { Broker } from "../../model/decision.js";
import type { Plan } from "../../model/plan.js";
import type { Backing, Deployment, Workload } from "./deployment.js";

/** Commands that run one after the other, each in a container that has the client; the last one waits for the effect. */
export interface VerifiedMessage {
  readonly part: string;
  readonly what: string;
  readonly steps: readonly { readonly container: string; readonly command: string }[];
}

/** Through each service where services are; else a round trip through the first store that brokers. */
export function describeMessages(
  plan: Plan,
  deployment: Deployment,
  stores: readonly Backing[],
): readonly VerifiedMessage[] {
  const through = deployment.workloads
    .filter(({ service, quantity }) => service !== null && quantity > 0)
    .flatMap((workload) => [
      ...eventMessage(plan, workload, brokerOf(plan, stores)),
      ...jobMessage(deployment, workload, stores),
    ]);
  return through.length > 0 ? through : roundTrip(stores);
}

const NEEDS: Readonly<Record<Broker, string>> = { redis: "redis", nats: "nats", rabbitmq: "queue" };

const brokerOf = (plan: Plan, stores: readonly Backing[]): Backing | null =>
  plan.broker === null
    ? null
    : (stores.find(({ need, owner }) => need === NEEDS[plan.broker!] && owner === null) ?? null);

/** One event of the service's own contract, under an id that tells it apart; taken when its group has nothing left. */
function eventMessage(plan: Plan, { service, slug }: Workload, broker: Backing | null): readonly VerifiedMessage[] {
  const event = plan.events.find(({ to }) => to.includes(service!.name));
  if (event === undefined || broker === null || plan.broker === null) return [];
  const envelope = {
    id: "valueline-verify",
    name: event.name,
    key: "verify",
    occurred_at: "2000-01-01T00:00:00Z",
    data: {},
  };
  const command = TAKEN[plan.broker](event.name, service!.name, JSON.stringify(envelope));
  return [
    { part: slug, what: `event ${event.name}, taken from the broker`, steps: [{ container: broker.slug, command }] },
  ];
}

const until = (test: string): string => `for i in $(seq 60); do ${test} && exit 0; sleep 0.5; done; exit 1`;

const TAKEN: Readonly<Record<Broker, (event: string, group: string, envelope: string) => string>> = {
  redis: (event, group, envelope) => {
    const stream = `events:${event}`;
    const left = `[ "$(redis-cli --raw xpending ${stream} ${group} | head -n 1)" = 0 ]`;
    const reached = `redis-cli --raw xinfo groups ${stream} | grep -A 6 -x ${group} | grep -qx "$id"`;
    return `export REDISCLI_AUTH="$REDIS_PASSWORD"; id=$(redis-cli --raw xadd ${stream} '*' message '${envelope}'); ${until(`${reached} && ${left}`)}`;
  },
  rabbitmq: (event, group, envelope) =>
    `a="rabbitmqadmin -u app -p $RABBITMQ_DEFAULT_PASS"; $a publish exchange=events routing_key=${event} payload='${envelope}' properties='{"content_type":"application/json","delivery_mode":2}' | grep -x "Message published" || exit 1; sleep 1; ${until(`$a -f tsv list queues name messages consumers | grep -P '^events.${group}\\t0\\t[1-9]'`)}`,
  // A Go service keeps a consumer for each event, a TypeScript service one for all; a line each, so that none answers for another.
  nats: (event, group, envelope) => {
    const durable = `${group}-${event.replaceAll(".", "-")}`;
    const consumers =
      "wget -qO- 'http://127.0.0.1:8222/jsz?streams=1&consumers=1' | tr -d ' \\n' | sed 's/\"stream_name\"/\\n&/g'";
    return `printf 'CONNECT {"user":"app","pass":"%s"}\\r\\nPUB events.${event} ${envelope.length}\\r\\n%s\\r\\n' "$NATS_PASSWORD" '${envelope}' | nc -w 2 127.0.0.1 4222; ${until(`${consumers} | grep -e '"name":"${group}"' -e '"name":"${durable}"' | grep '"delivered":{"consumer_seq":[1-9]' | grep '"num_ack_pending":0,' | grep -q '"num_pending":0[,}]'`)}`;
  },
};

/**
 * A row in a Go service's outbox, on a queue that no worker reads: its relay must bring it into the monolith's Redis.
 * A TypeScript service keeps jobs by name alone, and each name is one that a worker would run.
 */
function jobMessage(
  deployment: Deployment,
  workload: Workload,
  stores: readonly Backing[],
): readonly VerifiedMessage[] {
  const { service, slug, aliases } = workload;
  const pushes = service!.language === "go" && service!.enqueues.some(({ wire }) => wire === "sidekiq");
  const storeOf = (name: string): Backing | undefined =>
    stores.find(({ variables }) => variables.some((variable) => variable.name === (aliases[name] ?? name)));
  const database = storeOf("DATABASE_URL");
  const redis = storeOf("REDIS_URL");
  const sql = database === undefined ? undefined : SQL_CLIENTS[database.need ?? ""];
  if (!pushes || database === undefined || redis === undefined || sql === undefined) return [];
  const table = `${service!.name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase()}_outbox`;
  return [
    {
      part: slug,
      what: `job, from its outbox into ${redis.slug} (${deployment.app}'s sidekiq)`,
      steps: [
        { container: database.slug, command: sql(insertJob(table)) },
        {
          container: redis.slug,
          command: `export REDISCLI_AUTH="$REDIS_PASSWORD"; ${until("redis-cli llen queue:valueline-verify | grep -q '[1-9]'")}`,
        },
      ],
    },
  ];
}

const SQL_CLIENTS: Readonly<Record<string, (statement: string) => string>> = {
  postgres: (statement) => `PGPASSWORD="$POSTGRES_PASSWORD" psql -w -U app -d app -c "${statement}"`,
  mysql: (statement) => `mysql -h 127.0.0.1 -u app --password="$MYSQL_PASSWORD" app -e "${statement}"`,
};

const insertJob = (table: string): string =>
  `INSERT INTO ${table} (job_id, job_class, queue, wire, args, created_at) VALUES ('valueline-verify', 'Valueline::Verify', 'valueline-verify', 'sidekiq', '[]', now())`;

/** In the broker's own client, since each speaks its own protocol. */
function roundTrip(stores: readonly Backing[]): readonly VerifiedMessage[] {
  const order = ["nats", "queue", "redis"];
  const broker = [...stores]
    .filter(({ need }) => order.includes(need ?? ""))
    .sort((a, b) => order.indexOf(a.need!) - order.indexOf(b.need!))[0];
  if (broker === undefined) return [];
  const steps = [{ container: broker.slug, command: ROUND_TRIPS[broker.need!]! }];
  return [{ part: broker.slug, what: "sent and received", steps }];
}

const ROUND_TRIPS: Readonly<Record<string, string>> = {
  redis:
    'export REDISCLI_AUTH="$REDIS_PASSWORD"; redis-cli lpush valueline:verify hello >/dev/null && redis-cli rpop valueline:verify | grep hello',
  queue:
    'a="rabbitmqadmin -q -u app -p $RABBITMQ_DEFAULT_PASS"; $a declare queue name=valueline.verify auto_delete=true && $a publish routing_key=valueline.verify payload=hello && $a get queue=valueline.verify | grep hello',
  nats: 'printf \'CONNECT {"user":"app","pass":"%s"}\\r\\nSUB valueline.verify 1\\r\\nPUB valueline.verify 5\\r\\nhello\\r\\n\' "$NATS_PASSWORD" | nc -w 2 127.0.0.1 4222 | grep hello',
};
