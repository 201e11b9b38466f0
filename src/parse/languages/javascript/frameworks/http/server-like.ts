/** Tells whether a registration is on something that answers requests, even where its router is made out of sight. */
import type * as t from "@babel/types";
import { isFunction, isMember, memberName, type Node, unwrap } from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";

const NAME = /^(app|application|router|server|express|fastify|koa|hono|routes?|\w*(App|Router|Routes?))$/;
const TYPE = /^(Express|Application|I?Router|CoreApp|FastifyInstance|Koa|Hono|KoaRouter|ServerRoute|\w+Router)$/;
const REQUEST = /^_?(req|request|ctx|context|c)$/;
const ANSWER = /^_{0,2}(res|response|reply|rep|h|next|done)$/;

export function isServerLike(router: Node, handlers: readonly Node[], context: FrameworkContext): boolean {
  const node = unwrap(router);
  const name = node.type === "Identifier" ? node.name : isMember(node) ? memberName(node) : null;
  if (name !== null && NAME.test(name)) return true;
  return handlers.some(takesRequest) || (node.type === "Identifier" && isTyped(node.name, context));
}

/** `(req, res) => …`, `(request, reply) => …`, `(ctx, next) => …`. */
function takesRequest(input: Node): boolean {
  const node = unwrap(input);
  if (!isFunction(node)) return false;
  const [first, second] = node.params;
  if (first?.type !== "Identifier" || !REQUEST.test(first.name)) return false;
  return second === undefined ? first.name.startsWith("c") : second.type === "Identifier" && ANSWER.test(second.name);
}

/** A parameter whose declared type is a router of some framework: `(target: FastifyInstance)`. */
function isTyped(name: string, context: FrameworkContext): boolean {
  const declared = context.binding(name)?.node;
  const annotation = declared?.type === "Identifier" ? declared.typeAnnotation : null;
  if (annotation?.type !== "TSTypeAnnotation") return false;
  const type = annotation.typeAnnotation;
  return type.type === "TSTypeReference" && TYPE.test(lastName(type.typeName));
}

const lastName = (name: t.TSEntityName): string =>
  name.type === "Identifier" ? name.name : name.type === "TSQualifiedName" ? name.right.name : "";
