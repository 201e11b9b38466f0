/** Turns what a model says of its table into the name, or into the pieces that other files and callers know. */
import type { ModelFragment } from "../../../../model/fragments.js";
import type { Node } from "../ast.js";
import type { FrameworkContext } from "../framework.js";
import { entriesOf, settingOf } from "./objects.js";

type Named = Pick<ModelFragment, "table" | "tableParts">;

/** `"users"`, `TABLES.users` of another file, the parameter of a function that makes models. */
export function tableNamed(node: Node | null | undefined, context: FrameworkContext): Named {
  if (!node) return { table: null };
  const table = context.string(node);
  if (table !== null) return { table };
  const tableParts = context.parts(node);
  return tableParts === null ? { table: null } : { table: null, tableParts };
}

/** `modelName`, where it is not the name of the class. */
export function registeredAs(
  name: string,
  settings: Node | null | undefined,
  context: FrameworkContext,
): Pick<ModelFragment, "registered"> {
  const registered = context.string(settingOf(settings, "modelName", context));
  return registered === null || registered === name ? {} : { registered };
}

/** The schema that settings name. */
export function schemaNamed(
  settings: Node | null | undefined,
  context: FrameworkContext,
): Pick<ModelFragment, "schema"> {
  const schema = context.string(settingOf(settings, "schema", context));
  return schema === null ? {} : { schema };
}

/** Settings that are true or false for this model alone. */
export function conventionsOf(
  names: readonly string[],
  settings: Node | null | undefined,
  context: FrameworkContext,
): Pick<ModelFragment, "conventions"> {
  const stated = names.flatMap((name) => {
    const value = context.literal(settingOf(settings, name, context));
    return typeof value === "boolean" ? [[name, value] as const] : [];
  });
  return stated.length === 0 ? {} : { conventions: Object.fromEntries(stated) };
}

/** Position of the parameter that is, or is spread into, the settings: a caller's may name the table. */
export function optionsParameter(
  settings: Node | null | undefined,
  context: FrameworkContext,
): Pick<ModelFragment, "optionsAt"> {
  if (!settings) return {};
  const object = context.follow(settings);
  const spread =
    object.type === "ObjectExpression" ? object.properties.filter((one) => one.type === "SpreadElement") : [];
  for (const node of [settings, object, ...spread.map((one) => one.argument)]) {
    const origin = context.origin(node);
    if (origin.kind === "param" && origin.members === undefined) return { optionsAt: origin.index };
  }
  return {};
}

/** The table or collection that an object of settings names. */
export function tableInSettings(node: Node, context: FrameworkContext): string | null {
  const named = entriesOf(node, context).find(({ name }) => /^(tableName|collection|table)$/.test(name));
  return named === undefined ? null : context.string(named.value);
}
