/** Turns what a base class keeps for its instances into what each class below has of its own. */
import type { FileFacts, Origin } from "../../../model/file-facts.js";
import type { AliasFragment } from "../../../model/fragments.js";
import { keyOf } from "./keys.js";

/** Base classes above a class. */
export const MAX_BASES = 24;

export interface FunctionKey {
  readonly path: string;
  /** As definitions name it: "setup", "=", "Api#constructor". */
  readonly name: string;
}

/** A router of a class whose base class makes it. */
export interface Derived {
  readonly path: string;
  /** Key of the base class's own. */
  readonly from: string;
  /** The class and those above it, "path#Name". */
  readonly classes: ReadonlySet<string>;
}

export class Inheritance {
  /** Routers that a class has from a base class, by key. */
  readonly derived = new Map<string, Derived>();

  constructor(
    private readonly facts: ReadonlyMap<string, FileFacts>,
    private readonly functionOf: (path: string, origin: Origin) => FunctionKey | null,
  ) {}

  /** Key of the class's own router where the base class's is `theirs`. */
  derive(path: string, name: string, members: readonly string[], theirs: string): string {
    const key = keyOf(path, name, members);
    const classes = [{ path, name }, ...this.bases(path, name)].map((one) => `${one.path}#${one.name}`);
    if (key !== theirs) this.derived.set(key, { path, from: theirs, classes: new Set(classes) });
    return key;
  }

  /** Classes above a class, nearest first. */
  bases(path: string, name: string, depth = 0): readonly FunctionKey[] {
    const definition = this.facts.get(path)?.definitions.find((one) => one.kind === "class" && one.name === name);
    const base = definition?.bases.find((one) => one.how === "extends");
    const target = base === undefined || depth > MAX_BASES ? null : this.functionOf(path, base.origin);
    if (target === null) return [];
    const above = { path: target.path, name: target.name.replace(/#constructor$/, "") };
    return [above, ...this.bases(above.path, above.name, depth + 1)];
  }
}

/** An instance that is called like the router it keeps: its members are its own all the same. */
export const isInstance = ({ from, to }: AliasFragment, rest: readonly string[]): boolean =>
  rest.length > 0 &&
  from.kind === "local" &&
  to.kind === "local" &&
  from.name === to.name &&
  from.members?.length === 1;
