/** Turns one entry of a catalogue's YAML into typed fields, or a UserError that names file and line. */
import { UserError } from "../model/errors.js";
import { type DataNode, field } from "../text/data-node.js";

export class CatalogueEntry {
  constructor(
    private readonly path: string,
    private readonly node: DataNode,
    allowed: readonly string[],
  ) {
    if (node.kind !== "map") this.fail("expected a mapping", node);
    const stranger = node.entries.find((entry) => !allowed.includes(entry.key));
    if (stranger) this.fail(`unknown key "${stranger.key}"; known: ${allowed.join(", ")}`, stranger.value);
  }

  fail(message: string, node: DataNode | null = null): never {
    throw new UserError(`rules/${this.path}:${(node ?? this.node).line}: ${message}`, {
      hint: "Catalogues are data: mend the entry, or remove it.",
    });
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.fail(`"${key}" is missing`);
  }

  optionalText(key: string): string | null {
    const node = field(this.node, key);
    if (node === null || node.scalar === null) return null;
    if (typeof node.scalar !== "string" || node.scalar === "") this.fail(`"${key}" must be text`, node);
    return node.scalar;
  }

  texts(key: string): readonly string[] {
    const node = field(this.node, key);
    if (node === null) return [];
    if (node.kind !== "list") this.fail(`"${key}" must be a list of texts`, node);
    return node.items.map((item) =>
      typeof item.scalar === "string" ? item.scalar : this.fail(`"${key}" must hold texts only`, item),
    );
  }

  number(key: string): number {
    return this.optionalNumber(key) ?? this.fail(`"${key}" is missing`);
  }

  optionalNumber(key: string): number | null {
    const node = field(this.node, key);
    if (node === null || node.scalar === null) return null;
    if (typeof node.scalar !== "number" || node.scalar < 0) this.fail(`"${key}" must be a number, 0 or more`, node);
    return node.scalar;
  }

  numbers(key: string): Readonly<Record<string, number>> | null {
    const node = field(this.node, key);
    if (node === null) return null;
    if (node.kind !== "map") this.fail(`"${key}" must map names to numbers`, node);
    return Object.fromEntries(
      node.entries.map(({ key: name, value }) =>
        typeof value.scalar === "number" ? [name, value.scalar] : this.fail(`"${key}.${name}" must be a number`, value),
      ),
    );
  }
}
