/** Reads the jobs and schedules of Nest: processors, injected queues, cron methods. https://docs.nestjs.com/techniques/queues */
import type * as t from "@babel/types";
import {
  type CallNode,
  type ClassNode,
  calleeName,
  isMember,
  keyName,
  lineOf,
  memberName,
  type Node,
  receiverOf,
} from "../ast.js";
import { type Decoration, decorationsOf } from "../data/decorators.js";
import { cronExpression } from "../data/nest-cron-expressions.js";
import { settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const QUEUES = "@nestjs/bull|@nestjs/bullmq";

const find = (decorations: readonly Decoration[], name: string) => decorations.find((one) => one.name === name);

/** `"audio"`, `{ name: "audio" }`, or a constant of another file. */
function nameOf(node: Node | undefined, context: FrameworkContext) {
  const name = context.string(node) ?? context.string(settingOf(node, "name", context));
  return name === null && node !== undefined
    ? { name: null, origin: context.origin(settingOf(node, "name", context) ?? node) }
    : { name };
}

function readProcessor(node: ClassNode, processor: Decoration, context: FrameworkContext): void {
  const queue = nameOf(processor.args[0], context);
  const key = context.keyOf(node);
  const named = queue.origin === undefined ? { queue: queue.name } : { queue: null, queueOrigin: queue.origin };
  const names = new Set<string | null>();
  for (const member of node.body.body) {
    if (member.type !== "ClassMethod") continue;
    const process = find(decorationsOf(member.decorators, QUEUES, context), "Process");
    if (process !== undefined) names.add(nameOf(process.args[0], context).name);
  }
  if (names.size === 0) names.add(null);
  const system = context.imports("@nestjs/bullmq") ? "bullmq" : "bull";
  for (const name of names) {
    context.emit({
      kind: "job",
      system,
      name,
      ...named,
      handlerOrigin: { kind: "local", name: key },
      line: lineOf(node),
    });
  }
}

/** `constructor(@InjectQueue("audio") private audio: Queue)` */
function readInjected(node: ClassNode, context: FrameworkContext): void {
  const key = context.keyOf(node);
  const system = context.imports("@nestjs/bullmq") ? "bullmq" : "bull";
  for (const member of node.body.body) {
    if (member.type === "ClassProperty")
      injected(member.decorators, keyName(member.key, false), key, system, member, context);
    if (member.type !== "ClassMethod" || member.kind !== "constructor") continue;
    for (const parameter of member.params) {
      const inner = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
      const own =
        ("decorators" in parameter && parameter.decorators) || ("decorators" in inner && inner.decorators) || null;
      if (inner.type === "Identifier")
        injected(own as t.Decorator[] | null, inner.name, key, system, parameter, context);
    }
  }
}

function injected(
  decorators: readonly t.Decorator[] | null | undefined,
  field: string | null,
  key: string,
  system: string,
  node: Node,
  context: FrameworkContext,
): void {
  const decoration = find(decorationsOf(decorators, QUEUES, context), "InjectQueue");
  if (decoration === undefined || field === null) return;
  const { name, origin } = nameOf(decoration.args[0], context);
  const nameOrigin = origin === undefined ? {} : { nameOrigin: origin };
  context.emit({
    kind: "queue",
    system,
    origin: { kind: "local", name: key, members: ["()", field] },
    name,
    ...nameOrigin,
    line: lineOf(node),
  });
}

/** Cron text of a member of Nest's CronExpression; its name where it is none that we know, null for a member of anything else. */
function expressionOf(node: Node | undefined, context: FrameworkContext): string | null {
  if (node === undefined || !isMember(node) || !context.isFrom(node.object, "@nestjs/schedule", "CronExpression"))
    return null;
  const name = memberName(node);
  return name === null ? null : (cronExpression(name) ?? name);
}

/** `@Cron("0 * * * *", { timeZone })`, `@Interval(1000)`, `@Timeout(500)` of @nestjs/schedule. */
function readSchedules(node: ClassNode, context: FrameworkContext): void {
  const key = context.keyOf(node);
  for (const member of node.body.body) {
    if (member.type !== "ClassMethod") continue;
    const decorations = decorationsOf(member.decorators, "@nestjs/schedule", context);
    const decoration = find(decorations, "Cron") ?? find(decorations, "Interval");
    const name = keyName(member.key, member.computed);
    if (decoration === undefined || name === null) continue;
    const options = decoration.args[1];
    const time = decoration.args.map((argument) => context.literal(argument)).find((one) => typeof one === "number");
    const [first] = decoration.args;
    context.emit({
      kind: "schedule",
      system: "@nestjs/schedule",
      name: context.string(settingOf(options, "name", context)) ?? `${key}#${name}`,
      when: context.string(first) ?? (time === undefined ? expressionOf(first, context) : `every ${time} ms`),
      timezone: context.string(settingOf(options, "timeZone", context)),
      runs: `${key}#${name}`,
      runsOrigin: { kind: "local", name: key, members: [name] },
      inProcess: true,
      line: decoration.line,
    });
  }
}

function readClass(node: ClassNode, context: FrameworkContext): void {
  const processor = find(decorationsOf(node.decorators, QUEUES, context), "Processor");
  if (processor !== undefined) readProcessor(node, processor, context);
  if (context.imports(QUEUES)) readInjected(node, context);
  if (context.imports("@nestjs/schedule")) readSchedules(node, context);
}

/** `BullModule.registerQueue({ name: "audio" })` */
function readRegistered(node: CallNode, context: FrameworkContext): void {
  const receiver = receiverOf(node);
  if (receiver === null || !/^registerQueue(Async)?$/.test(calleeName(node) ?? "") || !context.imports(QUEUES)) return;
  for (const argument of node.arguments) {
    const name = context.string(settingOf(argument, "name", context));
    const system = context.imports("@nestjs/bullmq") ? "bullmq" : "bull";
    if (name !== null)
      context.emit({ kind: "queue", system, origin: { kind: "local", name }, name, line: lineOf(node) });
  }
}

export const nestJobs = defineFramework({
  id: "nest-jobs",
  visit: { ClassDeclaration: (node, context) => readClass(node, context), CallExpression: readRegistered },
});
