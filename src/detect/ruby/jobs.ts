/** Joins Ruby's job classes with where they are enqueued and which process serves their queue. */
import type { Job } from "../../model/app-model.js";
import type { Evidence } from "../../model/evidence.js";
import type { FileFacts, Origin } from "../../model/file-facts.js";
import type { EnqueueFragment } from "../../model/fragments.js";
import { byKeys } from "../../text/order.js";
import type { DetectInput } from "../input.js";
import { ProcessReach } from "../work/process-reach.js";
import { findJobClasses, type JobContext, jobContext, type RubyJob, settingOf } from "./job-classes.js";
import { activeJobSystem, processesOf, servingProcess } from "./job-processes.js";
import { rubyModelFacts } from "./models.js";

const MAIL_JOB = "ActionMailer::MailDeliveryJob";
const DELAYED = "Delayed::PerformableMethod";

export function findRubyJobs(facts: readonly FileFacts[]): readonly RubyJob[] {
  return findJobClasses(jobContext(facts, rubyModelFacts(facts).ruby.classes));
}

interface PlacedEnqueue {
  readonly path: string;
  readonly fragment: EnqueueFragment;
}

const enqueuesIn = (files: readonly FileFacts[]): readonly PlacedEnqueue[] =>
  files.flatMap(({ path, fragments }) =>
    fragments.flatMap((fragment) => (fragment.kind === "enqueue" ? [{ path, fragment }] : [])),
  );

/** Where each job is enqueued, by job name. */
function enqueuedAt(
  enqueues: readonly PlacedEnqueue[],
  jobs: ReadonlySet<string>,
  nameOf: (origin: Origin) => string,
): ReadonlyMap<string, readonly Evidence[]> {
  const places = new Map<string, Evidence[]>();
  for (const { path, fragment } of enqueues) {
    const name = fragment.job === null ? fragment.jobName : nameOf(fragment.job);
    const known = name !== null && jobs.has(name) ? name : null;
    const job = known ?? (fragment.system === "delayed-job" ? DELAYED : null);
    if (job === null) continue;
    const note = fragment.queue === null ? {} : { note: `queue ${fragment.queue}` };
    places.set(job, [...(places.get(job) ?? []), { path, line: fragment.line, ...note }]);
  }
  return places;
}

const inOrder = (places: readonly Evidence[]): readonly Evidence[] =>
  [...places].sort(
    byKeys(
      (place) => place.path,
      (place) => place.line ?? 0,
    ),
  );

/** "mailers" until the app loads the defaults of Rails 6.1. https://guides.rubyonrails.org/configuring.html#config-action-mailer-deliver-later-queue-name */
function mailQueue(context: JobContext): string {
  const loads = context.files.flatMap((file) => file.calls.filter((call) => call.text === "config.load_defaults"));
  const versions = loads.map((call) => Number(call.args[0])).filter((version) => Number.isFinite(version));
  return versions.some((version) => version >= 6.1) ? "default" : "mailers";
}

/** Jobs of libraries that the app's calls imply: mail delivered later, methods called through `.delay`. */
function impliedJobs(enqueues: readonly PlacedEnqueue[], context: JobContext, usesDelay: boolean): readonly RubyJob[] {
  const found: RubyJob[] = [];
  const mail = enqueues.find(({ fragment }) => fragment.jobName === MAIL_JOB);
  if (mail !== undefined) {
    const queue = settingOf(context.files, "action-mailer", "queue") ?? mailQueue(context);
    found.push({ name: MAIL_JOB, system: "active-job", queue, path: mail.path, line: mail.fragment.line });
  }
  const delay = enqueues.find(({ fragment }) => fragment.system === "delayed-job");
  if (usesDelay && delay !== undefined) {
    const queue = settingOf(context.files, "delayed-job", "default_queue_name");
    found.push({ name: DELAYED, system: "delayed-job", queue, path: delay.path, line: delay.fragment.line });
  }
  return found;
}

/** `Ledger.new.rebuild` where `rebuild` is handled asynchronously: as far as the receiver's class stands in the call. */
function calledLater(
  jobs: readonly RubyJob[],
  { files, classes }: JobContext,
): ReadonlyMap<string, readonly Evidence[]> {
  const methods = new Map(
    jobs.filter(({ system }) => system === "delayed-job").map(({ name }) => [name, [] as Evidence[]]),
  );
  methods.delete(DELAYED);
  if (methods.size === 0) return methods;
  for (const { path, calls } of files) {
    for (const { callee, text, line } of calls) {
      const owner = callee.kind === "constant" ? classes.nameOf(callee) : "";
      const method = text.slice(text.lastIndexOf(".") + 1);
      const kind = text.split(".").length > 2 ? "#" : ".";
      methods.get(`${owner}${kind}${method}`)?.push({ path, line });
    }
  }
  return new Map([...methods].filter(([, places]) => places.length > 0));
}

/** The process whose own script starts delayed_job's worker, where no process runs the gem's command. */
function workerScript(input: DetectInput, { files }: JobContext): string | null {
  if (processesOf(input.heroku, "delayed-job").length > 0) return null;
  const starter = files.find(({ calls }) => calls.some(({ text }) => text === "Delayed::Worker.new"));
  return starter === undefined ? null : new ProcessReach(input).processOf(starter.path);
}

/** SolidQueue's Puma plugin, GoodJob's async mode: the web process is the worker. */
function worksInWeb(system: string | null, { files }: JobContext): boolean {
  if (system === "solid-queue") return settingOf(files, "solid-queue", "in-puma") !== null;
  return system === "good-job" && /^async/.test(settingOf(files, "good-job", "execution_mode") ?? "");
}

const NOTES: Readonly<Record<string, string>> = {
  [MAIL_JOB]: "deliver_later runs Rails' own mail job",
  [DELAYED]: "methods called through .delay",
};

export function detectRubyJobs(input: DetectInput): readonly Job[] {
  const { classes } = rubyModelFacts(input.facts).ruby;
  const context = jobContext(input.facts, classes);
  const enqueues = enqueuesIn(context.files);
  const lock = input.reader.read("Gemfile.lock") ?? input.reader.read("Gemfile") ?? "";
  const jobs = [...findJobClasses(context), ...impliedJobs(enqueues, context, /delayed_job|delayed\b/.test(lock))];
  const enqueued = enqueuedAt(enqueues, new Set(jobs.map((job) => job.name)), classes.nameOf);
  const places = new Map([...enqueued, ...calledLater(jobs, context)]);
  const adapter = settingOf(context.files, "active-job", "queue_adapter");
  const behind = activeJobSystem(adapter, input.heroku);
  const own = workerScript(input, context);
  const placeOf = (system: string | null, queue: string | null): string | null =>
    servingProcess(input.heroku, system, queue, worksInWeb(system, context)) ?? (system === "delayed-job" ? own : null);
  return jobs
    .map(({ name, system, queue, path, line, options }): Job => {
      const note = NOTES[name];
      return {
        name,
        system,
        queue,
        process: placeOf(system === "active-job" ? behind : system, queue),
        evidence: [{ path, line, ...(note === undefined ? {} : { note }) }],
        enqueuedAt: inOrder(places.get(name) ?? []),
        ...(options === undefined ? {} : { options }),
        ...(note === undefined ? {} : { library: true }),
      };
    })
    .sort(byKeys((job) => job.name));
}
