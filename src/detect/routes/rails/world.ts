/** Gathers what the app's other files say about its routes: inflections, Devise models, settings, literal constants. */
import type { Diagnostic } from "../../../model/evidence.js";
import type { FileFacts, Literal } from "../../../model/file-facts.js";
import { createInflector, type InflectionChange } from "../../../text/inflections.js";
import type { DetectInput } from "../../input.js";
import type { MapperWorld } from "./mapper.js";
import { Hash, Sym, type Value } from "./values.js";

interface Settings {
  readonly inflections: InflectionChange[];
  apiOnly: boolean;
  signOutVia: string[];
  omniauthPrefix: string | null;
  readonly providers: string[];
}

const texts = (value: Literal): string[] =>
  typeof value === "string" ? [value] : Array.isArray(value) ? value.flatMap((item) => texts(item as Literal)) : [];

function readSettings(facts: readonly FileFacts[]): Settings {
  const settings: Settings = {
    inflections: [],
    apiOnly: false,
    signOutVia: ["delete"],
    omniauthPrefix: null,
    providers: [],
  };
  for (const file of facts) {
    if (file.language !== "ruby" || file.marks.includes("test")) continue;
    for (const fragment of file.fragments) {
      if (fragment.kind !== "setting" || fragment.framework !== "rails" || fragment.name !== "inflection") continue;
      settings.inflections.push(fragment.value as unknown as InflectionChange);
    }
    for (const call of file.calls) {
      if (call.text === "config.api_only=") settings.apiOnly = call.args[0] === true;
      if (call.text === "config.sign_out_via=") settings.signOutVia = texts(call.args[0]);
      if (call.text === "config.omniauth_path_prefix=") settings.omniauthPrefix = texts(call.args[0])[0] ?? null;
      if (call.text === "config.omniauth" && typeof call.args[0] === "string") settings.providers.push(call.args[0]);
    }
  }
  return settings;
}

/** `devise :a, :b, omniauth_providers: [:x]` calls in the class, its bases and its concerns. */
function readDeviseModel(input: DetectInput, providers: readonly string[], className: string) {
  const modules: string[] = [];
  const own: string[] = [];
  let found = false;
  const seen = new Set<string>();
  const read = (path: string, name: string): void => {
    if (seen.has(`${path}\0${name}`)) return;
    seen.add(`${path}\0${name}`);
    const facts = input.facts.find((file) => file.path === path);
    const definition = facts?.definitions.find((candidate) => candidate.name === name);
    for (const call of facts?.calls ?? []) {
      if (call.text !== "devise" || call.within !== name) continue;
      found = true;
      modules.push("database_authenticatable_", ...call.args.flatMap((arg) => texts(arg)));
      const options = call.args.find(
        (arg): arg is { [key: string]: Literal } => typeof arg === "object" && arg !== null && !Array.isArray(arg),
      );
      own.push(...texts(options?.["omniauth_providers"]));
    }
    for (const base of definition?.bases ?? []) {
      const target = input.resolution.resolve(path, base.origin);
      if (target.kind === "definition") read(target.path, target.name);
    }
  };
  for (const file of input.facts) {
    if (file.language === "ruby" && file.definitions.some((one) => one.name === className && one.kind === "class")) {
      read(file.path, className);
    }
  }
  return found ? { modules, providers: own.length > 0 ? own : providers } : null;
}

/** Since 4.9 Devise draws what OmniAuth allows, which is POST alone since OmniAuth 2; before, GET and POST. https://github.com/heartcombo/devise/blob/main/CHANGELOG.md */
function omniauthVia(input: DetectInput): readonly string[] {
  const lock = input.reader.read("Gemfile.lock") ?? "";
  const omniauth = /^ {4}omniauth \((\d+)/m.exec(lock)?.[1];
  const devise = /^ {4}devise \((\d+)\.(\d+)/m.exec(lock);
  const old = devise !== null && Number(devise[1]) * 100 + Number(devise[2]) < 409;
  return omniauth === "1" || old ? ["get", "post"] : ["post"];
}

export function railsWorld(input: DetectInput, diagnostics: Diagnostic[]): MapperWorld {
  const settings = readSettings(input.facts);
  const known = new Map<string, ReturnType<typeof readDeviseModel>>();
  return {
    inflector: createInflector(settings.inflections),
    apiOnly: settings.apiOnly,
    signOutVia: settings.signOutVia,
    omniauthPrefix: settings.omniauthPrefix,
    omniauthVia: omniauthVia(input),
    deviseModel(className) {
      if (!known.has(className)) known.set(className, readDeviseModel(input, settings.providers, className));
      return known.get(className) ?? null;
    },
    note: (code, path, line, message) => void diagnostics.push({ code, path, line, message }),
  };
}

function toValue(literal: Literal): Value {
  if (Array.isArray(literal)) return literal.map((item) => toValue(item as Literal));
  if (literal === undefined || literal === null) return null;
  if (typeof literal !== "object") return literal as string | number | boolean;
  return new Hash(Object.entries(literal).map(([key, item]) => [new Sym(key), toValue(item as Literal)] as const));
}

/** Literal value of a constant defined anywhere in the app. */
export function constantValue(
  input: DetectInput,
  file: string,
  name: string,
  nesting: readonly string[],
): Value | undefined {
  const target = input.resolution.resolve(file, { kind: "constant", name, nesting });
  if (target.kind !== "definition") return undefined;
  const facts = input.facts.find((candidate) => candidate.path === target.path);
  for (const fragment of facts?.fragments ?? []) {
    if (fragment.kind === "constant" && fragment.name === target.name) return toValue(fragment.value);
  }
  return undefined;
}

/** `isolate_namespace Blog` puts the engine's controllers in module "blog". */
export function isolatedModule(input: DetectInput, engine: string, world: MapperWorld): string | null {
  for (const facts of input.facts) {
    for (const call of facts.calls) {
      if (call.text !== "isolate_namespace" || call.within !== engine) continue;
      const written = call.line;
      const named = facts.references.find((reference) => reference.line === written && "name" in reference.origin);
      const name = named !== undefined && "name" in named.origin ? named.origin.name : engine.replace(/::Engine$/, "");
      return world.inflector.underscore(name.replace(/^::/, ""));
    }
  }
  return null;
}
