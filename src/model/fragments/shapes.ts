/** Shapes: what a method of a controller takes and gives, a serializer's attributes, a template's keys. */

/** A value as far as code tells; everything absent is not known. */
export interface ValueShape {
  /** What the record around has under this name. */
  readonly column?: true;
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly properties?: Readonly<Record<string, ValueShape>>;
  readonly required?: readonly string[];
  readonly items?: ValueShape;
  /** What several places say of one value. */
  readonly all?: readonly ValueShape[];
  /** One or several of it: Rails permits both where a list of names is given. */
  readonly many?: "maybe";
  /** A record by its columns; model null where only a run tells which. */
  readonly row?: {
    readonly model: string | null;
    readonly only?: readonly string[];
    readonly except?: readonly string[];
    /** What is added to the columns. */
    readonly with?: Readonly<Record<string, ValueShape>>;
  };
  /** What this serializer, or each of these partial templates, writes. */
  readonly serializer?: string;
  readonly partials?: readonly string[];
}

export interface ShapeFragment {
  readonly kind: "shape";
  readonly of: "action" | "serializer" | "template";
  /** "CardsController#create", "CardSerializer", the template's path. */
  readonly name: string;
  /** Parameters that the method reads or permits. */
  readonly takes: ValueShape | null;
  readonly gives: ValueShape | null;
  /** Methods of its own class that it calls: they may take and give for it. */
  readonly calls: readonly string[];
  readonly line: number;
}
