/** The registry of judgements by the name that rules use. */
import { asyncCable } from "./async-cable.js";
import { cacheStore } from "./cache-store.js";
import type { Judgement } from "./judgement.js";
import { lockingMigration } from "./locking-migration.js";
import { poolOverPlan } from "./pool-over-plan.js";
import { sharedRedis } from "./shared-redis.js";
import { storageOnDisk } from "./storage-on-disk.js";
import { threadsOverPool } from "./threads-over-pool.js";

export const judgements: Readonly<Record<string, Judgement>> = {
  "async-cable": asyncCable,
  "cache-store": cacheStore,
  "locking-migration": lockingMigration,
  "pool-over-plan": poolOverPlan,
  "shared-redis": sharedRedis,
  "storage-on-disk": storageOnDisk,
  "threads-over-pool": threadsOverPool,
};
