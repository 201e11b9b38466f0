/** Turns a Next.js app's middleware into the guards before each of its routes. */
import type { CallFact, FileFacts, Origin } from "../../../model/file-facts.js";
import type { GuardUse } from "../../authentication.js";
import type { DetectInput } from "../../input.js";
import { matchesPath } from "./path-matcher.js";

/** Packages whose middleware knows callers. */
const PACKAGES =
  /^(next-auth|@clerk\/nextjs|@auth0\/nextjs-auth0|@kinde-oss\/kinde-auth-nextjs|@workos-inc\/authkit-nextjs|@supabase\/(?:ssr|auth-helpers-nextjs)|iron-session|better-auth|jose|jsonwebtoken)(?:\/|$)/;
const TELLING = /auth|session|token|jwt|logged|sign_?in|user/i;
/** Answers given in place of the route's own. */
const REFUSES = /(?:^|\.)(?:redirect|rewrite|json|error|protect|Response|NextResponse|forbidden|unauthorized)$/;

/** Guards before the route at `path`, which is below the base path. */
export function middlewareGuards(home: string, path: string, input: DetectInput): readonly GuardUse[] {
  const file = findMiddleware(home, input);
  if (file === undefined) return [];
  const listed = (name: string): readonly string[] | null => {
    const found = file.fragments.flatMap((one) =>
      one.kind === "setting" && "framework" in one && one.framework === "next-middleware" && one.name === name
        ? (one.value as readonly string[])
        : [],
    );
    return found.length === 0 ? null : found;
  };
  const within = (name: string): boolean | null => listed(name)?.some((one) => matchesPath(one, path)) ?? null;
  const covered = within("matcher") !== false && within("open") !== true && within("closed") !== false;
  const sometimes = listed("weighs") !== null;
  return covered ? guardsOf(file, input).map((use) => ({ ...use, sometimes })) : [];
}

function findMiddleware(home: string, { facts }: DetectInput): FileFacts | undefined {
  const prefix = home === "" ? "" : `${home}/`;
  return facts.find(
    ({ path }) =>
      path.startsWith(prefix) && /^(?:src\/)?(?:middleware|proxy)\.[jt]sx?$/.test(path.slice(prefix.length)),
  );
}

/** What is exported as the middleware, and what it calls: only where callers are turned away. */
function guardsOf(file: FileFacts, input: DetectInput): readonly GuardUse[] {
  const exported = file.exports
    .filter(({ name }) => /^(default|middleware|proxy)$/.test(name))
    .flatMap(({ origin }) => (origin?.kind === "import" ? [useOf(file, origin, originName(origin))] : []));
  const calls = [file, ...calledFiles(file, input)].flatMap((one) => one.calls.map((call) => ({ one, call })));
  const asks = calls.filter(({ call }) => isAsking(call)).map(({ one, call }) => useOf(one, call.callee, call.text));
  const refuses =
    calls.some(({ call }) => REFUSES.test(call.text)) || exported.length > 0 || wraps(file) || asksOfPaths(file);
  if (!refuses) return [];
  const uses = [...exported.filter(({ name, origin }) => TELLING.test(name) || isPackage(origin)), ...asks];
  return [...new Map(uses.map((use) => [use.name, use])).values()];
}

const useOf = ({ path }: FileFacts, origin: Origin, name: string): GuardUse => ({ path, name, origin });

const originName = (origin: Origin & { kind: "import" }): string =>
  origin.name === "default" || origin.name === "*" ? origin.source : origin.name;

const isPackage = (origin: Origin | null): boolean => origin?.kind === "import" && PACKAGES.test(origin.source);

const isAsking = ({ callee, text }: CallFact): boolean =>
  callee.kind === "import" &&
  !/^next(?:\/|$)/.test(callee.source) &&
  (isPackage(callee) ? !/createRouteMatcher/.test(text) : TELLING.test(text));

/** `if (!isPublic(request)) await auth.protect()` */
const asksOfPaths = ({ fragments }: FileFacts): boolean =>
  fragments.some((one) => one.kind === "setting" && (one.name === "open" || one.name === "closed"));

/** A package's wrapper refuses by itself: `export default withAuth(…)`. */
const wraps = ({ calls }: FileFacts): boolean =>
  calls.some(({ callee, text, within }) => isPackage(callee) && within === "" && /with\w*Auth|auth\w*$/i.test(text));

/** Files of the app whose functions the middleware calls. */
const calledFiles = (file: FileFacts, { facts, resolution }: DetectInput): readonly FileFacts[] => {
  const paths = new Set(
    file.calls.flatMap(({ callee }) => {
      const target = callee.kind === "import" ? resolution.resolve(file.path, callee) : null;
      return target?.kind === "definition" || target?.kind === "file" ? [target.path] : [];
    }),
  );
  return facts.filter(({ path }) => paths.has(path) && path !== file.path);
};
