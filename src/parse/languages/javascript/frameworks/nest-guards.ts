/** Reads which guards Nest puts before every route, and the metadata by which a guard lets a route pass. https://docs.nestjs.com/guards */
import type { Origin } from "../../../../model/file-facts.js";
import type { MountFragment } from "../../../../model/fragments.js";
import { calleeName, keyName, lineOf, type Node, propertyOf } from "../ast.js";
import { defineFramework, type FrameworkContext } from "../framework.js";
import { flatten, guardOf } from "./http/handlers.js";

const NEST: Origin = { kind: "global", name: "nest" };

export const nestGuards = defineFramework({
  id: "nest-guards",
  visit: {
    CallExpression(node, context) {
      const name = calleeName(node) ?? "";
      if (name === "useGlobalGuards") emitGlobal([...node.arguments], context);
      // `this.reflector.getAllAndOverride(IS_PUBLIC, [handler, class])`
      if (!/^(get|getAll|getAllAndOverride|getAllAndMerge)$/.test(name) || context.className === "") return;
      const key = node.arguments[0];
      if (key === undefined || !context.isFrom(node.callee, "@nestjs/core", "Reflector", "()", name)) {
        const declared = context.declared(node.callee);
        if (key === undefined || declared?.kind !== "import" || declared.source !== "@nestjs/core") return;
      }
      const prefixParts = context.parts(key as Node);
      if (prefixParts === null) return;
      emitMount("nest-reads", { kind: "local", name: context.className }, key, context, { prefixParts });
    },
    ObjectExpression(node, context) {
      const token = propertyOf(node, "provide");
      if (token === null || !context.isFrom(token, "@nestjs/core", "APP_GUARD")) return;
      const guard = propertyOf(node, "useClass") ?? propertyOf(node, "useExisting") ?? propertyOf(node, "useValue");
      if (guard !== null) emitGlobal([guard], context);
    },
    ClassMethod(node, context) {
      // A guard that is given nothing cannot know the caller.
      if (keyName(node.key, node.computed === true) !== "canActivate" || node.params.length > 0) return;
      emitMount("nest-blind", { kind: "local", name: context.className }, node, context, {});
    },
  },
});

function emitGlobal(nodes: readonly Node[], context: FrameworkContext): void {
  for (const node of flatten(nodes, context)) {
    const guard = guardOf(node, context);
    const name = guard.name.replace(/^new |\(\)$/g, "");
    emitMount("nest-guard", guard.origin ?? NEST, node, context, { guards: [{ name, origin: guard.origin }] });
  }
}

function emitMount(
  framework: string,
  child: Origin,
  node: Node,
  context: FrameworkContext,
  more: Pick<MountFragment, "guards" | "prefixParts">,
): void {
  context.emit({ kind: "mount", framework, parent: NEST, child, prefix: null, ...more, line: lineOf(node) });
}
