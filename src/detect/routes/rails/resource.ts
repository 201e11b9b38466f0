/** A `resources` or `resource` as the mapper keeps it: its paths, parameter and actions. */
import type { Inflector } from "../../../text/inflections.js";
import type { Options } from "./options.js";
import { isTruthy, textOf, textsOf } from "./values.js";

const PLURAL_ACTIONS = ["index", "create", "new", "show", "update", "destroy", "edit"];
const SINGULAR_ACTIONS = ["show", "create", "update", "destroy", "new", "edit"];
const PAGES = new Set(["new", "edit"]);

export interface Resource {
  readonly singleton: boolean;
  readonly shallow: boolean;
  readonly controller: string;
  readonly path: string;
  readonly param: string;
  /** "post" of posts: names the nested parameter. */
  readonly memberName: string;
  readonly actions: readonly string[];
  readonly memberScope: string;
  readonly nestedScope: string;
  readonly nestedParam: string;
}

function actionsOf(options: Options, defaults: readonly string[]): readonly string[] {
  const only = options.take("only");
  const except = options.take("except");
  const available = isTruthy(only) ? textsOf(only) : defaults;
  return isTruthy(except) ? available.filter((action) => !textsOf(except).includes(action)) : available;
}

export interface ResourceInput {
  readonly name: string;
  readonly singleton: boolean;
  readonly apiOnly: boolean;
  readonly shallow: boolean;
  readonly options: Options;
}

export function createResource(input: ResourceInput, inflector: Inflector): Resource {
  const { options, singleton, name } = input;
  const path = textOf(options.get("path")) ?? name;
  const param = textOf(options.get("param")) ?? "id";
  const as = textOf(options.get("as"));
  const memberName = singleton ? (as ?? name) : inflector.singularize(as ?? name);
  // A singular resource's controller is plural, named before `as` is known.
  const controller = textOf(options.get("controller")) ?? (singleton ? inflector.pluralize(name) : name);
  const defaults = singleton ? SINGULAR_ACTIONS : PLURAL_ACTIONS;
  const nestedParam = `${memberName}_${param}`;
  return {
    singleton,
    shallow: input.shallow,
    controller,
    path,
    param,
    memberName,
    actions: actionsOf(options, input.apiOnly ? defaults.filter((action) => !PAGES.has(action)) : defaults),
    memberScope: singleton ? path : `${path}/:${param}`,
    nestedScope: singleton ? path : `${path}/:${nestedParam}`,
    nestedParam,
  };
}
