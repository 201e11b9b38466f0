/** Tells from the shape of a block, without running it, whether it draws routes or mounts what it is given. */
import type { DslBlock, DslNode } from "../../../model/dsl-program.js";

/** `engines.each { |engine| mount engine, at: "/" }` */
export function mountsParameter(block: DslBlock): boolean {
  const name = block.params[0]?.name;
  return block.body.some(
    (node) =>
      node.k === "call" && node.name === "mount" && node.args.some((arg) => arg.k === "variable" && arg.name === name),
  );
}

/** Does the block call a mapper method anywhere? */
export function drawsRoutes(block: DslBlock, methods: Readonly<Record<string, unknown>>): boolean {
  const inside = (node: DslNode): boolean => {
    if (node.k === "call") {
      if (node.receiver === null && Object.hasOwn(methods, node.name)) return true;
      return node.block?.body.some(inside) ?? false;
    }
    if (node.k === "if") return [...node.yes, ...node.no].some(inside);
    return node.k === "sequence" && node.body.some(inside);
  };
  return block.body.some(inside);
}
