/** Turns Sidekiq's options, pushes and schedules written in Ruby into jobs, enqueues and schedules. */

import type { Literal } from "../../../../model/file-facts.js";
import { cronZone } from "../../../../text/cron-zone.js";
import { hashEntries, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { type CallNode, HashNode, KeywordHashNode, type Node } from "../nodes.js";
import { addEnqueue, addJob, classArgument, enqueueOn } from "./job-enqueues.js";

function sidekiqOptions(call: CallNode, file: RubyFile): void {
  if (file.inMethod) return;
  const { keywords } = readArguments(call);
  const options: Record<string, Literal> = {};
  for (const [name, node] of keywords) {
    const value = file.literal(node, name);
    // What is computed when the class loads is not known here.
    if (value !== undefined && name !== "queue") options[name] = value;
  }
  const queue = file.text(keywords.get("queue"));
  if (queue === null && Object.keys(options).length === 0) return;
  addJob("sidekiq", file.scope.name, queue, file.line(call), file, { options });
}

/** `Sidekiq::Client.push("class" => Foo, "queue" => "low")`. */
function push(call: CallNode, file: RubyFile): void {
  if (!/^(::)?Sidekiq::Client$/.test(constantName(call.receiver) ?? "")) return;
  const { positional, keywords } = readArguments(call);
  const given = keywords.get("class") ?? positional[0];
  addEnqueue("sidekiq", { job: classArgument(given, file), queue: file.text(keywords.get("queue")) }, call, file);
}

function enqueueTo(call: CallNode, file: RubyFile): void {
  if (!/^(::)?Sidekiq::Client$/.test(constantName(call.receiver) ?? "")) return;
  const [first, second] = readArguments(call).positional;
  const toQueue = call.name === "enqueue_to" || call.name === "enqueue_to_in";
  const target = { job: classArgument(toQueue ? second : first, file), queue: toQueue ? file.text(first) : null };
  addEnqueue("sidekiq", target, call, file);
}

function addCron(name: string | null, options: ReadonlyMap<string, Node>, file: RubyFile, line: number): void {
  const given = options.get("class") ?? options.get("klass");
  const runs = file.text(given) ?? constantName(given ?? null);
  if (runs === null) return;
  const when = file.text(options.get("cron")) ?? file.text(options.get("every"));
  file.add({
    kind: "schedule",
    system: "sidekiq-cron",
    name: name ?? file.text(options.get("name")) ?? runs,
    when,
    timezone: when === null ? null : cronZone(when),
    runs,
    runsOrigin: file.named(runs),
    inProcess: false,
    line,
  });
}

const isCron = (call: CallNode): boolean => /Sidekiq::Cron::Job$/.test(constantName(call.receiver) ?? "");

function createCron(call: CallNode, file: RubyFile): void {
  if (isCron(call)) addCron(null, readArguments(call).keywords, file, file.line(call));
}

/** `load_from_hash "name" => { "cron" => …, "class" => … }`, and `Sidekiq.schedule = {…}`. */
function loadCrons(call: CallNode, file: RubyFile): void {
  if (!isCron(call) && !(call.name === "schedule=" && constantName(call.receiver) === "Sidekiq")) return;
  for (const argument of call.arguments_?.arguments_ ?? []) {
    if (!(argument instanceof HashNode || argument instanceof KeywordHashNode)) continue;
    for (const [name, entry] of hashEntries(argument)) {
      if (entry instanceof HashNode) addCron(name, hashEntries(entry), file, file.line(entry));
    }
  }
}

/** Sidekiq Enterprise: `manager.register("0 * * * *", "Foo")` within `config.periodic do`. */
function register(call: CallNode, file: RubyFile): void {
  if (!file.blocks.some((outer) => outer.name === "periodic")) return;
  const [when, job] = readArguments(call).positional;
  const runs = file.text(job) ?? constantName(job ?? null);
  if (runs === null) return;
  const line = file.line(call);
  const shared = { timezone: null, runs, runsOrigin: file.named(runs), inProcess: false, line };
  file.add({ kind: "schedule", system: "sidekiq-periodic", name: runs, when: file.text(when), ...shared });
}

export const sidekiq = defineRubyFramework({
  id: "sidekiq",
  calls: {
    sidekiq_options: sidekiqOptions,
    perform_async: enqueueOn("sidekiq"),
    perform_in: enqueueOn("sidekiq"),
    perform_at: enqueueOn("sidekiq"),
    perform_bulk: enqueueOn("sidekiq"),
    push,
    push_bulk: push,
    enqueue: enqueueTo,
    enqueue_to: enqueueTo,
    enqueue_in: enqueueTo,
    enqueue_to_in: enqueueTo,
    create: createCron,
    "create!": createCron,
    load_from_hash: loadCrons,
    "load_from_hash!": loadCrons,
    "schedule=": loadCrons,
    register,
  },
});
