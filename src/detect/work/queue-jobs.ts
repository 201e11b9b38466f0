/** Joins what is put on each queue with what processes it: one job a name. */
import type { Job } from "../../model/app-model.js";
import type { Evidence } from "../../model/evidence.js";
import type { EnqueueFragment, JobFragment } from "../../model/fragments.js";
import { byKeys } from "../../text/order.js";
import type { Constants } from "../data/constants.js";
import { ownFiles, type Placed, placed } from "../data/sources.js";
import type { DetectInput } from "../input.js";
import { type ClassJob, JobClasses } from "./job-classes.js";
import type { ProcessReach } from "./process-reach.js";
import type { QueueIndex } from "./queue-index.js";

interface Draft {
  readonly name: string | null;
  readonly queue: string;
  system: string;
  readonly performed: Evidence[];
  readonly enqueued: Evidence[];
}

const SYSTEMS = new Set(["bull", "bullmq", "bee-queue", ""]);

export class QueueJobs {
  readonly #input: DetectInput;
  readonly #constants: Constants;
  readonly #queues: QueueIndex;
  readonly #reach: ProcessReach;
  readonly #drafts = new Map<string, Draft>();
  /** Queues whose handlers pick classes: those are the jobs, not the queue itself. */
  readonly #registered = new Set<string>();

  constructor(input: DetectInput, constants: Constants, queues: QueueIndex, reach: ProcessReach) {
    this.#input = input;
    this.#constants = constants;
    this.#queues = queues;
    this.#reach = reach;
  }

  find(): readonly Job[] {
    const files = ownFiles(this.#input.facts);
    const jobs = placed(files, "job").filter(({ fragment }) => SYSTEMS.has(fragment.system));
    const enqueues = placed(files, "enqueue").filter(({ fragment }) => SYSTEMS.has(fragment.system));
    const classes = this.#classJobs(jobs, enqueues);
    for (const job of jobs) this.#addJob(job);
    for (const enqueue of enqueues) this.#addEnqueue(enqueue);
    this.#addNamedByCallers(enqueues);
    return [...this.#named(), ...classes.map((job) => this.#toClassJob(job))];
  }

  #classJobs(jobs: readonly Placed<JobFragment>[], enqueues: readonly Placed<EnqueueFragment>[]): readonly ClassJob[] {
    const classes = new JobClasses(this.#input, this.#queues);
    for (const job of jobs) classes.addRegistered(job);
    for (const enqueue of enqueues) if (enqueue.fragment.job?.kind === "local") classes.addSelfEnqueuing(enqueue);
    const found = classes.all();
    for (const { queue } of found) this.#registered.add(queue.name);
    return found;
  }

  #draft(queue: string, name: string | null, system: string): Draft {
    const key = `${queue}\n${name ?? ""}`;
    const known = this.#drafts.get(key);
    if (known !== undefined) {
      known.system ||= system;
      return known;
    }
    const draft: Draft = { name, queue, system, performed: [], enqueued: [] };
    this.#drafts.set(key, draft);
    return draft;
  }

  #addJob({ path, fragment }: Placed<JobFragment>): void {
    const queue = this.#queues.find(path, fragment.queueOrigin);
    const name = fragment.queue ?? queue?.name ?? this.#constants.text(path, fragment.queueOrigin);
    if (name === null) return;
    const own = fragment.name ?? this.#constants.text(path, fragment.nameOrigin);
    const draft = this.#draft(name, own, queue?.system || fragment.system);
    const handler =
      fragment.handlerOrigin === null ? null : this.#input.resolution.resolve(path, fragment.handlerOrigin);
    const elsewhere = handler?.kind === "definition" || handler?.kind === "file" ? handler.path : path;
    if (elsewhere !== path) draft.performed.push({ path: elsewhere, line: this.#lineOf(handler) });
    draft.performed.push({ path, line: fragment.line });
  }

  #lineOf(target: ReturnType<DetectInput["resolution"]["resolve"]> | null): number {
    if (target?.kind !== "definition") return 1;
    const file = this.#input.facts.find((one) => one.path === target.path);
    return file?.definitions.find((one) => one.name === target.name)?.line ?? 1;
  }

  #addEnqueue({ path, fragment }: Placed<EnqueueFragment>): void {
    if (fragment.job !== null) return;
    const name = fragment.jobName ?? this.#constants.text(path, fragment.jobNameOrigin);
    const queue = this.#queues.find(path, fragment.queueOrigin);
    // A flow names its queues.
    const named = fragment.system === "" ? null : (fragment.queue ?? this.#constants.text(path, fragment.queueOrigin));
    const [on, system] = queue === null ? [named, fragment.system] : [queue.name, queue.system];
    if (on !== null) this.#draft(on, name, system).enqueued.push({ path, line: fragment.line });
  }

  /** `enqueueMail("welcome", data)`: a function that passes its parameter on as the job's name. */
  #addNamedByCallers(enqueues: readonly Placed<EnqueueFragment>[]): void {
    for (const { path, fragment } of enqueues) {
      const { job } = fragment;
      const queue = job?.kind === "param" ? this.#queues.find(path, fragment.queueOrigin) : null;
      if (queue === null || job?.kind !== "param") continue;
      const calls = this.#callsOf(path, job.function);
      for (const call of calls) {
        const name = call.args[job.index];
        const draft = this.#draft(queue.name, typeof name === "string" ? name : null, queue.system);
        draft.enqueued.push({ path: call.path, line: call.line });
      }
      if (calls.length === 0) this.#draft(queue.name, null, queue.system).enqueued.push({ path, line: fragment.line });
    }
  }

