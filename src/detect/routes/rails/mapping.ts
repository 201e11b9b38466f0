/** Turns one matched path with its options and scope into a route row, or says why Rails would refuse it. */

import type { Options } from "./options.js";
import { parametersOf } from "./paths.js";
import type { Scope } from "./scope.js";
import { Closure, Constant, Endpoint, isTruthy, printValue, Regex, textOf, Unknown, type Value } from "./values.js";

export interface RouteRow {
  /** Upper-case verbs; "ANY" for all. */
  readonly verbs: readonly string[];
  /** With "(.:format)" where Rails adds it. */
  readonly path: string;
  readonly host: string | null;
  readonly constraints: readonly string[];
  readonly handler: string;
  readonly controller: string | null;
  readonly action: string | null;
  /** Constant of a mounted application. */
  readonly mounted: Constant | null;
  readonly file: string;
  readonly line: number;
}

export interface MappingInput {
  readonly scope: Scope;
  readonly path: string;
  readonly controller: Value | undefined;
  readonly action: Value | undefined;
  readonly to: Value | undefined;
  readonly via: readonly string[];
  readonly constraints: Value | undefined;
  readonly format: Value | undefined;
  readonly options: Options;
  /** Comes from `mount`, not from a verb. */
  readonly mounts: boolean;
  readonly file: string;
  readonly line: number;
}

export class Refused extends Error {}

const isEndpoint = (to: Value | undefined): boolean =>
  to instanceof Endpoint || to instanceof Closure || to instanceof Constant || to instanceof Unknown;

const labelOf = (to: Value): string => {
  if (to instanceof Endpoint) return to.label;
  if (to instanceof Closure) return "Inline handler (Proc/Lambda)";
  return printValue(to);
};

interface Target {
  readonly handler: string;
  readonly controller: string | null;
  readonly action: string | null;
}

function withModule(controller: string | null, modul: string | null): string | null {
  if (modul === null) return controller;
  if (controller?.startsWith("/")) return controller.slice(1);
  return controller === null ? modul : `${modul}/${controller}`;
}

/** "a#b" wins over the controller and action of the scope; the module goes in front. */
function targetOf(input: MappingInput, params: readonly string[]): Target {
  if (input.to !== undefined && input.to !== null && isEndpoint(input.to)) {
    return { handler: labelOf(input.to), controller: null, action: null };
  }
  const to = textOf(input.to);
  const [toController, toAction] = to?.includes("#") ? to.split("#") : [];
  const written = toController || textOf(input.controller);
  const controller = withModule(written ?? null, input.scope.get("module") ?? null);
  const action = toAction || textOf(input.action);
  return {
    handler: `${partOf("controller", controller, params)}#${partOf("action", action, params)}`,
    controller,
    action: action ?? (params.includes("action") ? "index" : null),
  };
}

function partOf(name: string, part: string | null, params: readonly string[]): string {
  if (part !== null) return part;
  if (params.includes(name)) return `:${name}`;
  throw new Refused(`Missing :${name} key on routes definition`);
}

/** Conditions on the request rather than on a segment. */
const REQUEST_KEYS = new Set(
  "subdomain domain host port protocol ip remote_ip format user_agent referer method xhr ssl fullpath path request_method content_type params".split(
    " ",
  ),
);

function constraintsOf(input: MappingInput, params: readonly string[]): ReadonlyMap<string, Value> {
  const found = new Map(input.scope.get("constraints") ?? []);
  const options = input.scope.get("options");
  for (const source of [options, input.options]) {
    for (const [name, value] of source?.named ?? []) if (value instanceof Regex) found.set(name, value);
  }
  if (input.constraints !== undefined && "entries" in Object(input.constraints)) {
    for (const [key, value] of (input.constraints as { entries: readonly (readonly [Value, Value])[] }).entries) {
      const name = textOf(key);
      if (name !== null) found.set(name, value);
    }
  }
  if (input.format instanceof Regex) found.set("format", input.format);
  else if (input.format === true) found.set("format", new Regex(".+"));
  else if (typeof input.format === "string") found.set("format", new Regex(input.format));
  for (const name of [...found.keys()]) {
    if (!params.includes(name) && name !== "controller" && !REQUEST_KEYS.has(name)) found.delete(name);
  }
  return found;
}

function blocksOf(input: MappingInput): readonly Value[] {
  const { constraints } = input;
  const own = constraints instanceof Closure || constraints instanceof Constant || constraints instanceof Unknown;
  return [...(own ? [] : (input.scope.get("blocks") ?? [])), ...(own ? [constraints] : [])];
}

export function buildRow(input: MappingInput): RouteRow {
  const params = parametersOf(input.path);
  const target = targetOf(input, params);
  const constraints = constraintsOf(input, params);
  const host = constraints.get("host");
  const printed = [...constraints].map(([name, value]) => `${name}: ${printValue(value)}`);
  const blocks = blocksOf(input).filter(isTruthy).map(printValue);
  return {
    ...target,
    verbs: input.via.includes("ALL") ? ["ANY"] : input.via,
    path: input.path,
    host: typeof host === "string" ? host : null,
    constraints: [...new Set([...printed, ...blocks])].sort(),
    mounted: input.mounts && input.to instanceof Constant ? input.to : null,
    file: input.file,
    line: input.line,
  };
}
