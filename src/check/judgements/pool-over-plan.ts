/** Pool size times processes against the connections that the database plan allows. */
import type { HerokuProcess } from "../../model/heroku-app.js";
import type { CheckInput } from "../input.js";
import { findPool, findPuma } from "./database-pool.js";
import type { Judgement } from "./judgement.js";

export const poolOverPlan: Judgement = (input) => {
  const { app, catalogues } = input;
  const pool = findPool(input);
  const addon = app.heroku.addons.find(({ need }) => need === "postgres" || need === "mysql");
  const limits = catalogues.addons.find(({ service }) => service === addon?.service)?.connections;
  const limit = limits?.[addon?.plan.split(":")[1] ?? "essential-0"];
  if (pool === null || addon === undefined || limit === undefined) return [];
  const copies = app.heroku.processes.map((process) => ({ process, count: copiesOf(process, input) }));
  const total = copies.reduce((sum, { count }) => sum + count * pool.size, 0);
  if (total <= limit) return [];
  const parts = copies
    .filter(({ count }) => count > 0)
    .map(({ process, count }) => `${process.type} ${count} x ${pool.size}`);
  const it = `${parts.join(" + ")} = ${total} connections, and ${addon.plan} allows ${limit}`;
  return [{ path: pool.path, line: pool.line, it, subject: `addon ${addon.plan}` }];
};

/** Operating-system processes that each hold a pool: dynos times the server's own workers. */
function copiesOf(process: HerokuProcess, input: CheckInput): number {
  if (process.role === "release" || process.role === "other") return 0;
  const inside = /\b(puma|rails server)\b/.test(process.entrypoint ?? "") ? (findPuma(input)?.workers ?? 1) : 1;
  return (process.quantity ?? 1) * inside;
}
