/** Finds the classes that are jobs: those a queue's handler picks from a table, those whose base puts itself on a queue. */
import type { EnqueueFragment, JobFragment } from "../../model/fragments.js";
import { byKeys } from "../../text/order.js";
import type { Placed } from "../data/sources.js";
import type { DetectInput } from "../input.js";
import { type ClassNode, ClassTree } from "./class-tree.js";
import type { Queue, QueueIndex } from "./queue-index.js";

export interface ClassJob {
  readonly node: ClassNode;
  readonly queue: Queue;
  /** The handler that picks it, where there is one. */
  readonly worker: { readonly path: string; readonly line: number } | null;
  /** Methods of a base class that put it on the queue. */
  readonly enqueuers: ReadonlySet<string>;
}

interface Draft {
  readonly node: ClassNode;
  queue: Queue;
  worker: ClassJob["worker"];
  readonly enqueuers: Set<string>;
}

export class JobClasses {
  readonly tree: ClassTree;
  readonly #input: DetectInput;
  readonly #queues: QueueIndex;
  readonly #found = new Map<ClassNode, Draft>();

  constructor(input: DetectInput, queues: QueueIndex) {
    this.#input = input;
    this.#queues = queues;
    this.tree = new ClassTree(input);
  }

  /** `new EmailTask().schedule()`: BaseTask's method puts `this.constructor.name` on a queue. */
  addSelfEnqueuing({ path, fragment }: Placed<EnqueueFragment>): void {
    const base = fragment.job === null ? null : this.tree.find(path, fragment.job);
    const queue = this.#queues.find(path, fragment.queueOrigin);
    if (base === null || queue === null) return;
    const method = fragment.within.split(/[#.]/).at(-1) ?? "";
    for (const node of [base, ...this.tree.descendants(base)]) this.#draft(node, queue, null).enqueuers.add(method);
  }

  /** `new processors[name]()` in the handler of a queue. */
  addRegistered({ path, fragment }: Placed<JobFragment>): void {
    const queue = this.#queueOf(path, fragment);
    if (fragment.registry === undefined || queue === null) return;
    const target = this.#input.resolution.resolve(path, fragment.registry.origin);
    if (target.kind !== "definition" && target.kind !== "file") return;
    const worker = { path, line: fragment.line };
    for (const node of this.#registered(target.path)) this.#draft(node, queue, worker).worker ??= worker;
  }

  #queueOf(path: string, fragment: JobFragment): Queue | null {
    return fragment.queue === null ? this.#queues.find(path, fragment.queueOrigin) : this.#queues.named(fragment.queue);
  }

  /** Classes of the table's file: those below the base it names; without one, those it loads. */
  #registered(path: string): readonly ClassNode[] {
    const file = this.#input.facts.find((one) => one.path === path);
    if (file === undefined) return [];
    const named = file.imports.flatMap((one) =>
      one.names.map(({ imported }) => this.tree.find(path, { kind: "import", source: one.source, name: imported })),
    );
    const classes = named.filter((node) => node !== null);
    const below = classes.flatMap((node) => this.tree.descendants(node));
    if (below.length > 0) return below;
    const loaded = file.imports.filter((one) => one.kind === "glob");
    const paths = loaded.flatMap((one) => this.#input.resolution.expand?.(path, one.source) ?? []);
    return paths.length === 0 ? classes : paths.flatMap((one) => this.tree.inFile(one));
  }

  #draft(node: ClassNode, queue: Queue, worker: ClassJob["worker"]): Draft {
    const known = this.#found.get(node);
    if (known !== undefined) return known;
    const draft: Draft = { node, queue, worker, enqueuers: new Set() };
    this.#found.set(node, draft);
    return draft;
  }

  /** Concrete ones, by name. */
  all(): readonly ClassJob[] {
    const jobs = [...this.#found.values()].filter(({ node }) => !node.abstract && !this.#isRoot(node));
    return jobs.sort(
      byKeys(
        ({ node }) => node.label,
        ({ node }) => node.path,
      ),
    );
  }

  /** In JavaScript nothing says abstract: a base that others finish and that sits above every other job is none itself. */
  #isRoot(node: ClassNode): boolean {
    const below = this.tree.descendants(node);
    return below.length > 1 && below.every((one) => this.#found.has(one)) && below.length + 1 >= this.#found.size;
  }
}
