/** The JSON Schemas that types and validators are turned into. */

export interface Shape {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly additionalProperties?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface Field {
  readonly shape: Shape;
  readonly optional: boolean;
}

export const ANY: Shape = {};

export function objectShape(fields: ReadonlyMap<string, Field>): Shape {
  const required = [...fields].filter(([, { optional }]) => !optional).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries([...fields].map(([name, { shape }]) => [name, shape])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: true,
  };
}

export function nullable(shape: Shape): Shape {
  if (shape.type === undefined) return shape;
  return { ...shape, type: [...new Set([shape.type].flat().concat("null"))] };
}

/** A shape that says nothing is no news. */
export const isKnown = (shape: Shape | null): shape is Shape =>
  shape !== null &&
  (Object.keys(shape.properties ?? {}).length > 0 || (shape.type !== undefined && shape.type !== "object"));
