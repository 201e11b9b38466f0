/** Turns Ruby classes into background jobs with their system and queue, inherited options included. */
import type { FileFacts, Literal, Origin } from "../../model/file-facts.js";
import type { JobFragment, SettingFragment } from "../../model/fragments.js";
import { byText } from "../../text/order.js";
import { type ClassIndex, isAppRuby, type RubyClass } from "./class-index.js";

export interface RubyJob {
  readonly name: string;
  readonly system: string;
  readonly queue: string | null;
  readonly path: string;
  readonly line: number;
  /** The library's own options of the class and those above it, as its client writes them into the job. */
  readonly options?: Readonly<Record<string, Literal>>;
}

/** What makes a class a job: the name of a base class or module that a gem brings. */
const JOB_BASES: Readonly<Record<string, string>> = {
  "ActiveJob::Base": "active-job",
  ApplicationJob: "active-job",
  "Sidekiq::Worker": "sidekiq",
  "Sidekiq::Job": "sidekiq",
  "Sidekiq::ApplicationJob": "sidekiq",
  "Que::Job": "que",
  "Shoryuken::Worker": "shoryuken",
  "Sneakers::Worker": "sneakers",
  "SuckerPunch::Job": "sucker-punch",
  "Delayed::PerformableMethod": "delayed-job",
};

export interface JobContext {
  readonly classes: ClassIndex;
  readonly files: readonly FileFacts[];
  /** Job fragments by class name. */
  readonly options: ReadonlyMap<string, readonly { readonly path: string; readonly fragment: JobFragment }[]>;
  /** Names of all methods ("Foo#perform"). */
  readonly methods: ReadonlySet<string>;
}

export function jobContext(facts: readonly FileFacts[], classes: ClassIndex): JobContext {
  const files = facts.filter(isAppRuby);
  const options = new Map<string, { path: string; fragment: JobFragment }[]>();
  const methods = new Set<string>();
  for (const { path, fragments, definitions } of files) {
    for (const fragment of fragments) {
      if (fragment.kind !== "job" || fragment.name === null) continue;
      options.set(fragment.name, [...(options.get(fragment.name) ?? []), { path, fragment }]);
    }
    for (const definition of definitions) if (definition.kind === "method") methods.add(definition.name);
  }
  return { classes, files, options, methods };
}

/** The class, its mixins and those above it, nearest first. */
export function ancestry(definition: RubyClass, classes: ClassIndex): readonly RubyClass[] {
  const found: RubyClass[] = [];
  const seen = new Set<string>();
  for (let at: RubyClass | null = definition; at !== null && !seen.has(at.name); ) {
    seen.add(at.name);
    found.push(at, ...classes.mixinsOf(at.name));
    at = at.superclass === null ? null : classes.find(at.superclass);
  }
  return found;
}

const basesOf = (definition: RubyClass): readonly Origin[] =>
  definition.superclass === null ? definition.mixins : [definition.superclass, ...definition.mixins];

function systemOf(line: readonly RubyClass[], classes: ClassIndex): string | null {
  for (const definition of line) {
    for (const base of basesOf(definition)) {
      if (!("name" in base) || classes.find(base) !== null) continue;
      const system = JOB_BASES[base.name.replace(/^::/, "")];
      if (system !== undefined) return system;
    }
  }
  return null;
}

/** A literal setting of the app ("queue_name_prefix"), production's own winning. */
export function settingOf(files: readonly FileFacts[], framework: string, name: string): string | null {
  let found: { value: string; weight: number } | null = null;
  for (const { path, fragments } of files) {
    if (/environments\/(test|development)/.test(path)) continue;
    const weight = path.endsWith("environments/production.rb") ? 2 : 1;
    for (const fragment of fragments) {
      if (!isSetting(fragment, framework, name) || fragment.origin) continue;
      if (found === null || weight >= found.weight) found = { value: String(fragment.value), weight };
    }
  }
  return found?.value ?? null;
}

const isSetting = (fragment: { kind: string }, framework: string, name: string): fragment is SettingFragment => {
  const setting = fragment as SettingFragment;
  return fragment.kind === "setting" && setting.framework === framework && setting.name === name;
};

