/** Runs `migrate verify`: builds and boots the plan on a Docker Engine, prints a table, and leaves nothing behind. */
import { resolve } from "node:path";
import { openDocker } from "../io/docker.js";
import { makePassword, readEnvFile } from "../io/env-file.js";
import { pause, watchInterrupt } from "../io/interrupt.js";
import { readRuleTexts } from "../io/package-files.js";
import { UserError } from "../model/errors.js";
import { planVerification, type Verification } from "../pipeline.js";
import { analyzeDirectory } from "./analysis.js";
import type { AnalysisOptions } from "./command.js";
import { planDirectory } from "./plan.js";
import {
  askPublic,
  buildImages,
  lookAgain,
  pullStores,
  sendMessages,
  startAll,
  type VerifyContext,
  type VerifyRow,
} from "./verify-steps.js";

export interface VerifyOptions extends AnalysisOptions {
  readonly keep?: boolean;
  readonly envFile?: string;
  readonly header?: readonly string[];
  readonly timeout: string;
}

/** Long enough for a process that crashes on its first turn to be seen. */
const SETTLE = 3000;

export async function runVerify(dir: string, options: VerifyOptions): Promise<number> {
  const values = options.envFile === undefined ? {} : readEnvFile(resolve(options.envFile));
  // Interrupts count from here on: an engine left half-filled is worse than a slow Ctrl-C.
  const interrupt = watchInterrupt();
  try {
    const session = await openDocker(resolve(dir));
    const context = {
      session,
      signal: interrupt.signal,
      root: resolve(dir),
      timeout: Number(options.timeout) || 120,
      say,
      rows: [],
      headers: readHeaders(options.header ?? []),
    };
    try {
      await verify(context, dir, options, values);
    } finally {
      if (options.keep === true) say(`kept: everything labelled valueline.verify=${session.id}`);
      else await session.cleanup();
    }
    process.stdout.write(printRows(context.rows));
    const interrupted = interrupt.exitCode();
    if (interrupted !== null) say(options.keep === true ? "interrupted" : "interrupted; everything it made is removed");
    return interrupted ?? ((context.rows as readonly VerifyRow[]).every(({ ok }) => ok) ? 0 : 1);
  } finally {
    interrupt.release();
  }
}

function readHeaders(texts: readonly string[]): Readonly<Record<string, string>> {
  const pairs = texts.map((text): [string, string] => {
    const [, name, value] = /^([A-Za-z0-9-]+)\s*:\s*(.*)$/.exec(text) ?? [];
    if (name === undefined)
      throw new UserError("--header takes NAME: VALUE", { hint: 'for example --header "Authorization: Bearer ..."' });
    return [name, value ?? ""];
  });
  return Object.fromEntries(pairs);
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function verify(
  context: VerifyContext,
  dir: string,
  options: VerifyOptions,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const run = await analyzeDirectory(dir, options);
  const verification = planVerification(planDirectory(run), readRuleTexts(), { password: makePassword(), values });
  explain(verification);
  await pullStores(context, verification);
  const images = await buildImages(context, verification);
  if (images === null) return;
  const started = await startAll(context, verification, images);
  if (context.rows.every(({ ok }) => ok) && !context.signal.aborted) {
    await askPublic(context, verification, started);
    await sendMessages(context, verification, started);
    await pause(SETTLE, context.signal);
  }
  await lookAgain(context, started);
}

function explain({ asleep, standIns }: Verification): void {
  if (standIns.length > 0) say(`stand-ins, since no --env-file gives them: ${standIns.join(", ")}`);
  if (asleep.length > 0) say(`scaled to zero, so not started: ${asleep.join(", ")}`);
}

function printRows(rows: readonly VerifyRow[]): string {
  const width = (pick: (row: VerifyRow) => string): number => Math.max(0, ...rows.map((row) => pick(row).length));
  const part = width((row) => row.part);
  const check = width((row) => row.check);
  return rows
    .map((row) => {
      const [first, ...more] = row.detail.split("\n");
      const line = `${row.ok ? "ok    " : "FAILED"}  ${row.part.padEnd(part)}  ${row.check.padEnd(check)}  ${first}\n`;
      return row.ok ? line : line + more.map((text) => `          ${text}\n`).join("");
    })
    .join("");
}
