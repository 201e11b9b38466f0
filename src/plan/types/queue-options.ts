/** Turns the app's own queue objects into the options that every job of a queue gets: attempts, backoff. */
import { Node, type SourceFile, SyntaxKind } from "ts-morph";
import type { PlannedEnqueue } from "../../model/plan.js";
import { readOrigins } from "./origins.js";
import type { SourceTexts, TypeProject } from "./project.js";
import { readLiteral } from "./values.js";

type Options = Readonly<Record<string, unknown>>;

/** By queue name. */
export function readQueueOptions(project: TypeProject, sources: SourceTexts): ReadonlyMap<string, Options> {
  const found = new Map<string, Options>();
  for (const path of sources.paths) {
    if (!/\.[cm]?[jt]sx?$/.test(path) || !/\bdefaultJobOptions\b/.test(sources.read(path) ?? "")) continue;
    const file = project.openAlone(path);
    if (file !== null) for (const [queue, options] of queuesIn(file)) found.set(queue, options);
  }
  return found;
}

function queuesIn(file: SourceFile): readonly (readonly [string, Options])[] {
  const origins = readOrigins(file);
  return file.getDescendantsOfKind(SyntaxKind.NewExpression).flatMap((node) => {
    const origin = origins.get(node.getExpression().getText().split(".")[0]!);
    if (origin === undefined || !["bull", "bullmq"].includes(origin.module)) return [];
    const [name, ...rest] = node.getArguments();
    const queue = readLiteral(name);
    const options = rest.map((argument) => defaultsIn(argument)).find((value) => value !== null);
    return typeof queue === "string" && options !== undefined && options !== null ? [[queue, options] as const] : [];
  });
}

function defaultsIn(argument: Node): Options | null {
  if (!Node.isObjectLiteralExpression(argument)) return null;
  const property = argument.getProperty("defaultJobOptions");
  const node = Node.isPropertyAssignment(property)
    ? property.getInitializer()
    : Node.isShorthandPropertyAssignment(property)
      ? property.getValueSymbol()?.getValueDeclaration()
      : undefined;
  const value = readLiteral(Node.isVariableDeclaration(node) ? node.getInitializer() : node);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Options) : null;
}

/** Options of the one call win over those of its queue, as in the library. */
export function withOptions(
  project: TypeProject,
  queues: ReadonlyMap<string, Options>,
  enqueue: PlannedEnqueue,
): PlannedEnqueue {
  if (enqueue.system !== "bullmq" && enqueue.system !== "bull") return enqueue;
  const options = { ...queues.get(enqueue.job.split(":")[0]!), ...callOptions(project, enqueue) };
  return Object.keys(options).length === 0 ? enqueue : { ...enqueue, options };
}

function callOptions(project: TypeProject, { evidence }: PlannedEnqueue): Options {
  const [place] = evidence;
  const file = place === undefined ? null : project.openAlone(place.path);
  const calls = file?.getDescendantsOfKind(SyntaxKind.CallExpression) ?? [];
  const call = calls.find(
    (node) => node.getStartLineNumber() === place?.line && /\.add$/.test(node.getExpression().getText()),
  );
  const value = readLiteral(call?.getArguments()[2]);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Options) : {};
}
