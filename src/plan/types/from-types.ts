/** Turns a TypeScript type into a JSON Schema; class-validator's decorators say more than the type does. */
import { type Decorator, Node, type Symbol as Property, type Type } from "ts-morph";
import { ANY, type Field, nullable, objectShape, type Shape } from "./shape.js";
import { readLiteral } from "./values.js";

/** Deeper than this, a body is better read in the source. */
const DEEPEST = 4;

export function shapeOfType(type: Type, place: Node, depth = 0): Shape {
  if (type.isUnion() && !type.isBoolean() && !type.isEnum()) return shapeOfUnion(type, place, depth);
  if (type.isString() || type.isTemplateLiteral()) return { type: "string" };
  if (type.isNumber()) return { type: "number" };
  if (type.isBoolean() || type.isBooleanLiteral()) return { type: "boolean" };
  if (type.isLiteral()) return literalShape(type.getLiteralValue());
  if (type.isEnum()) return { type: "string", enum: type.getUnionTypes().map((member) => member.getLiteralValue()) };
  if (depth >= DEEPEST || type.isAny() || type.isUnknown()) return ANY;
  const items = type.getArrayElementType();
  if (items !== undefined) return { type: "array", items: shapeOfType(items, place, depth + 1) };
  const name = type.getSymbol()?.getName();
  if (name === "Date") return { type: "string", format: "date-time" };
  if (name === "Promise") return shapeOfType(type.getTypeArguments()[0] ?? type, place, depth);
  return type.isObject() || type.isIntersection() ? shapeOfObject(type, place, depth) : ANY;
}

const literalShape = (value: unknown): Shape => ({
  type: typeof value === "number" ? "number" : "string",
  enum: [value],
});

function shapeOfUnion(type: Type, place: Node, depth: number): Shape {
  const parts = type.getUnionTypes().filter((part) => !part.isUndefined() && !part.isVoid());
  const real = parts.filter((part) => !part.isNull());
  const literals = real.filter((part) => part.isLiteral() && !part.isBooleanLiteral());
  const shape = ((): Shape => {
    if (real.length > 0 && real.every((part) => part.isBooleanLiteral())) return { type: "boolean" };
    if (real.length > 0 && literals.length === real.length) {
      const values = literals.map((part) => part.getLiteralValue());
      return { type: values.every((value) => typeof value === "number") ? "number" : "string", enum: values };
    }
    return real.length === 1
      ? shapeOfType(real[0]!, place, depth)
      : { anyOf: real.map((part) => shapeOfType(part, place, depth + 1)) };
  })();
  return parts.length > real.length ? nullable(shape) : shape;
}

function shapeOfObject(type: Type, place: Node, depth: number): Shape {
  const fields = new Map<string, Field>();
  for (const property of type.getProperties()) {
    const declared = property.getValueDeclaration() ?? property.getDeclarations()[0];
    if (declared !== undefined && (Node.isMethodDeclaration(declared) || Node.isMethodSignature(declared))) continue;
    const found = property.getTypeAtLocation(place);
    if (found.getCallSignatures().length > 0) continue;
    fields.set(
      property.getName(),
      refine(property, declared, {
        shape: shapeOfType(found, place, depth + 1),
        optional:
          property.isOptional() || (found.isNullable() && found.getUnionTypes().some((part) => part.isUndefined())),
      }),
    );
  }
  return objectShape(fields);
}

function refine(property: Property, declared: Node | undefined, field: Field): Field {
  if (declared === undefined || !Node.isPropertyDeclaration(declared)) return field;
  return declared
    .getDecorators()
    .reduce((refined, decorator) => REFINE[decorator.getName()]?.(refined, decorator) ?? refined, {
      ...field,
      optional: field.optional || property.isOptional(),
    });
}

type Refine = (field: Field, decorator: Decorator) => Field;

const shaped =
  (extra: Shape): Refine =>
  (field) => ({ ...field, shape: { ...field.shape, ...extra } });
const bound =
  (key: "minimum" | "maximum" | "minLength" | "maxLength", at = 0): Refine =>
  (field, decorator) => {
    const value = readLiteral(decorator.getArguments()[at]);
    return typeof value === "number" ? { ...field, shape: { ...field.shape, [key]: value } } : field;
  };

/** https://github.com/typestack/class-validator#validation-decorators */
const REFINE: Readonly<Record<string, Refine>> = {
  IsOptional: (field) => ({ ...field, optional: true }),
  IsInt: shaped({ type: "integer" }),
  IsNumber: shaped({ type: "number" }),
  IsString: shaped({ type: "string" }),
  IsBoolean: shaped({ type: "boolean" }),
  IsEmail: shaped({ type: "string", format: "email" }),
  IsUrl: shaped({ type: "string", format: "uri" }),
  IsUUID: shaped({ type: "string", format: "uuid" }),
  IsDate: shaped({ type: "string", format: "date-time" }),
  IsDateString: shaped({ type: "string", format: "date-time" }),
  IsISO8601: shaped({ type: "string", format: "date-time" }),
  Min: bound("minimum"),
  Max: bound("maximum"),
  IsPositive: shaped({ minimum: 1 }),
  MinLength: bound("minLength"),
  MaxLength: bound("maxLength"),
  Length: (field, decorator) => bound("maxLength", 1)(bound("minLength", 0)(field, decorator), decorator),
};
