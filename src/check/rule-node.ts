/** Reads typed fields out of a rule's YAML, or fails with a UserError that names file and line. */
import { UserError } from "../model/errors.js";
import type { Literal } from "../model/file-facts.js";
import { type DataNode, field } from "../text/data-node.js";

export class RuleNode {
  constructor(
    readonly path: string,
    readonly node: DataNode,
    allowed: readonly string[],
  ) {
    if (node.kind !== "map") this.fail("expected a mapping");
    for (const { key, line } of node.entries) {
      if (!allowed.includes(key)) this.fail(`unknown key "${key}"; known: ${allowed.join(", ")}`, line);
    }
  }

  fail(message: string, line = this.node.line): never {
    throw new UserError(`rules/${this.path}:${line}: ${message}`);
  }

  child(key: string): DataNode | null {
    return field(this.node, key);
  }

  text(key: string): string {
    const { scalar, line } = this.child(key) ?? this.fail(`"${key}" is missing`);
    return typeof scalar === "string" && scalar !== "" ? scalar : this.fail(`"${key}" must be text`, line);
  }

  /** A list of texts, or one text. */
  texts(key: string): readonly string[] {
    const node = this.child(key);
    if (node === null) return [];
    const items = node.kind === "list" ? node.items : [node];
    return items.map(({ scalar, line }) =>
      typeof scalar === "string" ? scalar : this.fail(`"${key}" must be texts`, line),
    );
  }

  flag(key: string): boolean | null {
    const node = this.child(key);
    if (node === null) return null;
    return typeof node.scalar === "boolean" ? node.scalar : this.fail(`"${key}" must be true or false`, node.line);
  }

  number(key: string): number | null {
    const node = this.child(key);
    if (node === null) return null;
    return typeof node.scalar === "number" ? node.scalar : this.fail(`"${key}" must be a number`, node.line);
  }

  pattern(key: string): RegExp | null {
    const node = this.child(key);
    if (node === null) return null;
    if (typeof node.scalar !== "string") this.fail(`"${key}" must be a regular expression`, node.line);
    try {
      return new RegExp(node.scalar);
    } catch {
      this.fail(`"${key}" is no regular expression`, node.line);
    }
  }

  literal(key: string): Literal {
    return this.child(key)?.scalar;
  }
}

/** Drops what is null, so that an optional field is absent. */
export function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: NonNullable<T[K]> };
}
