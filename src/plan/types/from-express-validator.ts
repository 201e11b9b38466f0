/** Turns chains and schemas of express-validator into what a route takes. https://express-validator.github.io/docs/api/validation-chain */
import { type CallExpression, Node } from "ts-morph";
import { readOrigins, rootOf } from "./origins.js";
import { ANY, type Field, nullable, objectShape, type Shape } from "./shape.js";
import { initializerOf, readLiteral } from "./values.js";

type Slot = "body" | "query";

interface Chain {
  readonly slot: Slot;
  /** "user.emails.*" */
  readonly path: string;
  readonly field: Field;
}

export interface Validated {
  readonly body: Shape | null;
  readonly query: Shape | null;
}

/** null where a registration's arguments hold nothing of express-validator. */
export function fromChains(call: CallExpression): Validated | null {
  const chains = call.getArguments().flatMap((argument) => chainsIn(argument, 0));
  if (chains.length === 0) return null;
  const of = (slot: Slot): Shape | null => {
    const mine = chains.filter((chain) => chain.slot === slot);
    return mine.length === 0 ? null : nest(mine.map(({ path, field }) => [path.split("."), field] as const));
  };
  return { body: of("body"), query: of("query") };
}

/** Chains stand in lists, behind names, and within calls that run them. */
function chainsIn(node: Node | undefined, depth: number): readonly Chain[] {
  if (node === undefined || depth > 8) return [];
  if (Node.isArrayLiteralExpression(node)) return node.getElements().flatMap((element) => chainsIn(element, depth + 1));
  if (Node.isSpreadElement(node) || Node.isAsExpression(node)) return chainsIn(node.getExpression(), depth + 1);
  if (Node.isIdentifier(node) || Node.isPropertyAccessExpression(node))
    return chainsIn(initializerOf(Node.isIdentifier(node) ? node : node.getNameNode()), depth + 1);
  if (!Node.isCallExpression(node)) return [];
  const steps = stepsOf(node);
  const start = steps[0];
  if (start === undefined) return [];
  if (start.name === "checkSchema") return fromSchema(start.call);
  if (Object.hasOwn(SLOTS, start.name)) return fromChain(SLOTS[start.name]!, start.call, steps.slice(1));
  return node.getArguments().flatMap((argument) => chainsIn(argument, depth + 1));
}

/** "check" looks everywhere; a body is what it is mostly for. */
const SLOTS: Readonly<Record<string, Slot>> = { body: "body", check: "body", query: "query" };

interface Step {
  readonly name: string;
  readonly call: CallExpression;
}

/** `body("a").isInt()`: body, isInt; the first one is named by what the package calls it. */
function stepsOf(call: CallExpression): readonly Step[] {
  const callee = call.getExpression();
  const root = rootOf(callee);
  const origin = root === null ? undefined : readOrigins(call.getSourceFile()).get(root.getText());
  const ours = origin !== undefined && /^express-validator(\/|$)/.test(origin.module);
  if (Node.isIdentifier(callee)) return [{ name: ours ? origin.name : "", call }];
  if (!Node.isPropertyAccessExpression(callee)) return [];
  const before = callee.getExpression();
  if (Node.isCallExpression(before)) return [...stepsOf(before), { name: callee.getName(), call }];
  return [{ name: ours && before === root ? callee.getName() : "", call }];
}

function fromChain(slot: Slot, start: CallExpression, steps: readonly Step[]): readonly Chain[] {
  const names = [readLiteral(start.getArguments()[0])].flat().filter((name) => typeof name === "string");
  const asked = steps.map(({ name, call }) => [name, call.getArguments().map(readLiteral)] as const);
  return names.map((path) => ({ slot, path, field: fieldOfSteps(asked) }));
}

/** checkSchema({ email: { in: "body", isEmail: true, isLength: { options: { min: 3 } } } }, ["body"]) */
function fromSchema(call: CallExpression): readonly Chain[] {
  const [first, second] = call.getArguments().map((argument) => readLiteral(argument));
  if (typeof first !== "object" || first === null) return [];
  return Object.entries(first).flatMap(([path, said]: [string, unknown]): readonly Chain[] => {
    if (typeof said !== "object" || said === null) return [];
    const places = [(said as { in?: unknown }).in ?? second ?? "body"].flat();
    const slot = places.includes("body") ? "body" : places.includes("query") ? "query" : null;
    const asked = Object.entries(said).flatMap(([name, how]: [string, unknown]) =>
      name === "in" || how === false ? [] : [[name, [(how as { options?: unknown } | null)?.options].flat()] as const],
    );
    return slot === null ? [] : [{ slot, path, field: fieldOfSteps(asked) }];
  });
}

