/** Tells what a method and those it calls show of the caller: how it is known, and whether it is turned away. */
import type { RouteDetail } from "../../../model/app-model.js";
import type { FileFacts, Literal } from "../../../model/file-facts.js";

type Kind = RouteDetail["authentication"]["kind"];

export interface CallerCheck {
  /** Whether the method stands in this repo; a gem's own cannot be looked into. */
  readonly known: boolean;
  readonly kinds: readonly Kind[];
  /** Rails' own calls for a name and a secret made on the way. */
  readonly challenges: readonly string[];
  readonly refuses: boolean;
}

interface Body {
  readonly kinds: readonly Kind[];
  readonly challenges: readonly string[];
  readonly calls: readonly string[];
  readonly refuses: boolean;
}

const UNKNOWN: CallerCheck = { known: false, kinds: [], challenges: [], refuses: false };
/** Helpers that Devise and its like make for each kind of user. */
const LIBRARY = /^(current_\w+|\w*signed_in\?|logged_in\?|authenticate_\w+!)$/;
const DEPTH = 4;

const texts = (value: Literal): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export class CallerChecks {
  readonly #bodies = new Map<string, Body>();
  readonly #byClass = new Map<string, Body[]>();

  constructor(
    private readonly defines: (method: string) => boolean,
    private readonly library: Kind,
  ) {}

  add(facts: FileFacts): void {
    for (const fragment of facts.fragments) {
      if (fragment.kind !== "setting" || fragment.name !== "caller-checks") continue;
      const value = fragment.value as { readonly [key: string]: Literal };
      const within = String(value["within"]);
      const body: Body = {
        kinds: texts(value["kinds"]) as readonly Kind[],
        challenges: texts(value["challenges"]),
        calls: texts(value["calls"]),
        refuses: value["refuses"] === true,
      };
      this.#bodies.set(within, body);
      const owner = within.replace(/[#.][^#.]*$/, "");
      this.#byClass.set(owner, [...(this.#byClass.get(owner) ?? []), body]);
    }
  }

  of(lineage: readonly string[], method: string, depth = DEPTH): CallerCheck {
    const owner = lineage.findLast((one) => this.defines(`${one}#${method}`));
    if (owner === undefined) {
      return LIBRARY.test(method) ? { ...UNKNOWN, kinds: [this.library] } : UNKNOWN;
    }
    const body = this.#bodies.get(`${owner}#${method}`);
    if (body === undefined) return { ...UNKNOWN, known: true };
    const below = depth === 0 ? [] : body.calls.map((call) => this.#called(lineage, call, depth - 1));
    return {
      known: true,
      kinds: [...new Set([...body.kinds, ...below.flatMap(({ kinds }) => kinds)])],
      challenges: [...new Set([...body.challenges, ...below.flatMap(({ challenges }) => challenges)])],
      refuses: body.refuses || below.some(({ refuses }) => refuses),
    };
  }

  /** A call on a class of the app's own counts for what that class reads (`TokenVerifier.call(request)`). */
  #called(lineage: readonly string[], call: string, depth: number): CallerCheck {
    if (!call.startsWith("::")) return this.of(lineage, call, depth);
    const bodies = this.#byClass.get(call.slice(2)) ?? [];
    return { ...UNKNOWN, known: true, kinds: bodies.flatMap(({ kinds }) => kinds) };
  }
}
