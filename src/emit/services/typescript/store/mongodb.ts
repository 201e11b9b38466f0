/** Turns a service's needs into its MongoDB store. */
import { inboxTable, outboxTable, type TypescriptService } from "../needs.js";
import { printStoreInterface } from "./shared.js";

export function printMongodbStore(typescript: TypescriptService): string {
  const { uses, consumes } = typescript;
  return `/** Keeps documents in MongoDB: one small pool, transactions (they need a replica set), and what makes delivery safe. */
import { type ClientSession, type Db, MongoClient } from "mongodb";
import type { Settings } from "./config.js";

export interface Transaction {
  readonly db: Db;
  /** Pass it to every operation: without it, the operation is outside the transaction. */
  readonly session: ClientSession;
}
${printStoreInterface(typescript)}${
  uses.outbox
    ? `
interface OutboxDocument {
  readonly _id: string;
  readonly job: string;
  readonly data: unknown;
  readonly createdAt: Date;
  readonly leasedUntil: Date;
}

/** How long one replica may take over a job before another tries. */
const LEASE = 30_000;
`
    : ""
}
export function openStore(settings: Settings): Store {
  const client = new MongoClient(settings.DATABASE_URL, { maxPoolSize: 10, serverSelectionTimeoutMS: 5_000 });
  const db = client.db();
${uses.outbox ? `  const outbox = db.collection<OutboxDocument>("${outboxTable(typescript)}");\n` : ""}
  return {
    transaction: (work) =>
      client.withSession((session) => session.withTransaction(() => work({ db, session }), { writeConcern: { w: "majority" } })),
    ready: () =>
      db.command({ ping: 1 }).then(
        () => true,
        () => false,
      ),
    async migrate() {
${uses.outbox ? "      await outbox.createIndex({ createdAt: 1 });\n" : ""}${consumes.length > 0 ? `      await db.createCollection("${inboxTable(typescript)}").catch(() => undefined);\n` : ""}    },
    close: () => client.close(),${
      consumes.length === 0
        ? ""
        : `
    async remember(tx, messageId) {
      const { upsertedCount } = await tx.db
        .collection<{ _id: string; receivedAt: Date }>("${inboxTable(typescript)}")
        .updateOne(
          { _id: messageId },
          { $setOnInsert: { receivedAt: new Date() } },
          { upsert: true, session: tx.session },
        );
      return upsertedCount === 1;
    },`
    }${
      uses.outbox
        ? `
    async keepJob(tx, { id, job, data, createdAt }) {
      await outbox.insertOne({ _id: id, job, data, createdAt, leasedUntil: new Date(0) }, { session: tx.session });
    },
    async moveJobs(deliver) {
      const now = Date.now();
      const taken = await outbox.findOneAndUpdate(
        { leasedUntil: { $lt: new Date(now) } },
        { $set: { leasedUntil: new Date(now + LEASE) } },
        { sort: { createdAt: 1 } },
      );
      if (taken === null) return 0;
      await deliver([{ id: taken._id, job: taken.job, data: taken.data, createdAt: taken.createdAt }]);
      await outbox.deleteOne({ _id: taken._id });
      return 1;
    },`
        : ""
    }
  };
}
`;
}
