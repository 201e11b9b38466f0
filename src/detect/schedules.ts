/** Collects what runs by the clock, from code and from Heroku. */

import type { ScheduleFragment } from "../model/fragments.js";
import type { Schedule } from "../model/heroku-app.js";
import { byKeys } from "../text/order.js";
import { Constants } from "./data/constants.js";
import { ownFiles, placed } from "./data/sources.js";
import type { DetectInput } from "./input.js";
import { detectRubySchedules } from "./ruby/schedules.js";
import { JobStores } from "./work/job-stores.js";
import { ProcessReach } from "./work/process-reach.js";

export function detectSchedules(input: DetectInput): readonly Schedule[] {
  const reach = new ProcessReach(input);
  // A timer of a page ticks in the browser.
  const served = ownFiles(input.facts).filter((file) => !file.marks.includes("frontend"));
  const constants = new Constants(input);
  const stores = new JobStores(input);
  const inCode = placed(served, "schedule").flatMap(({ path, fragment }) => {
    const system = stores.systemOf(path, fragment.system, fragment.storeOrigin);
    return system === null ? [] : [toSchedule(path, { ...named(path, fragment, constants), system }, reach)];
  });
  return [...inCode, ...detectRubySchedules(input), ...input.heroku.schedules].sort(
    byKeys(
      (schedule) => schedule.name,
      (schedule) => schedule.when ?? "",
      (schedule) => schedule.evidence[0]?.path ?? "",
      (schedule) => schedule.evidence[0]?.line ?? 0,
    ),
  );
}

/** With the name, the time and the zone that other files say. */
function named(path: string, fragment: ScheduleFragment, constants: Constants): ScheduleFragment {
  const name = constants.text(path, fragment.nameOrigin);
  return {
    ...fragment,
    name: name ?? fragment.name,
    runs: name ?? fragment.runs,
    when: fragment.when ?? constants.text(path, fragment.whenOrigin),
    timezone: fragment.timezone ?? constants.text(path, fragment.timezoneOrigin),
  };
}

function toSchedule(path: string, fragment: ScheduleFragment, reach: ProcessReach): Schedule {
  const { name, when, timezone, runs, line, inProcess, system } = fragment;
  const note = inProcess ? `${system}, in the process that loads it` : system;
  return { name, when, timezone, process: reach.processOf(path, "clock"), runs, evidence: [{ path, line, note }] };
}
