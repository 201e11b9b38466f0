/** Turns a need (postgres, redis, queue...) into the container that meets it where a team runs it itself. */
import type { BackingVariable } from "./deployment.js";

/** In texts: {host} is the container's DNS name, {password} the reference to its password on the target. */
export interface Recipe {
  readonly image: string;
  readonly port: number;
  /** Folder that must outlive the container. */
  readonly data: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Shell command that succeeds when it serves. */
  readonly probe: string;
  readonly url: string;
  readonly user: string | null;
  readonly database: string | null;
  readonly password: boolean;
  /** User id of the image's server process, which owns the data folder. */
  readonly uid: number;
  readonly memory: number;
}

const base = { env: {}, args: [], user: null, database: null, password: true, memory: 512 } as const;

/** Official images, pinned to a line that gets fixes. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  postgres: {
    ...base,
    image: "postgres:16-bookworm",
    port: 5432,
    data: "/var/lib/postgresql/data",
    // A volume's root holds lost+found on block storage, which initdb refuses: use a folder below.
    env: {
      POSTGRES_USER: "app",
      POSTGRES_DB: "app",
      POSTGRES_PASSWORD: "{password}",
      PGDATA: "/var/lib/postgresql/data/pgdata",
    },
    probe: "pg_isready -h 127.0.0.1 -U app -d app",
    url: "postgres://app:{password}@{host}:5432/app",
    user: "app",
    database: "app",
    uid: 999,
  },
  mysql: {
    ...base,
    image: "mysql:8.4",
    port: 3306,
    data: "/var/lib/mysql",
    env: { MYSQL_USER: "app", MYSQL_DATABASE: "app", MYSQL_PASSWORD: "{password}", MYSQL_ROOT_PASSWORD: "{password}" },
    probe: 'mysqladmin ping -h 127.0.0.1 -u app --password="$MYSQL_PASSWORD"',
    url: "mysql://app:{password}@{host}:3306/app",
    user: "app",
    database: "app",
    uid: 999,
    memory: 768,
  },
  redis: {
    ...base,
    image: "redis:7.4-bookworm",
    port: 6379,
    data: "/data",
    env: { REDIS_PASSWORD: "{password}" },
    // Queues must not be evicted: noeviction is the only policy under which a job is never dropped.
    args: ["redis-server", "--requirepass", "{password}", "--appendonly", "yes", "--maxmemory-policy", "noeviction"],
    probe: 'redis-cli --no-auth-warning -a "$REDIS_PASSWORD" ping | grep PONG',
    url: "redis://:{password}@{host}:6379/0",
    uid: 999,
    memory: 256,
  },
  queue: {
    ...base,
    image: "rabbitmq:4.1-management",
    port: 5672,
    data: "/var/lib/rabbitmq",
    env: { RABBITMQ_DEFAULT_USER: "app", RABBITMQ_DEFAULT_PASS: "{password}" },
    probe: "rabbitmq-diagnostics -q check_port_connectivity",
    url: "amqp://app:{password}@{host}:5672/",
    user: "app",
    uid: 999,
  },
  nats: {
    ...base,
    image: "nats:2.11-alpine",
    env: { NATS_PASSWORD: "{password}" },
    port: 4222,
    data: "/data",
    args: [
      "nats-server",
      "--jetstream",
      "--store_dir",
      "/data",
      "--http_port",
      "8222",
      "--user",
      "app",
      "--pass",
      "{password}",
    ],
    probe: "",
    url: "nats://app:{password}@{host}:4222",
    user: "app",
    uid: 1000,
    memory: 256,
  },
  mongodb: {
    ...base,
    image: "mongo:7.0",
    port: 27017,
    data: "/data/db",
    env: { MONGO_INITDB_ROOT_USERNAME: "app", MONGO_INITDB_ROOT_PASSWORD: "{password}" },
    probe: "mongosh --quiet --eval 'db.adminCommand({ping:1}).ok'",
    url: "mongodb://app:{password}@{host}:27017/app?authSource=admin",
    user: "app",
    database: "app",
    uid: 999,
    memory: 1024,
  },
  memcached: {
    ...base,
    image: "memcached:1.6",
    port: 11211,
    data: null,
    probe: "",
    url: "memcached://{host}:11211",
    password: false,
    uid: 11211,
    memory: 128,
  },
  search: {
    ...base,
    image: "opensearchproject/opensearch:2.19.1",
    port: 9200,
    data: "/usr/share/opensearch/data",
    env: {
      "discovery.type": "single-node",
      DISABLE_SECURITY_PLUGIN: "true",
      OPENSEARCH_JAVA_OPTS: "-Xms512m -Xmx512m",
    },
    probe: "curl -fsS http://127.0.0.1:9200/_cluster/health",
    url: "http://{host}:9200",
    password: false,
    uid: 1000,
    memory: 1536,
  },
  kafka: {
    ...base,
    image: "apache/kafka:3.9.1",
    port: 9092,
    data: "/var/lib/kafka/data",
    env: {
      KAFKA_NODE_ID: "1",
      KAFKA_PROCESS_ROLES: "broker,controller",
      KAFKA_LISTENERS: "PLAINTEXT://:9092,CONTROLLER://:9093",
      KAFKA_ADVERTISED_LISTENERS: "PLAINTEXT://{host}:9092",
      KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
      KAFKA_CONTROLLER_QUORUM_VOTERS: "1@localhost:9093",
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: "1",
      KAFKA_LOG_DIRS: "/var/lib/kafka/data",
    },
    probe: "",
    url: "kafka://{host}:9092",
    password: false,
    uid: 1000,
    memory: 1024,
  },
};

export const recipeOf = (need: string | null): Recipe | null => (need === null ? null : (RECIPES[need] ?? null));

export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(host|password)\}/g, (whole, name: string) => values[name] ?? whole);

/** The text of a variable, or null where only the store of secrets can hold it. */
export function valueTemplate(recipe: Recipe, holds: BackingVariable["holds"]): string | null {
  const parts: Readonly<Record<NonNullable<BackingVariable["holds"]>, string | null>> = {
    url: recipe.url,
    host: "{host}",
    port: String(recipe.port),
    servers: `{host}:${recipe.port}`,
    user: recipe.user,
    database: recipe.database,
    password: recipe.password ? "{password}" : null,
  };
  return holds === null ? null : parts[holds];
}

/** By the suffix that add-on vendors share: DATABASE_URL, MEMCACHIER_SERVERS, DB_PASSWORD. */
export function holdsOf(name: string): BackingVariable["holds"] {
  if (/(?:^|_)(?:URL|URI|DSN|TLS_URL)$/.test(name)) return "url";
  if (/(?:^|_)(?:SERVERS?|BROKERS)$/.test(name)) return "servers";
  if (/(?:^|_)HOST(?:NAME)?$/.test(name)) return "host";
  if (/(?:^|_)PORT$/.test(name)) return "port";
  if (/(?:^|_)(?:USER|USERNAME|LOGIN)$/.test(name)) return "user";
  if (/(?:^|_)(?:PASS|PASSWORD)$/.test(name)) return "password";
  if (/(?:^|_)(?:DATABASE|DBNAME|DB_NAME)$/.test(name)) return "database";
  return null;
}