type Asked = readonly [name: string, values: readonly unknown[]];

const KINDS: Readonly<Record<string, Shape>> = {
  isString: { type: "string" },
  isEmail: { type: "string", format: "email" },
  isUUID: { type: "string", format: "uuid" },
  isURL: { type: "string", format: "uri" },
  isISO8601: { type: "string", format: "date-time" },
  isMongoId: { type: "string" },
  isInt: { type: "integer" },
  isFloat: { type: "number" },
  isNumeric: { type: "number" },
  isDecimal: { type: "number" },
  isBoolean: { type: "boolean" },
  isArray: { type: "array" },
  isObject: { type: "object" },
};

/** A validator fails on what is not there, unless the chain is optional; sanitizers ask for nothing. */
function fieldOfSteps(asked: readonly Asked[]): Field {
  let shape = ANY;
  let range: Shape = {};
  for (const [name, values] of asked) {
    if (Object.hasOwn(KINDS, name)) shape = { ...shape, ...KINDS[name] };
    if (name === "isIn" && Array.isArray(values[0] ?? null)) shape = { ...shape, enum: values[0] as unknown[] };
    if (name === "isIn" && values.length > 1) shape = { ...shape, enum: values };
    range = { ...range, ...rangeOf(name, values[0]) };
  }
  if (shape.type === "string" || shape.type === undefined) {
    if (range.minLength !== undefined || range.maxLength !== undefined) shape = { type: "string", ...shape, ...range };
  } else if (shape.type !== "array") shape = { ...shape, ...range };
  const validates = asked.some(([name]) => /^(is|exists|notEmpty|not|matches|equals|contains|custom)/.test(name));
  const optional = asked.find(([name]) => name === "optional");
  return {
    shape: optional === undefined ? shape : spared(shape, optional[1][0]),
    optional: !validates || optional !== undefined,
  };
}

/** What is not looked at: null with `nullable`, all that is falsy with `checkFalsy` or `values: "falsy"`. */
function spared(shape: Shape, how: unknown): Shape {
  const {
    nullable: none,
    checkFalsy,
    values,
  } = (typeof how === "object" && how !== null ? how : {}) as {
    readonly nullable?: unknown;
    readonly checkFalsy?: unknown;
    readonly values?: unknown;
  };
  const falsy = checkFalsy === true || values === "falsy";
  if (falsy) {
    const { minLength: _, format: __, ...rest } = shape;
    return nullable(rest);
  }
  return none === true || values === "null" ? nullable(shape) : shape;
}

function rangeOf(name: string, value: unknown): Shape {
  const { min, max } = (typeof value === "object" && value !== null ? value : {}) as { min?: unknown; max?: unknown };
  const [low, high] = name === "isLength" ? ["minLength", "maxLength"] : ["minimum", "maximum"];
  if (!["isLength", "isInt", "isFloat"].includes(name)) return {};
  return {
    ...(typeof min === "number" ? { [low!]: min } : {}),
    ...(typeof max === "number" ? { [high!]: max } : {}),
  };
}

/** Paths become objects and lists; express-validator reads numbers and booleans out of text too, so both are taken. */
function nest(fields: readonly (readonly [readonly string[], Field])[]): Shape {
  const names = [...new Set(fields.map(([[name]]) => name!))];
  const inner = (name: string): Field => {
    const mine = fields.filter(([[head]]) => head === name);
    const own = mine.find(([path]) => path.length === 1)?.[1] ?? { shape: ANY, optional: true };
    const below = mine.filter(([path]) => path.length > 1).map(([path, field]) => [path.slice(1), field] as const);
    if (below.length === 0) return { ...own, shape: lax(own.shape) };
    const shape = nest(below);
    return { shape, optional: own.optional && (shape.required ?? []).length === 0 };
  };
  if (names.length === 1 && names[0] === "*") return { type: "array", items: inner("*").shape };
  return objectShape(new Map(names.map((name) => [name, inner(name)])));
}

const lax = (shape: Shape): Shape =>
  [shape.type].flat().some((type) => ["integer", "number", "boolean"].includes(String(type)))
    ? { anyOf: [shape, { type: "string" }] }
    : shape;
