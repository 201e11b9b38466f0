/** Turns a registration inside a loop over a list of another file into one for each element: `list.forEach((one) => app.use(one.path, one.router))`. */
import type { FileFacts, Origin } from "../../../model/file-facts.js";
import type { Fragment, MountFragment, RouteFragment, TextParts } from "../../../model/fragments.js";
import type { Resolution } from "../../../model/resolution.js";
import { RouterSymbols } from "./symbols.js";
import type { Texts } from "./texts.js";

type KeysOf = (path: string, origin: Origin) => readonly string[];

type Registration = MountFragment | RouteFragment;

const isRegistration = (fragment: Fragment): fragment is Registration =>
  (fragment.kind === "mount" && /^(http|fastify)$/.test(fragment.framework)) ||
  (fragment.kind === "route" && fragment.framework === "http");

export function unrollLoops(facts: readonly FileFacts[], resolution: Resolution, texts: Texts): readonly FileFacts[] {
  const loops = facts.some((one) => one.fragments.some(isLoop));
  if (!loops) return facts;
  const symbols = new RouterSymbols(facts, resolution);
  const keysOf: KeysOf = (path, origin) => [...new Set([...texts.keys(path, origin), ...symbols.keys(path, origin)])];
  return facts.map((one) => {
    if (!one.fragments.some(isLoop)) return one;
    const fragments = one.fragments.flatMap((fragment): readonly Fragment[] =>
      isRegistration(fragment) ? unroll(one.path, fragment, keysOf, 0) : [fragment],
    );
    return { ...one, fragments };
  });
}

const isLoop = (fragment: Fragment): boolean => isRegistration(fragment) && listOf(fragment) !== null;

function unroll(path: string, fragment: Registration, keysOf: KeysOf, depth: number): readonly Registration[] {
  const list = listOf(fragment);
  const keys = list === null || depth > 2 ? [] : keysOf(path, list);
  if (list === null || keys.length === 0) return [fragment];
  const base = JSON.stringify(list);
  return keys.flatMap((key) => unroll(path, at(fragment, base, key), keysOf, depth + 1));
}

const stepOf = (origin: Origin): number =>
  "members" in origin ? (origin.members ?? []).findIndex((one) => one === "[]" || one === "[key]") : -1;

/** The list or table that an origin is an element of. */
function ownerOf(origin: Origin): Origin | null {
  const at = stepOf(origin);
  if (at < 0 || !("members" in origin)) return null;
  const { members = [], ...rest } = origin;
  return at === 0 ? rest : { ...rest, members: members.slice(0, at) };
}

const isParts = (value: TextParts | object | null): value is TextParts => Array.isArray(value);

function listOf(fragment: Registration): Origin | null {
  for (const origin of originsOf(fragment)) {
    const owner = ownerOf(origin);
    if (owner !== null) return owner;
  }
  return null;
}

const inParts = (parts: TextParts | undefined): readonly Origin[] =>
  (parts ?? []).filter((part) => typeof part !== "string");

function originsOf(fragment: Registration): readonly Origin[] {
  if (fragment.kind === "mount") return [fragment.parent, fragment.child, ...inParts(fragment.prefixParts)];
  return [fragment.router, ...inParts(fragment.methodParts), ...inParts(fragment.pathParts)];
}

/** The registration for one element: "[]" becomes its key, "[key]" the key's text. */
function at(fragment: Registration, base: string, key: string): Registration {
  const place = <T extends Origin | null>(origin: T): T => {
    if (origin === null || JSON.stringify(ownerOf(origin)) !== base || !("members" in origin)) return origin;
    const step = stepOf(origin);
    const members = origin.members ?? [];
    return members[step] === "[]"
      ? { ...origin, members: [...members.slice(0, step), key, ...members.slice(step + 1)] }
      : origin;
  };
  const text = (part: string | Origin): string | Origin => {
    if (typeof part === "string") return part;
    const isKey = "members" in part && part.members?.[stepOf(part)] === "[key]";
    return isKey && JSON.stringify(ownerOf(part)) === base ? key : place(part);
  };
  if (fragment.kind === "mount") {
    const { prefixParts, args } = fragment;
    return {
      ...fragment,
      parent: place(fragment.parent),
      child: place(fragment.child),
      ...(prefixParts && { prefixParts: prefixParts.map(text) }),
      ...(args && { args: args.map((one) => (isParts(one) ? one.map(text) : one)) }),
    };
  }
  const { methodParts, pathParts, handlerOrigin } = fragment;
  return {
    ...fragment,
    router: place(fragment.router),
    ...(methodParts && { methodParts: methodParts.map(text) }),
    ...(pathParts && { pathParts: pathParts.map(text) }),
    handlerOrigin: place(handlerOrigin),
  };
}
