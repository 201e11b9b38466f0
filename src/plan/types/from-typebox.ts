/** Turns a TypeBox expression into a JSON Schema: its builders are the schema's own words. */
import { type CallExpression, Node } from "ts-morph";
import { readOrigins, rootOf } from "./origins.js";
import { ANY, type Field, nullable, objectShape, type Shape } from "./shape.js";
import { readLiteral } from "./values.js";

const PACKAGES: ReadonlySet<string> = new Set(["@sinclair/typebox", "typebox", "@fastify/type-provider-typebox"]);

type Read = (node: Node | undefined) => Field | null;

/** The builder's name where the call is one of TypeBox's: `Type.String` -> "String". */
function builderOf(call: CallExpression): string | null {
  const callee = call.getExpression();
  if (!Node.isPropertyAccessExpression(callee) || rootOf(callee) !== callee.getExpression()) return null;
  const origin = readOrigins(call.getSourceFile()).get(callee.getExpression().getText());
  return origin !== undefined && PACKAGES.has(origin.module) ? callee.getName() : null;
}

const SIMPLE: Readonly<Record<string, Shape>> = {
  String: { type: "string" },
  Number: { type: "number" },
  Integer: { type: "integer" },
  Boolean: { type: "boolean" },
  Date: { type: "string", format: "date-time" },
  Null: { type: "null" },
};

/** null where the call is none of TypeBox's. https://github.com/sinclairzx81/typebox#json-types */
export function typeboxField(call: CallExpression, read: Read): Field | null {
  const builder = builderOf(call);
  if (builder === null) return null;
  const [first] = call.getArguments();
  const inner = (node: Node | undefined): Shape => read(node)?.shape ?? ANY;
  const of = (shape: Shape): Field => ({ shape: { ...shape, ...keywordsOf(call, builder) }, optional: false });
  if (Object.hasOwn(SIMPLE, builder)) return of(SIMPLE[builder]!);
  switch (builder) {
    case "Object":
      return of(objectOf(first, read));
    case "Array":
      return of({ type: "array", items: inner(first) });
    case "Optional":
      return { shape: inner(first), optional: true };
    case "Partial":
      return of(withoutRequired(inner(first)));
    case "Literal":
      return of(literalOf(first));
    case "Union":
      return of(unionOf(first, inner));
    case "Composite":
    case "Intersect":
      return of(Node.isArrayLiteralExpression(first) ? first.getElements().map(inner).reduce(both, {}) : ANY);
    case "Record":
      return of({ type: "object" });
    default:
      return of(ANY);
  }
}

/** Words of JSON Schema that are handed over last. */
function keywordsOf(call: CallExpression, builder: string): Shape {
  const options = readLiteral(call.getArguments()[["Object", "Array", "Union"].includes(builder) ? 1 : 0]);
  if (typeof options !== "object" || options === null || builder === "Literal") return {};
  const kept = ["format", "minimum", "maximum", "minLength", "maxLength", "additionalProperties"];
  return Object.fromEntries(Object.entries(options).filter(([name]) => kept.includes(name)));
}

function objectOf(node: Node | undefined, read: Read): Shape {
  if (!Node.isObjectLiteralExpression(node)) return { type: "object" };
  const fields = node.getProperties().flatMap((property): (readonly [string, Field])[] => {
    if (Node.isPropertyAssignment(property)) {
      const name = property.getName().replace(/^["']|["']$/g, "");
      return [[name, read(property.getInitializer()) ?? { shape: ANY, optional: true }]];
    }
    return Node.isShorthandPropertyAssignment(property)
      ? [[property.getName(), read(property.getNameNode()) ?? { shape: ANY, optional: true }]]
      : [];
  });
  return objectShape(new Map(fields));
}

function literalOf(node: Node | undefined): Shape {
  const value = readLiteral(node);
  return value === undefined ? ANY : { type: typeof value === "number" ? "number" : "string", enum: [value] };
}

/** Literals are one list of values, a Null beside one type makes it nullable. */
function unionOf(node: Node | undefined, inner: (node: Node | undefined) => Shape): Shape {
  const all = Node.isArrayLiteralExpression(node) ? node.getElements().map(inner) : [];
  const shapes = all.filter(({ type }) => type !== "null");
  const values = shapes.flatMap((shape) => shape.enum ?? []);
  const type = shapes[0]?.type;
  const whole: Shape =
    shapes.length > 0 && shapes.every((shape) => shape.enum !== undefined && shape.type === type)
      ? { ...(type === undefined ? {} : { type }), enum: values }
      : shapes.length === 1
        ? shapes[0]!
        : { anyOf: shapes };
  return shapes.length < all.length ? nullable(whole) : whole;
}

function withoutRequired({ required: _, ...rest }: Shape): Shape {
  return rest;
}

function both(a: Shape, b: Shape): Shape {
  const required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])];
  return {
    ...a,
    ...b,
    properties: { ...a.properties, ...b.properties },
    ...(required.length === 0 ? {} : { required }),
  };
}
