/** Turns a zod, joi, yup or TypeBox expression into a JSON Schema, by walking its chain of calls. */
import { type CallExpression, Node } from "ts-morph";
import { typeboxField } from "./from-typebox.js";
import { readOrigins, rootOf } from "./origins.js";
import { ANY, type Field, nullable, objectShape, type Shape } from "./shape.js";
import { initializerOf, readLiteral } from "./values.js";

type Library = "zod" | "joi" | "yup";

const LIBRARIES: Readonly<Record<string, Library>> = {
  zod: "zod",
  "zod/v4": "zod",
  "zod/v3": "zod",
  joi: "joi",
  "@hapi/joi": "joi",
  celebrate: "joi",
  yup: "yup",
};

/** null where the expression is no validator of these libraries. */
export function fieldOf(node: Node | undefined, depth = 0): Field | null {
  if (node === undefined || depth > 12) return null;
  if (Node.isIdentifier(node)) return fieldOf(initializerOf(node), depth + 1);
  if (Node.isParenthesizedExpression(node) || Node.isAsExpression(node) || Node.isSatisfiesExpression(node))
    return fieldOf(node.getExpression(), depth + 1);
  // `schemas.create`: a validator kept in an object, or one of a module that is imported whole.
  if (Node.isPropertyAccessExpression(node))
    return fieldOf(memberOf(node.getExpression(), node.getName()) ?? initializerOf(node.getNameNode()), depth + 1);
  if (!Node.isCallExpression(node)) return null;
  const callee = node.getExpression();
  if (!Node.isPropertyAccessExpression(callee)) return null;
  const typebox = typeboxField(node, (inner) => fieldOf(inner, depth + 1));
  if (typebox !== null) return typebox;
  const name = callee.getName();
  const base = callee.getExpression();
  const library = libraryOf(base);
  if (library !== null) return start(name, node, library, depth);
  const before = fieldOf(base, depth + 1);
  return before === null ? null : step(before, name, node, depth);
}

function memberOf(object: Node, name: string): Node | undefined {
  const value = Node.isIdentifier(object) ? initializerOf(object) : object;
  if (value === undefined || !Node.isObjectLiteralExpression(value)) return undefined;
  const property = value.getProperty(name);
  return Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
}

/** `z`, `z.coerce`, `Joi`, `yup`: the base of a chain, named by its import. */
function libraryOf(node: Node): Library | null {
  const root = rootOf(node);
  if (root === null || Node.isCallExpression(node)) return null;
  if (node !== root && node.getText() !== `${root.getText()}.coerce`) return null;
  const origin = readOrigins(node.getSourceFile()).get(root.getText());
  const library = origin === undefined ? null : (LIBRARIES[origin.module] ?? null);
  return origin !== undefined && origin.module === "celebrate" && origin.name !== "Joi" ? null : library;
}

const SIMPLE: Readonly<Record<string, Shape>> = {
  string: { type: "string" },
  number: { type: "number" },
  int: { type: "integer" },
  bigint: { type: "integer" },
  boolean: { type: "boolean" },
  bool: { type: "boolean" },
  date: { type: "string", format: "date-time" },
  email: { type: "string", format: "email" },
  uuid: { type: "string", format: "uuid" },
  url: { type: "string", format: "uri" },
};

function start(name: string, call: CallExpression, library: Library, depth: number): Field {
  // What a schema of joi or yup names is optional until it is required.
  const optional = library !== "zod";
  const [first] = call.getArguments();
  const inner = (node: Node | undefined): Shape => fieldOf(node, depth + 1)?.shape ?? ANY;
  const of = (shape: Shape): Field => ({ shape, optional });
  if (Object.hasOwn(SIMPLE, name)) return of(SIMPLE[name]!);
  switch (name) {
    case "object":
    case "strictObject":
    case "looseObject":
      return of(first === undefined ? { type: "object" } : objectOf(first, depth));
    case "array":
      return of({ type: "array", items: inner(first) });
    case "enum":
    case "nativeEnum":
    case "valid":
    case "mixed":
      return of(enumOf(first));
    case "literal": {
      const value = readLiteral(first);
      return of(value === undefined ? ANY : { type: typeof value === "number" ? "number" : "string", enum: [value] });
    }
    case "union":
    case "alternatives":
      return of(Node.isArrayLiteralExpression(first) ? { anyOf: first.getElements().map(inner) } : ANY);
    case "optional":
      return { shape: inner(first), optional: true };
    case "nullable":
      return of(nullable(inner(first)));
    case "record":
      return of({ type: "object" });
    default:
      return of(ANY);
  }
}

