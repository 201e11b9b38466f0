/** Reads what is put on queues: one by one, in bulk, as a flow, by a clock. https://docs.bullmq.io/guide/queues */
import type { Origin } from "../../../../../model/file-facts.js";
import {
  type CallNode,
  calleeName,
  isCall,
  isFunction,
  isMember,
  lineOf,
  memberName,
  type Node,
  receiverOf,
  unwrap,
} from "../../ast.js";
import { lastName } from "../../data/chains.js";
import { elsewhere, settingOf } from "../../data/objects.js";
import { isQueue, nameAt, queueOrigin, SYSTEMS } from "../../data/queue-symbols.js";
import type { FrameworkContext } from "../../framework.js";

/** `queue.add("name", data)`, Bull's `queue.add(data)`, `queue.addBulk([{ name }])`. */
export function readAdd(node: CallNode, method: string, context: FrameworkContext): void {
  const receiver = receiverOf(node)!;
  const value = context.value(receiver);
  // Whether what another file gives is a queue is known once all files are read; what it is called says nothing.
  if (!isQueue(receiver, context) && value.kind !== "import") return;
  const system = value.kind === "import" ? (SYSTEMS[value.source] ?? "") : "";
  const jobs =
    method === "addBulk"
      ? bulkNames(node.arguments[0] as Node | undefined, context)
      : [node.arguments[0] as Node | undefined];
  for (const job of jobs) {
    const { name, nameOrigin } = nameAt(job, context);
    context.emit({
      kind: "enqueue",
      system,
      job: ownClass(node, context) ?? (name === null && nameOrigin?.kind === "param" ? nameOrigin : null),
      jobName: name,
      ...elsewhere("jobNameOrigin", job, context),
      queue: null,
      queueOrigin: queueOrigin(receiver, context),
      within: context.within,
      line: lineOf(node),
    });
  }
  readRepeat(node, method, context);
}

/** `flow.add({ name, queueName, children: [...] })`: a job on each queue that the tree names. https://docs.bullmq.io/guide/flows */
export function readFlow(input: Node | undefined, context: FrameworkContext): boolean {
  const queue = input === undefined ? null : settingOf(input, "queueName", context);
  if (input === undefined || queue === null) return false;
  const named = settingOf(input, "name", context);
  context.emit({
    kind: "enqueue",
    system: "bullmq",
    job: null,
    jobName: context.string(named),
    ...elsewhere("jobNameOrigin", named, context),
    queue: context.string(queue),
    ...elsewhere("queueOrigin", queue, context),
    within: context.within,
    line: lineOf(input),
  });
  const children = settingOf(input, "children", context);
  const list = children === null ? null : context.follow(children);
  if (list?.type === "ArrayExpression")
    for (const one of list.elements) if (one !== null) readFlow(unwrap(one), context);
  return true;
}

/** `upsertJobScheduler("nightly", { pattern }, { name: "cleanup" })`: a job of the template's name comes by the clock. */
export function readScheduler(node: CallNode, context: FrameworkContext): void {
  readRepeat(node, "upsertJobScheduler", context);
  const named = settingOf(node.arguments[2], "name", context) ?? node.arguments[0];
  const receiver = receiverOf(node)!;
  const place = {
    queue: null,
    queueOrigin: queueOrigin(receiver, context),
    within: context.within,
    line: lineOf(node),
  };
  const origin = elsewhere("jobNameOrigin", named, context);
  context.emit({ kind: "enqueue", system: "bullmq", job: null, jobName: context.string(named), ...origin, ...place });
}

/** `add({ name: this.constructor.name })`: the class is the job, whichever of its children is meant. */
function ownClass(node: CallNode, context: FrameworkContext): Origin | null {
  const mentions = (value: Node, depth: number): boolean => {
    if (isMember(value) && memberName(value) === "name") {
      const object = unwrap(value.object);
      return object.type === "ThisExpression" || (isMember(object) && memberName(object) === "constructor");
    }
    if (value.type !== "ObjectExpression" || depth > 2) return false;
    return value.properties.some((one) => one.type === "ObjectProperty" && mentions(unwrap(one.value), depth + 1));
  };
  const named = context.className !== "" && node.arguments.some((argument) => mentions(unwrap(argument), 0));
  return named ? { kind: "local", name: context.className } : null;
}

/** Names in `[{ name, data }]`, also where a `map` makes the list. */
function bulkNames(node: Node | undefined, context: FrameworkContext): (Node | undefined)[] {
  const list = node === undefined ? null : context.follow(node);
  const named = (item: Node) => settingOf(item, "name", context) ?? undefined;
  if (list?.type === "ArrayExpression") return list.elements.map((one) => (one ? named(unwrap(one)) : undefined));
  if (list !== null && isCall(list) && calleeName(list) === "map") {
    const build = list.arguments[0];
    if (build && isFunction(build) && build.body.type !== "BlockStatement") return [named(unwrap(build.body))];
  }
  return [undefined];
}

/** `{ repeat: { pattern, every, tz } }`; BullMQ's `upsertJobScheduler(id, { pattern }, { name })`. */
function readRepeat(node: CallNode, method: string, context: FrameworkContext): void {
  const isScheduler = method === "upsertJobScheduler";
  const options = node.arguments.at(-1) as Node | undefined;
  const repeat = isScheduler ? (node.arguments[1] as Node | undefined) : settingOf(options, "repeat", context);
  if (!repeat) return;
  const text = (name: string) => context.literal(settingOf(repeat, name, context));
  const when = text("pattern") ?? text("cron");
  const every = text("every");
  const template = isScheduler ? settingOf(node.arguments[2], "name", context) : null;
  const first = node.arguments[0];
  const name = context.string(template) ?? context.string(first);
  context.emit({
    kind: "schedule",
    system: "bullmq",
    name: context.string(first) ?? name ?? lastName(queueOrigin(receiverOf(node)!, context)) ?? "repeat",
    ...elsewhere("nameOrigin", first, context),
    when: typeof when === "string" ? when : typeof every === "number" ? `every ${every} ms` : null,
    ...elsewhere("whenOrigin", settingOf(repeat, "pattern", context) ?? settingOf(repeat, "cron", context), context),
    timezone: context.string(settingOf(repeat, "tz", context)),
    ...elsewhere("timezoneOrigin", settingOf(repeat, "tz", context), context),
    runs: name,
    runsOrigin: null,
    inProcess: false,
    line: lineOf(node),
  });
}
