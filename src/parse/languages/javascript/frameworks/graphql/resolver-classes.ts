/** Turns decorated classes of type-graphql and Nest into fields: `@Query(() => [User]) users() {}`. */
import { type ClassNode, propertyOf, unwrap } from "../../ast.js";
import { type DecoratedMember, type Decoration, decoratedMembers, decorationsOf } from "../../data/decorators.js";
import type { FrameworkContext } from "../../framework.js";
import { guardOf, type Handled } from "../http/handlers.js";

const DECORATORS = "type-graphql|@nestjs/graphql";
const GUARDS = "@nestjs/common|type-graphql";

export function readResolverClass(node: ClassNode, context: FrameworkContext): void {
  if (!context.imports(DECORATORS)) return;
  const shared = decorationsOf(node.decorators, GUARDS, context);
  for (const member of decoratedMembers(node, DECORATORS, context)) {
    for (const decoration of member.decorations) {
      if (/^(Query|Mutation|Subscription)$/.test(decoration.name))
        readOperation(member, decoration, { key: context.keyOf(node), shared }, context);
    }
  }
}

function readOperation(
  member: DecoratedMember,
  decoration: Decoration,
  owner: { readonly key: string; readonly shared: readonly Decoration[] },
  context: FrameworkContext,
): void {
  const options = decoration.args
    .map((argument) => context.follow(unwrap(argument)))
    .find((one) => one.type === "ObjectExpression");
  const named = decoration.args.map((argument) => context.string(argument)).find((one) => one !== null);
  const { line } = decoration;
  const field = {
    name: named ?? context.string(propertyOf(options, "name")) ?? member.name,
    handler: `${owner.key}#${member.name}`,
    handlerOrigin: { kind: "local", name: owner.key, members: ["()", member.name] },
    guards: guardsOf(member, owner.shared, context),
    line,
  } as const;
  const place = { as: "schema", type: decoration.name, origin: null, spread: [], line } as const;
  context.emit({ kind: "graphql-fields", ...place, fields: [field] });
}

function guardsOf(
  member: DecoratedMember,
  shared: readonly Decoration[],
  context: FrameworkContext,
): Handled["guards"] {
  const own = "decorators" in member.node ? decorationsOf(member.node.decorators as never, GUARDS, context) : [];
  return [...shared, ...own]
    .filter((one) => /^(UseGuards|Authorized|UseMiddleware)$/.test(one.name))
    .flatMap((one) =>
      one.args.length === 0
        ? [{ name: one.name, origin: null }]
        : one.args.map((argument) => guardOf(argument, context)),
    );
}
