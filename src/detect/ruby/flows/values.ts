/** What a variable or a call can hold while flows are followed. */
import type { ModelClass } from "../model-classes.js";

/** A model's class, many of its rows, or one. */
export interface ModelValue {
  readonly kind: "class-of" | "many" | "row";
  readonly model: ModelClass;
}

/** A class of the app that is no model. */
export interface ClassValue {
  readonly kind: "class";
  readonly name: string;
}

/** An instance of such a class, with what its variables hold: null where it is known to be no row. */
export interface ObjectValue {
  readonly kind: "object";
  readonly name: string;
  readonly held: Map<string, Value>;
}

export type Value = ModelValue | ClassValue | ObjectValue | null;
export type Self = ModelValue | ClassValue | ObjectValue;

export const isModel = (value: Self): value is ModelValue => "model" in value;

export const nameOf = (self: Self): string => (isModel(self) ? self.model.name : self.name);

/** Its methods are the class's own. */
export const isClass = ({ kind }: Self): boolean => kind === "class" || kind === "class-of";

export const row = (model: ModelClass): ModelValue => ({ kind: "row", model });
export const many = (model: ModelClass): ModelValue => ({ kind: "many", model });
