/** The mapper's stack of frames: each frame looks a key up through its parents. */

import type { Options } from "./options.js";
import type { Resource } from "./resource.js";
import type { Value } from "./values.js";

export type Level = "resources" | "resource" | "collection" | "member" | "new" | "nested" | "root" | null;

export interface Frame {
  readonly path?: string;
  readonly shallowPath?: string | null;
  readonly module?: string | null;
  readonly controller?: string | null;
  readonly action?: string | null;
  readonly pathNames?: ReadonlyMap<string, string>;
  readonly constraints?: ReadonlyMap<string, Value>;
  readonly shallow?: boolean;
  /** Lambdas and objects that a request must satisfy. */
  readonly blocks?: readonly Value[];
  readonly defaults?: ReadonlyMap<string, Value>;
  readonly via?: readonly string[];
  readonly format?: Value;
  readonly options?: Options;
  readonly to?: Value;
  readonly as?: string | null;
  readonly only?: Value | undefined;
  readonly except?: Value | undefined;
  readonly resource?: Resource;
}

export class Scope {
  constructor(
    readonly frame: Frame,
    readonly parent: Scope | null,
    readonly level: Level,
  ) {}

  get<K extends keyof Frame>(key: K): Frame[K] | undefined {
    for (let at: Scope | null = this; at !== null; at = at.parent) if (key in at.frame) return at.frame[key];
    return undefined;
  }

  /** A frame below, at the same level. */
  with(frame: Frame): Scope {
    return new Scope(frame, this, this.level);
  }

  at(level: Level): Scope {
    return new Scope(this.frame, this, level);
  }

  get isResource(): boolean {
    return this.level === "resource" || this.level === "resources";
  }

  get isResourceMethod(): boolean {
    return this.level === "collection" || this.level === "member" || this.level === "new";
  }

  /** Nested resources whose frames stand in the stack and are shallow; frames copied by a level count again, as in Rails. */
  shallowDepth(): number {
    let depth = 0;
    for (let at: Scope | null = this; at !== null; at = at.parent) {
      if (at.frame.resource?.shallow === true) depth += 1;
    }
    return depth;
  }
}
