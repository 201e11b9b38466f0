/** Collects what Ruby apps run by the clock, and which process keeps the time. */

import type { ScheduleFragment } from "../../model/fragments.js";
import type { HerokuApp, Schedule } from "../../model/heroku-app.js";
import { byKeys } from "../../text/order.js";
import type { DetectInput } from "../input.js";
import { ProcessReach } from "../work/process-reach.js";
import { isAppRuby } from "./class-index.js";
import { processesOf } from "./job-processes.js";
import { readScheduleFiles } from "./schedule-files.js";

/** The system whose process fires the entries; whenever writes a crontab that no dyno has. */
const CLOCKS: Readonly<Record<string, string>> = {
  clockwork: "clockwork",
  "sidekiq-cron": "sidekiq",
  "sidekiq-scheduler": "sidekiq",
  "sidekiq-periodic": "sidekiq",
  "solid-queue": "solid-queue",
  "good-job": "good-job",
  "resque-scheduler": "resque-scheduler",
};

function clockOf(heroku: HerokuApp, system: string, inPuma: boolean): string | null {
  // Every worker loads the entries; the one that serves most queues stands for them.
  const keepers = [...processesOf(heroku, CLOCKS[system] ?? "")].sort(
    byKeys(
      ({ queues }) => -queues.length,
      ({ type }) => type,
    ),
  );
  const found = keepers[0]?.type ?? null;
  return found ?? (system === "solid-queue" && inPuma ? "web" : null);
}

const note = (system: string): string | undefined =>
  system === "whenever" ? "whenever writes a crontab; no dyno has one" : undefined;

export function detectRubySchedules(input: DetectInput): readonly Schedule[] {
  const files = input.facts.filter(isAppRuby);
  const inPuma = files.some((file) => file.fragments.some((one) => one.kind === "setting" && one.name === "in-puma"));
  const reach = new ProcessReach(input);
  const written = files.flatMap(({ path, fragments }) =>
    fragments
      .filter((fragment): fragment is ScheduleFragment => fragment.kind === "schedule")
      .map(({ system, name, when, timezone, runs, inProcess, line }): Schedule => {
        const said = note(system);
        return {
          name,
          when,
          timezone,
          process: inProcess ? reach.processOf(path, "clock") : clockOf(input.heroku, system, inPuma),
          runs,
          evidence: [{ path, line, ...(said === undefined ? {} : { note: said }) }],
        };
      }),
  );
  const filed = readScheduleFiles(input).map(
    ({ system, ...schedule }): Schedule => ({ ...schedule, process: clockOf(input.heroku, system, inPuma) }),
  );
  return [...written, ...filed].sort(
    byKeys(
      (schedule) => schedule.name,
      (schedule) => schedule.when ?? "",
    ),
  );
}
