/** Turns the pieces of a path into text, with constants of other files and arguments of the calls on the way. */
import type { FileFacts, Literal, Origin } from "../../../model/file-facts.js";
import type { MountFragment } from "../../../model/fragments.js";
import type { SourceReader } from "../../../model/ports.js";
import type { Resolution } from "../../../model/resolution.js";

import { parseJsonc } from "../../../text/jsonc.js";

export type Parts = readonly (string | Origin)[];
/** Texts given to a function's parameters, by function. */
export type Environment = ReadonlyMap<string, readonly (string | { readonly [key: string]: string } | null)[]>;

export interface Text {
  readonly text: string;
  /** Names of settings that only the deployment knows; they stand for nothing in `text`. */
  readonly configured: readonly string[];
}

const CONFIGURED = "config:";
/** Names of values that are set when the app is deployed. */
const CONFIG = /(^|[./_-])(config(uration)?|settings?|env|environment|options?|opts)([./_-]|$)/i;

const isParts = (value: Parts | object): value is Parts => Array.isArray(value);

function nameOf(origin: Origin): string {
  const members = "members" in origin ? (origin.members ?? []) : [];
  const base = origin.kind === "import" ? origin.source : origin.kind === "param" ? "" : origin.name;
  return [base, ...members].filter(Boolean).join(".");
}

export class Texts {
  readonly #resolution: Resolution;
  readonly #reader: SourceReader;
  readonly #constants = new Map<string, Literal>();

  constructor(facts: readonly FileFacts[], resolution: Resolution, reader: SourceReader) {
    this.#resolution = resolution;
    this.#reader = reader;
    for (const { path, fragments } of facts) {
      for (const fragment of fragments) {
        if (fragment.kind === "constant") this.#add(`${path}#${fragment.name}`, fragment.value);
      }
    }
  }

  #add(key: string, value: Literal): void {
    const known = this.#constants.get(key);
    this.#constants.set(key, merged(known, value));
  }

  /** null where a piece stays unknown. */
  join(path: string, parts: Parts, environment: Environment): Text | null {
    let text = "";
    const configured: string[] = [];
    for (const part of parts) {
      if (typeof part === "string") {
        text += part;
        continue;
      }
      if (part.kind === "unknown" && part.name.startsWith(CONFIGURED)) {
        configured.push(part.name.slice(CONFIGURED.length));
        continue;
      }
      const value = this.#value(path, part, environment);
      if (value === null && CONFIG.test(nameOf(part))) {
        configured.push(nameOf(part));
        continue;
      }
      if (value === null) return null;
      text += value;
    }
    return { text, configured };
  }

  /** Arguments of a call as far as they are texts. */
  given(
    path: string,
    args: NonNullable<MountFragment["args"]>,
    environment: Environment,
  ): (string | Record<string, string> | null)[] {
    return args.map((one) => {
      if (one === null) return null;
      if (isParts(one)) return this.join(path, one, environment)?.text ?? null;
      const texts = Object.entries(one).flatMap(([key, parts]) => {
        const text = this.join(path, parts, environment)?.text;
        return text === undefined ? [] : [[key, text] as const];
      });
      return Object.fromEntries(texts);
    });
  }

  #value(path: string, origin: Origin, environment: Environment): string | null {
    if (origin.kind === "param") {
      const given = environment.get(`${path}#${origin.function}`)?.[origin.index] ?? null;
      const [member, ...more] = origin.members ?? [];
      if (member === undefined) return typeof given === "string" ? given : null;
      return given !== null && typeof given === "object" && more.length === 0 ? (given[member] ?? null) : null;
    }
    const value = this.constant(path, origin);
    return typeof value === "string" ? value : null;
  }

  /** Keys of a list or table of texts. */
  keys(path: string, origin: Origin): readonly string[] {
    const value = this.constant(path, origin);
    return typeof value === "object" && value !== null ? Object.keys(value) : [];
  }

  /** A JSON file that code imports is a constant like any other. */
  #load(path: string): void {
    if (this.#constants.has(`${path}#=`)) return;
    const value = parseJsonc(this.#reader.read(path) ?? "");
    this.#constants.set(`${path}#=`, typeof value === "object" && value !== null ? (value as Literal) : {});
  }

  /** The constant an origin stands for, in whatever file. */
  constant(path: string, origin: Origin): Literal | undefined {
    if (origin.kind !== "import" && origin.kind !== "local") return undefined;
    const target = this.#resolution.resolve(path, origin);
    if (target.kind === "file") return this.#constants.get(`${target.path}#=`);
    if (target.kind !== "definition") return undefined;
    if (target.path.endsWith(".json")) this.#load(target.path);
    const whole = this.#constants.get(`${target.path}#${target.name}`);
    const found = at(whole, target.members ?? []);
    // Properties of `module.exports = { … }` and `export default { … }`.
    return found ?? at(this.#constants.get(`${target.path}#=`), [target.name, ...(target.members ?? [])]);
  }
}

function merged(known: Literal | undefined, value: Literal): Literal {
  if (!isRecord(known) || !isRecord(value)) return value;
  const inner = { ...known, ...value };
  // Fields of a class's instances are kept below "()".
  if (known["()"] !== undefined && value["()"] !== undefined) inner["()"] = merged(known["()"], value["()"]);
  return inner;
}

const isRecord = (value: Literal | undefined): value is { readonly [key: string]: Literal } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function at(value: Literal | undefined, members: readonly string[]): Literal | undefined {
  let inner = value;
  for (const member of members) {
    if (typeof inner !== "object" || inner === null) return undefined;
    inner = (inner as { readonly [key: string]: Literal })[member];
  }
  return inner;
}