function objectOf(node: Node, depth: number): Shape {
  const literal = Node.isIdentifier(node) ? initializerOf(node) : node;
  if (literal === undefined || !Node.isObjectLiteralExpression(literal)) return { type: "object" };
  const fields = new Map<string, Field>();
  for (const property of literal.getProperties()) {
    if (Node.isPropertyAssignment(property))
      fields.set(
        plain(property.getName()),
        fieldOf(property.getInitializer(), depth + 1) ?? { shape: ANY, optional: true },
      );
    else if (Node.isShorthandPropertyAssignment(property))
      fields.set(
        property.getName(),
        fieldOf(initializerOf(property.getNameNode()), depth + 1) ?? { shape: ANY, optional: true },
      );
  }
  return objectShape(fields);
}

const plain = (name: string): string => name.replace(/^["']|["']$/g, "");

function enumOf(node: Node | undefined): Shape {
  const values = readLiteral(node);
  const list = Array.isArray(values)
    ? values
    : typeof values === "object" && values !== null
      ? Object.values(values)
      : [];
  return list.length === 0 ? { type: "string" } : { type: "string", enum: list };
}

/** One call further down the chain. */
function step(before: Field, name: string, call: CallExpression, depth: number): Field {
  const { shape } = before;
  const [first] = call.getArguments();
  const value = readLiteral(first);
  const text = shape.type === "string";
  const bounded = (low: boolean): Field =>
    typeof value === "number"
      ? {
          ...before,
          shape: { ...shape, [text ? (low ? "minLength" : "maxLength") : low ? "minimum" : "maximum"]: value },
        }
      : before;
  switch (name) {
    case "optional":
    case "default":
    case "catch":
    case "notRequired":
      return { ...before, optional: true };
    case "nullish":
      return { shape: nullable(shape), optional: true };
    case "nullable":
      return { ...before, shape: nullable(shape) };
    case "required":
      return { ...before, optional: false };
    case "int":
    case "integer":
      return { ...before, shape: { ...shape, type: "integer" } };
    case "min":
    case "gte":
      return bounded(true);
    case "max":
    case "lte":
      return bounded(false);
    case "email":
    case "uuid":
    case "guid":
    case "url":
    case "uri":
    case "datetime":
    case "isoDate":
      return { ...before, shape: { ...shape, format: FORMATS[name]! } };
    case "valid":
    case "oneOf":
    case "allow":
      return name === "allow" ? before : { ...before, shape: { ...shape, ...enumOfArguments(call) } };
    case "items":
    case "of":
      return { ...before, shape: { ...shape, items: fieldOf(first, depth + 1)?.shape ?? ANY } };
    case "partial":
      return { ...before, shape: withoutRequired(shape) };
    case "extend":
    case "keys":
    case "shape":
    case "append":
      return first === undefined ? before : { ...before, shape: merge(shape, objectOf(first, depth)) };
    case "merge":
    case "concat":
    case "and":
      return { ...before, shape: merge(shape, fieldOf(first, depth + 1)?.shape ?? ANY) };
    case "pick":
      return { ...before, shape: filtered(shape, (key) => keysOf(first).includes(key)) };
    case "omit":
      return { ...before, shape: filtered(shape, (key) => !keysOf(first).includes(key)) };
    case "array":
      return { ...before, shape: { type: "array", items: shape } };
    default:
      // Refinements and transforms leave the outline as it is.
      return before;
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  email: "email",
  uuid: "uuid",
  guid: "uuid",
  url: "uri",
  uri: "uri",
  datetime: "date-time",
  isoDate: "date-time",
};

function enumOfArguments(call: CallExpression): Shape {
  const values = call
    .getArguments()
    .flatMap(readLiteral)
    .filter((value) => value !== undefined);
  return values.length === 0 ? {} : { enum: values };
}

const keysOf = (node: Node | undefined): readonly string[] =>
  Object.keys((readLiteral(node) as object | undefined) ?? {});

function withoutRequired(shape: Shape): Shape {
  const { required: _, ...rest } = shape;
  return rest;
}

function merge(a: Shape, b: Shape): Shape {
  const required = [
    ...new Set([
      ...(a.required ?? []).filter((name) => !Object.hasOwn(b.properties ?? {}, name)),
      ...(b.required ?? []),
    ]),
  ];
  return {
    ...a,
    ...b,
    type: "object",
    properties: { ...a.properties, ...b.properties },
    ...(required.length === 0 ? {} : { required }),
  };
}

function filtered(shape: Shape, keep: (key: string) => boolean): Shape {
  const properties = Object.fromEntries(Object.entries(shape.properties ?? {}).filter(([key]) => keep(key)));
  const required = (shape.required ?? []).filter(keep);
  const { required: _, ...rest } = shape;
  return { ...rest, properties, ...(required.length === 0 ? {} : { required }) };
}
