import { describe, expect, it } from "vitest";
import { field, parseYaml, textOf } from "../../src/text/data-node.js";

describe("parseYaml", () => {
  it("follows aliases and the maps that are merged in", () => {
    const { root } = parseYaml("default: &default\n  pool: 5\nproduction:\n  <<: *default\nother: *default\n");
    expect(textOf(field(field(field(root, "production"), "<<"), "pool"))).toBe("5");
    expect(textOf(field(field(root, "other"), "pool"))).toBe("5");
  });

  it("is not blown up by aliases of aliases, nor by one that names itself", () => {
    const names = [..."abcdefghijk"];
    const lines = names.map((name, at) => {
      const inner = at === 0 ? "x" : `*${names[at - 1]}`;
      return `${name}: &${name} [${Array(9).fill(inner).join(", ")}]`;
    });
    expect(JSON.stringify(parseYaml(lines.join("\n")).root).length).toBeLessThan(1_000_000);
    expect(parseYaml("a: &a\n  b: *a\n").root?.kind).toBe("map");
  });
});