function queueOf(line: readonly RubyClass[], system: string, context: JobContext): string {
  const own = line
    .flatMap((definition) => context.options.get(definition.name) ?? [])
    .find(({ fragment }) => fragment.queue !== null)?.fragment.queue;
  if (system !== "active-job") return own ?? "default";
  const prefix = settingOf(context.files, "active-job", "queue_name_prefix");
  const delimiter = settingOf(context.files, "active-job", "queue_name_delimiter") ?? "_";
  const name = own ?? settingOf(context.files, "active-job", "default_queue_name") ?? "default";
  return prefix === null || prefix === "" || own === undefined ? name : `${prefix}${delimiter}${name}`;
}

function classJob(definition: RubyClass, context: JobContext): RubyJob | null {
  if (definition.kind !== "class") return null;
  const line = ancestry(definition, context.classes);
  const system = systemOf(line, context.classes);
  if (system === null) return null;
  const method = system === "que" ? "run" : system === "sneakers" ? "work" : "perform";
  const performs = line.some(
    ({ name }) => context.methods.has(`${name}#${method}`) || context.methods.has(`${name}#perform`),
  );
  if (!performs) return null;
  return {
    name: definition.name,
    system,
    queue: queueOf(line, system, context),
    path: definition.path,
    line: definition.line,
    ...optionsOf(line, context),
  };
}

/** The nearest class wins, option by option. */
function optionsOf(line: readonly RubyClass[], context: JobContext): Pick<RubyJob, "options"> {
  const given = [...line].reverse().flatMap(({ name }) => context.options.get(name) ?? []);
  const options = Object.assign({}, ...given.map(({ fragment }) => fragment.options ?? {})) as Record<string, Literal>;
  return Object.keys(options).length === 0 ? {} : { options };
}

/** Resque classes and `handle_asynchronously` methods, which no base class gives away. */
function declaredJobs(context: JobContext): readonly RubyJob[] {
  const found: RubyJob[] = [];
  const elsewhere = settingOf(context.files, "delayed-job", "default_queue_name");
  for (const [name, declared] of context.options) {
    const resque = declared.find(({ fragment }) => fragment.system === "resque");
    const delayed = declared.find(({ fragment }) => fragment.system === "delayed-job");
    const one = resque ?? delayed;
    if (one === undefined || (resque && !performsItself(name, context))) continue;
    const { system, queue, line } = one.fragment;
    found.push({ name, system, queue: queue ?? (resque ? null : elsewhere), path: one.path, line });
  }
  return found;
}

/** `def self.perform` of the class or one above it. */
function performsItself(name: string, { classes, methods }: JobContext): boolean {
  const own = classes.get(name);
  return own !== null && ancestry(own, classes).some((one) => methods.has(`${one.name}.perform`));
}

/** `Delayed::Job.enqueue Export.new(1)`: any class will do that has a `perform`. */
function enqueuedClasses(context: JobContext): readonly RubyJob[] {
  const found = new Map<string, RubyJob>();
  for (const { fragments } of context.files) {
    for (const fragment of fragments) {
      if (fragment.kind !== "enqueue" || fragment.system !== "delayed-job" || fragment.job === null) continue;
      const target = context.classes.find(fragment.job);
      if (target === null || !context.methods.has(`${target.name}#perform`)) continue;
      const { name, path, line } = target;
      const said = context.options.get(name)?.find((one) => one.fragment.queue !== null)?.fragment.queue ?? null;
      const queue = fragment.queue ?? found.get(name)?.queue ?? said;
      found.set(name, { name, system: "delayed-job", queue, path, line });
    }
  }
  return [...found.values()];
}

export function findJobClasses(context: JobContext): readonly RubyJob[] {
  const classes = context.classes.all.flatMap((definition) => classJob(definition, context) ?? []);
  const known = new Set(classes.map((job) => job.name));
  const declared = [...declaredJobs(context), ...enqueuedClasses(context)].filter((job) => !known.has(job.name));
  return [...classes, ...declared].sort((a, b) => byText(a.name, b.name));
}
