/** Takes secret values out of a file's facts, whichever language read them: the last door before the cache. */
import type { CallFact, FileFacts, Literal } from "../model/file-facts.js";
import type { Fragment } from "../model/fragments.js";
import { isSecretName, isSecretValue, REDACTED } from "../text/secrets.js";

/** The same objects where nothing is hidden, which is nearly always. */
export function redactFacts(facts: FileFacts): FileFacts {
  const calls = mapChanged(facts.calls, redactCall);
  const fragments = mapChanged(facts.fragments, redactFragment);
  return calls === facts.calls && fragments === facts.fragments ? facts : { ...facts, calls, fragments };
}

/** Like `map`, but the list itself where every item stays the same object. */
function mapChanged<T>(items: readonly T[], change: (item: T, at: number) => T): readonly T[] {
  let changed: T[] | null = null;
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const next = change(item, at);
    if (next === item) continue;
    changed ??= [...items];
    changed[at] = next;
  }
  return changed ?? items;
}

/** `ENV.fetch("APP_PASSWORD", "…")`: after a secret's name, every literal is its value. */
function redactCall(call: CallFact): CallFact {
  const named = call.args.findIndex((arg) => typeof arg === "string" && isSecretName(arg));
  const args = mapChanged(call.args, (arg, i) => redactLiteral(arg, named >= 0 && i > named));
  return args === call.args ? call : { ...call, args };
}

function redactFragment(fragment: Fragment): Fragment {
  if (fragment.kind !== "constant" && fragment.kind !== "setting") return fragment;
  const value = redactLiteral(fragment.value, isSecretName(fragment.name));
  return value === fragment.value ? fragment : { ...fragment, value };
}

function redactLiteral(value: Literal, secret: boolean): Literal {
  if (typeof value === "string") return secret || isSecretValue(value) ? REDACTED : value;
  if (Array.isArray(value)) return mapChanged(value as readonly Literal[], (item) => redactLiteral(item, secret));
  if (typeof value !== "object" || value === null) return value;
  const before = value as { readonly [key: string]: Literal };
  let after: Record<string, Literal> | null = null;
  for (const [key, item] of Object.entries(before)) {
    const next = redactLiteral(item, secret || isSecretName(key));
    if (next === item) continue;
    after ??= { ...before };
    after[key] = next;
  }
  return after ?? before;
}
