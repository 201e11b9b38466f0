/** Collects what the Heroku side alone tells of a clock: crontabs of processes, and the Scheduler add-on's likely jobs. */
import type { HerokuAddon, HerokuProcess, Schedule } from "../model/heroku-app.js";
import { byKeys } from "../text/order.js";
import { parseCrontab } from "./crontab.js";
import { followCommand } from "./follow.js";
import { redactCommand } from "./redact-command.js";
import { joinPath, type Repo } from "./repo.js";
import { baseName } from "./wrappers.js";

/** Add-ons that run commands by the clock and keep their jobs outside the Platform API. */
const SCHEDULERS = new Set([
  "scheduler",
  "heroku-scheduler",
  "advanced-scheduler",
  "crontogo",
  "cron-to-go",
  "process-scheduler",
  "temporize",
]);

export function collectSchedules(
  processes: readonly HerokuProcess[],
  addons: readonly HerokuAddon[],
  scheduled: readonly string[],
  repo: Repo,
): readonly Schedule[] {
  const scheduler = addons.find(({ service, need }) => SCHEDULERS.has(service) || need === "scheduler");
  const found = [
    ...processes.flatMap((process) => crontabsOf(process, repo)),
    ...[...new Set(scheduled)].map(liveEntry),
  ];
  if (scheduler) found.push(...newOnes(schedulerEntries(scheduler, repo), found));
  return found
    .map((entry) => ({ ...entry, name: redactCommand(entry.name), runs: entry.runs && redactCommand(entry.runs) }))
    .sort(
      byKeys(
        ({ name }) => name,
        ({ when }) => when ?? "",
      ),
    );
}

/** A script that a crontab or the docs run with its arguments needs no second entry of its own. */
function newOnes(candidates: readonly Schedule[], known: readonly Schedule[]): readonly Schedule[] {
  const commands = [...known, ...candidates].flatMap(({ runs }) => (runs === null ? [] : [runs]));
  return candidates.filter(
    ({ runs }) => runs === null || !commands.some((other) => other !== runs && other.split(/\s+/).includes(runs)),
  );
}

function crontabsOf(process: HerokuProcess, repo: Repo): readonly Schedule[] {
  const { words, folder } = followCommand(process.command, repo);
  if (!["supercronic", "cron", "crond", "crontab"].includes(baseName(words[0] ?? ""))) return [];
  return words.slice(1).flatMap((word) => {
    const path = joinPath(folder, word);
    const text = repo.read(path);
    return text === null ? [] : parseCrontab(path, text, process.type);
  });
}

const liveEntry = (command: string): Schedule => ({
  name: command,
  when: null,
  timezone: "UTC",
  process: null,
  runs: command,
  evidence: [{ path: "", note: "capture: a dyno that Heroku Scheduler had started" }],
});

function schedulerEntries(addon: HerokuAddon, repo: Repo): readonly Schedule[] {
  const own: Schedule = {
    name: addon.service,
    when: null,
    timezone: "UTC",
    process: null,
    runs: null,
    evidence: addon.evidence.map((entry) => ({ ...entry, note: "its jobs are kept in the add-on's dashboard only" })),
  };
  return [own, ...likelyScripts(repo), ...documentedTasks(repo)];
}

const NOTE = "looks like a job of Heroku Scheduler";
const SCRIPT_FOLDER =
  /^(?:.*\/)?(?:crons?|cronjobs|scheduled|scheduler|scheduled[-_]jobs)\/[^/]+\.(?:js|mjs|cjs|ts|rb|py|sh|php|go)$/;
const SCRIPT_NAME = /^(?:bin|script|scripts)\/(?:[^/]*[-_])?(?:cron|daily|hourly|nightly|weekly)(?:[-_.][^/]*)?$/;

const likelyScripts = (repo: Repo): readonly Schedule[] =>
  repo.paths
    .filter(
      (path) =>
        (SCRIPT_FOLDER.test(path) && !/(^|\/)(tests?|spec|__tests__|app|vendor)\//.test(path)) ||
        SCRIPT_NAME.test(path),
    )
    .map((path) => ({
      name: path,
      when: null,
      timezone: null,
      process: null,
      runs: path,
      evidence: [{ path, note: NOTE }],
    }));

/** Commands that the docs name near the word "scheduler", and the tasks of lib/tasks/scheduler.rake, Heroku's own example. */
function documentedTasks(repo: Repo): readonly Schedule[] {
  const found = new Map<string, Schedule>();
  const add = (runs: string, path: string, line: number): void => {
    if (!found.has(runs))
      found.set(runs, {
        name: runs,
        when: null,
        timezone: null,
        process: null,
        runs,
        evidence: [{ path, line, note: NOTE }],
      });
  };
  for (const path of repo.paths.filter((name) => /(^|\/)(README|DEPLOY\w*|HEROKU)[^/]*$|^docs?\/.*\.md$/i.test(name))) {
    const lines = (repo.read(path) ?? "").split(/\r?\n/);
    for (const [index, line] of lines.entries()) {
      const near = lines.slice(Math.max(0, index - 12), index + 3).some((other) => /scheduler/i.test(other));
      const command = near ? COMMAND.exec(line)?.[1] : undefined;
      if (command !== undefined) add(command.trim(), path, index + 1);
    }
  }
  for (const [index, line] of (repo.read("lib/tasks/scheduler.rake") ?? "").split(/\r?\n/).entries()) {
    const name = /^\s*task\s*\(?\s*(?::(\w+)|["'](\w+)["']|(\w+):)/.exec(line);
    if (name) add(`rake ${name[1] ?? name[2] ?? name[3]}`, "lib/tasks/scheduler.rake", index + 1);
  }
  return [...found.values()];
}

const COMMAND =
  /(?:^|[`$\s"'])((?:bundle exec )?(?:rake|rails runner|python manage\.py|\.\/manage\.py|node|npm run) [\w:./'"-]+(?: [\w:./-]+)*)/;
