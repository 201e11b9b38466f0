/** Puma's threads against the pool of database.yml: threads beyond it wait for a connection. */
import { findPuma, railsPool } from "./database-pool.js";
import type { Judgement } from "./judgement.js";

export const threadsOverPool: Judgement = (input) => {
  const puma = findPuma(input);
  const pool = railsPool(input);
  if (puma?.threads == null || pool === null || puma.threads <= pool.size) return [];
  const it = `${puma.threads} threads share a pool of ${pool.size}`;
  return [{ path: "config/puma.rb", line: puma.line, it, subject: "config/puma.rb" }];
};
