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
  /** Calls that ask the app's rules who may: `authorize`. */
  readonly rules: readonly string[];
  /** What conditions that turn callers away ask for: "current_user". */
  readonly asks: readonly string[];
  /** Its own calls, by name. */
  readonly calls: readonly string[];
  readonly refuses: boolean;
}

type Body = Omit<CallerCheck, "known">;

const UNKNOWN: CallerCheck = {
  known: false,
  kinds: [],
  challenges: [],
  rules: [],
  asks: [],
  calls: [],
  refuses: false,
};
/** Helpers that Devise and its like make for each kind of user. */
const LIBRARY = /^(current_\w+|\w*signed_in\?|logged_in\?|authenticate_\w+!)$/;
const DEPTH = 4;

const texts = (value: Literal): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export class CallerChecks {
  readonly #bodies = new Map<string, Body>();
  readonly #known = new Map<string, CallerCheck>();
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
        rules: texts(value["rules"]),
        asks: texts(value["asks"]),
        calls: texts(value["calls"]),
        refuses: value["refuses"] === true,
      };
      this.#bodies.set(within, body);
      const owner = within.replace(/[#.][^#.]*$/, "");
      this.#byClass.set(owner, [...(this.#byClass.get(owner) ?? []), body]);
    }
  }

  of(lineage: readonly string[], method: string, depth = DEPTH): CallerCheck {
    const key = `${lineage.at(-1) ?? ""} ${method} ${depth}`;
    const known = this.#known.get(key) ?? this.#look(lineage, method, depth);
    this.#known.set(key, known);
    return known;
  }

  #look(lineage: readonly string[], method: string, depth: number): CallerCheck {
    const owner = lineage.findLast((one) => this.defines(`${one}#${method}`));
    if (owner === undefined) {
      return LIBRARY.test(method) ? { ...UNKNOWN, kinds: [this.library] } : UNKNOWN;
    }
    const body = this.#bodies.get(`${owner}#${method}`);
    if (body === undefined) return { ...UNKNOWN, known: true };
    const below = depth === 0 ? [] : body.calls.map((call) => this.#called(lineage, call, depth - 1));
    const all = [body, ...below];
    return {
      known: true,
      kinds: [...new Set(all.flatMap(({ kinds }) => kinds))],
      challenges: [...new Set(all.flatMap(({ challenges }) => challenges))],
      rules: [...new Set(all.flatMap(({ rules }) => rules))],
      asks: [...new Set(all.flatMap(({ asks }) => asks))],
      calls: body.calls,
      refuses: body.refuses || below.some(({ refuses }) => refuses),
    };
  }

  /** What the methods of a class read of the caller: a constraint of the router. */
  kindsOf(className: string): readonly Kind[] {
    return (this.#byClass.get(className) ?? []).flatMap(({ kinds }) => kinds);
  }

  /** A call on a class of the app's own counts for what that class reads (`TokenVerifier.call(request)`). */
  #called(lineage: readonly string[], call: string, depth: number): CallerCheck {
    if (!call.startsWith("::")) return this.of(lineage, call, depth);
    return { ...UNKNOWN, known: true, kinds: this.kindsOf(call.slice(2)) };
  }
}
