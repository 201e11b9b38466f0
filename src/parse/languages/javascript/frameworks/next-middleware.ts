/** Reads what Next.js runs before a request: which paths it is asked about, and which of them it lets nobody into. https://nextjs.org/docs/app/api-reference/file-conventions/middleware */
import { isCall, isFunction, keyName, lineOf, memberName, type Node, propertyOf, unwrap } from "../ast.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

/** Next 16 calls the file proxy. https://nextjs.org/docs/app/api-reference/file-conventions/proxy */
const FILE = /(?:^|\/)(?:middleware|proxy)\.[jt]sx?$/;

/** Clerk's lists of paths by the name of their test: `const isPublic = createRouteMatcher([…])`. https://clerk.com/docs/references/nextjs/clerk-middleware */
const TESTS = new WeakMap<FrameworkContext, Map<string, readonly string[]>>();

export const nextMiddleware = defineFramework({
  id: "next-middleware",
  visit: {
    VariableDeclarator(node, context) {
      if (!FILE.test(context.path) || node.id.type !== "Identifier" || !node.init) return;
      if (node.id.name === "config" && context.owner === "") readConfig(unwrap(node.init), context);
      const init = unwrap(node.init);
      if (isCall(init) && context.isFrom(init.callee, "@clerk/nextjs/server|@clerk/nextjs", "createRouteMatcher"))
        testsOf(context).set(node.id.name, textsOf(init.arguments[0] as Node | undefined, context));
    },
    // `if (pathname.startsWith("/public")) return next()`: which paths its code lets through is more than a list.
    MemberExpression(node, context) {
      if (FILE.test(context.path) && memberName(node) === "pathname") emit("weighs", ["pathname"], node, context);
    },
    ObjectPattern(node, context) {
      const names = node.properties.map((one) => (one.type === "RestElement" ? null : keyName(one.key, one.computed)));
      if (FILE.test(context.path) && names.includes("pathname")) emit("weighs", ["pathname"], node, context);
    },
    IfStatement(node, context) {
      if (FILE.test(context.path)) readChoice(unwrap(node.test), context);
    },
  },
});

function testsOf(context: FrameworkContext): Map<string, readonly string[]> {
  const known = TESTS.get(context) ?? new Map<string, readonly string[]>();
  TESTS.set(context, known);
  return known;
}

/** `matcher: "/a"`, `matcher: ["/a", { source: "/b", missing: […] }]`; what asks for a header may pass without. */
function readConfig(config: Node, context: FrameworkContext): void {
  const matcher = propertyOf(config, "matcher");
  if (matcher === null || matcher === undefined || isFunction(matcher)) return;
  emit("matcher", textsOf(matcher, context), matcher, context);
}

function textsOf(node: Node | undefined, context: FrameworkContext): readonly string[] {
  const value = node === undefined ? null : context.follow(unwrap(node));
  const items = value?.type === "ArrayExpression" ? value.elements : [value];
  return items.flatMap((item) => {
    const one = item === null || item.type === "SpreadElement" ? null : unwrap(item);
    const source = one?.type === "ObjectExpression" ? sourceOf(one) : one;
    const text = source ? context.string(source) : null;
    return text === null ? [] : [text];
  });
}

const sourceOf = (entry: Node): Node | null =>
  propertyOf(entry, "has") ? null : (propertyOf(entry, "source") ?? null);

/** `if (isProtected(request)) …` and `if (!isPublic(request)) …` */
function readChoice(test: Node, context: FrameworkContext): void {
  const negated = test.type === "UnaryExpression" && test.operator === "!";
  const asked = negated ? unwrap(test.argument) : test;
  const name = isCall(asked) && asked.callee.type === "Identifier" ? asked.callee.name : "";
  const paths = TESTS.get(context)?.get(name);
  if (paths !== undefined) emit(negated ? "open" : "closed", paths, test, context);
}

function emit(name: string, value: readonly string[], node: Node, context: FrameworkContext): void {
  context.emit({ kind: "setting", framework: "next-middleware", name, value, line: lineOf(node) });
}
