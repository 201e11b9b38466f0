/** Takes secret values out of a file's facts, whichever language read them: the last door before the cache. */
import type { CallFact, FileFacts, Literal } from "../model/file-facts.js";
import type { Fragment } from "../model/fragments.js";
import { isSecretName, isSecretValue, REDACTED } from "../text/secrets.js";

export const redactFacts = (facts: FileFacts): FileFacts => ({
  ...facts,
  calls: facts.calls.map(redactCall),
  fragments: facts.fragments.map(redactFragment),
});

/** `ENV.fetch("APP_PASSWORD", "…")`: after a secret's name, every literal is its value. */
function redactCall(call: CallFact): CallFact {
  const named = call.args.findIndex((arg) => typeof arg === "string" && isSecretName(arg));
  const args = call.args.map((arg, i) => redactLiteral(arg, named >= 0 && i > named));
  return { ...call, args };
}

function redactFragment(fragment: Fragment): Fragment {
  if (fragment.kind === "constant")
    return { ...fragment, value: redactLiteral(fragment.value, isSecretName(fragment.name)) };
  if (fragment.kind === "setting")
    return { ...fragment, value: redactLiteral(fragment.value, isSecretName(fragment.name)) };
  return fragment;
}

function redactLiteral(value: Literal, secret: boolean): Literal {
  if (typeof value === "string") return secret || isSecretValue(value) ? REDACTED : value;
  if (Array.isArray(value)) return value.map((item: Literal) => redactLiteral(item, secret));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as { readonly [key: string]: Literal });
  return Object.fromEntries(entries.map(([key, item]) => [key, redactLiteral(item, secret || isSecretName(key))]));
}
