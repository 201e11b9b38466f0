/** Keeps, for one file, what can only be told at its end: candidates for hand-overs of routers, and aliases. */
import type { Origin } from "../../../../../model/file-facts.js";
import type { AliasFragment, MountFragment } from "../../../../../model/fragments.js";
import type { FrameworkContext } from "../../framework.js";

export interface Handover {
  /** Key of what is handed over. */
  readonly key: string;
  /** It is called like a router. */
  readonly likely: boolean;
  readonly mount: () => MountFragment;
}

export interface HttpState {
  /** Calls that get something which may turn out to be a router; most never do. */
  readonly handovers: Handover[];
  /** What may be another name of a router. */
  readonly aliases: (() => AliasFragment | null)[];
  /** Keys of origins used as routers. */
  readonly routers: Set<string>;
  /** Keys of all origins that fragments mention. */
  readonly mentioned: Set<string>;
}

const STATES = new WeakMap<FrameworkContext, HttpState>();

export function stateOf(context: FrameworkContext): HttpState {
  const known = STATES.get(context);
  if (known !== undefined) return known;
  const state: HttpState = { handovers: [], aliases: [], routers: new Set(), mentioned: new Set() };
  STATES.set(context, state);
  return state;
}

/** Text that is the same for the same origin. */
export function keyOfOrigin(origin: Origin): string {
  const members = "members" in origin && origin.members ? origin.members.join(".") : "";
  switch (origin.kind) {
    case "import":
      return `i ${origin.source} ${origin.name} ${members}`;
    case "param":
      return `p ${origin.function} ${origin.index} ${members}`;
    default:
      return `${origin.kind} ${origin.name} ${members}`;
  }
}

export function noteRouter(context: FrameworkContext, origin: Origin): void {
  const state = stateOf(context);
  const key = keyOfOrigin(origin);
  state.routers.add(key);
  state.mentioned.add(key);
}
