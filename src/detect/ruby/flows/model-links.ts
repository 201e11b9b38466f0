/** Says what one call on a model, its rows or one row reads or writes, and what it gives back. */
import type { ModelClass } from "../model-classes.js";
import { isEnumValue, isScope, MAKES_ROW, METADATA, nestedIn, READING, SAME, WRITING } from "../model-queries.js";
import type { FlowCode } from "./code.js";
import { type ModelValue, many, row, type Value } from "./values.js";

export interface Reach {
  readonly model: ModelClass;
  readonly mode: "read" | "write";
}

export interface LinkResult {
  readonly value: Value;
  readonly touched: readonly Reach[];
}

/** Gives back what it was given: `authorize @post`. */
const HANDS_BACK = /^(authorize|decorate|present|apply_scopes)$/;

const NOTHING: LinkResult = { value: null, touched: [] };

const read = (model: ModelClass): Reach => ({ model, mode: "read" });
const write = (model: ModelClass): Reach => ({ model, mode: "write" });

interface Joined {
  readonly target: ModelClass;
  readonly single: boolean;
  /** The model in between of a `through`. */
  readonly middle: ModelClass | null;
}

function join(model: ModelClass, name: string, { ruby, associations }: FlowCode): Joined | null {
  const found = associations.find(model, name);
  const target = found?.target ? ruby.models.get(found.target) : undefined;
  if (!found || target === undefined) return null;
  const single = found.fact.kind === "belongs-to" || found.fact.kind === "has-one";
  const middle = found.fact.through === null ? null : associations.find(model, found.fact.through);
  return { target, single, middle: (middle?.target ? ruby.models.get(middle.target) : null) ?? null };
}

const TAKES_ATTRIBUTES = /^(create|update|save)!?$|^(update_attributes|find_or_create_by|first_or_create)!?$/;

/** A row is written with those that its form brings along. */
const written = (model: ModelClass, method: string, code: FlowCode): readonly Reach[] => [
  write(model),
  ...(TAKES_ATTRIBUTES.test(method) ? nestedIn(model) : []).flatMap((name) => {
    const nested = join(model, name, code);
    return nested === null ? [] : [write(nested.target)];
  }),
];

const joined = ({ target, single, middle }: Joined, mode: Reach["mode"]): LinkResult => ({
  value: single ? row(target) : many(target),
  touched: [{ model: target, mode }, ...(middle === null ? [] : [{ model: middle, mode }])],
});

/** `card_ids`, `lines=`, `create_account!`, `build_account`: methods that an association brings. */
function byAssociationMethod(model: ModelClass, name: string, code: FlowCode): LinkResult | null {
  const [, base = "", set] = /^(\w+?)(=?)$/.exec(name) ?? [];
  const listed = /^(\w+)_ids$/.exec(base)?.[1];
  const rows = join(model, listed === undefined ? base : code.ruby.inflector.pluralize(listed), code);
  if (rows !== null && set === "=") return rows.single ? NOTHING : joined(rows, "write");
  if (rows !== null && listed !== undefined) return joined(rows, "read");
  const [, verb, made = ""] = /^(create|build|reload)_(\w+?)!?$/.exec(name) ?? [];
  const one = verb === undefined ? null : join(model, made, code);
  return one === null ? null : joined(one, verb === "create" ? "write" : "read");
}

/** What Rails and the model's own macros define; null where the name says nothing. */
function byKnownMethod({ kind, model }: ModelValue, name: string, code: FlowCode): LinkResult | null {
  const association = join(model, name, code);
  if (association !== null) return joined(association, "read");
  const next = MAKES_ROW.has(name) || kind === "row" ? row(model) : many(model);
  if (WRITING.has(name)) return { value: next, touched: written(model, name, code) };
  const made = byAssociationMethod(model, name, code);
  if (made !== null) return made;
  if (name.endsWith("!") && isEnumValue(model, name.slice(0, -1))) return { value: next, touched: [write(model)] };
  if (isScope(model, name) || SAME.has(name) || READING.has(name) || MAKES_ROW.has(name)) {
    return { value: next, touched: kind === "row" && name !== "reload" ? [] : [read(model)] };
  }
  return null;
}

export function followModel(value: ModelValue, name: string, code: FlowCode): LinkResult {
  const known = byKnownMethod(value, name, code);
  if (known !== null) return known;
  if (HANDS_BACK.test(name)) return { value, touched: [] };
  if (value.kind === "row" || METADATA.test(name)) return NOTHING;
  // A query that a gem brings: `Post.tagged_with`, `orders.kept`.
  return { value: many(value.model), touched: value.kind === "class-of" ? [read(value.model)] : [] };
}