  #callsOf(path: string, name: string) {
    const own = name.replace("#", ".");
    return ownFiles(this.#input.facts).flatMap((file) =>
      file.calls.flatMap((call) => {
        const target = this.#input.resolution.resolve(file.path, call.callee);
        if (target.kind !== "definition" || target.path !== path) return [];
        const steps = (target.members ?? []).filter((step) => step !== "()");
        const called = [target.name, ...steps].join(".");
        return called === own ? [{ path: file.path, line: call.line, args: call.args }] : [];
      }),
    );
  }

  /** What has no name of its own stands for the names put on the queue, where any are known. */
  #named(): readonly Job[] {
    const drafts = [...this.#drafts.values()];
    return drafts.flatMap((draft) => {
      const others = drafts.filter((one) => one.queue === draft.queue && one.name !== null);
      if (draft.name === null && (others.length > 0 || this.#registered.has(draft.queue))) return [];
      const unnamed = drafts.find((one) => one.queue === draft.queue && one.name === null);
      const performed = draft.performed.length > 0 ? draft.performed : (unnamed?.performed ?? []);
      return [this.#toJob(draft, performed)];
    });
  }

  #toJob(draft: Draft, performed: readonly Evidence[]): Job {
    const queue = this.#queues.named(draft.queue);
    const made = queue === null ? draft.enqueued.slice(0, 1) : [{ path: queue.path, line: queue.line }];
    return {
      name: draft.name === null ? draft.queue : `${draft.queue}:${draft.name}`,
      system: draft.system || queue?.system || "bull",
      queue: draft.queue,
      process: this.#processOf(performed),
      evidence: performed.length > 0 ? distinct(performed) : made,
      enqueuedAt: distinct(draft.enqueued).sort(byPlace),
    };
  }

  #processOf(performed: readonly Evidence[]): string | null {
    const at = performed.at(-1);
    return at === undefined ? null : this.#reach.processOf(at.path);
  }

  #toClassJob({ node, queue, worker, enqueuers }: ClassJob): Job {
    return {
      name: node.label,
      system: queue.system || "bull",
      queue: queue.name,
      process: this.#reach.processOf(worker?.path ?? node.path),
      evidence: [{ path: node.path, line: node.line }, ...(worker === null ? [] : [worker])],
      // A bus puts the classes on the queue by name: then every place that fills the queue is theirs.
      enqueuedAt:
        enqueuers.size > 0 ? this.#classEnqueues(node.path, node.name, enqueuers) : this.#queueEnqueues(queue.name),
    };
  }

  #classEnqueues(path: string, name: string, enqueuers: ReadonlySet<string>): readonly Evidence[] {
    return (this.#classCalls().get(`${path}\n${name}`) ?? [])
      .filter(({ method }) => enqueuers.has(method))
      .map(({ evidence }) => evidence)
      .sort(byPlace);
  }

  #queueEnqueues(queue: string): readonly Evidence[] {
    const drafts = [...this.#drafts.values()].filter((draft) => draft.queue === queue);
    return distinct(drafts.flatMap((draft) => draft.enqueued)).sort(byPlace);
  }

  #known: ReadonlyMap<string, readonly { readonly method: string; readonly evidence: Evidence }[]> | null = null;

  /** Calls of methods of imported classes, by class. */
  #classCalls(): ReadonlyMap<string, readonly { readonly method: string; readonly evidence: Evidence }[]> {
    if (this.#known !== null) return this.#known;
    const calls = new Map<string, { method: string; evidence: Evidence }[]>();
    for (const file of ownFiles(this.#input.facts)) {
      for (const call of file.calls) {
        if (!("members" in call.callee) || call.callee.members === undefined) continue;
        const target = this.#input.resolution.resolve(file.path, call.callee);
        if (target.kind !== "definition") continue;
        const key = `${target.path}\n${target.name}`;
        const entry = { method: target.members?.at(-1) ?? "", evidence: { path: file.path, line: call.line } };
        const list = calls.get(key);
        if (list === undefined) calls.set(key, [entry]);
        else list.push(entry);
      }
    }
    this.#known = calls;
    return calls;
  }
}

const byPlace = byKeys<Evidence>(
  (one) => one.path,
  (one) => one.line ?? 0,
);

function distinct(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  return evidence.filter(({ path, line }) => {
    const key = `${path}\n${line}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
