/** Pins are obeyed to the letter, however many there are; those that contradict each other are refused. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { UserError } from "../../src/model/errors.js";
import type { Pin } from "../../src/model/proposal.js";
import { DEFAULT_PARTITION, proposePartition } from "../../src/partition/index.js";
import { appOf, clusters, NO_HISTORY } from "./build.js";

const NAMES = ["invoice", "wallet", "parcel", "course"];
const graph = clusters(NAMES, 8);
const paths = graph.nodes.map(({ path }) => path);
const propose = (pins: readonly Pin[]) => proposePartition(graph, appOf(), NO_HISTORY, { ...DEFAULT_PARTITION, pins });

/** Follows "with" from file to file. */
function tied(pins: readonly Pin[], from: string): ReadonlySet<string> {
  const found = new Set([from]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const { kind, a, b } of pins)
      if (kind === "with" && (found.has(a) || found.has(b))) for (const one of [a, b]) found.add(one);
  }
  return found;
}

const pin = fc.record({
  kind: fc.constantFrom<Pin["kind"]>("with", "apart"),
  a: fc.constantFrom(...paths),
  b: fc.constantFrom(...paths),
});

test("every pin holds, or the contradiction is named", () => {
  fc.assert(
    fc.property(fc.array(pin, { minLength: 1, maxLength: 8 }), (all) => {
      const pins = all.filter(({ a, b }) => a !== b);
      const contradiction = pins.some(({ kind, a, b }) => kind === "apart" && tied(pins, a).has(b));
      if (contradiction) {
        expect(() => propose(pins)).toThrow(UserError);
        return;
      }
      const { modules } = propose(pins);
      const homeOf = (path: string) => modules.find(({ files }) => files.includes(path))?.id;
      for (const { kind, a, b } of pins) {
        expect(homeOf(a), a).toBeDefined();
        if (kind === "with") expect(homeOf(a)).toBe(homeOf(b));
        else expect(homeOf(a)).not.toBe(homeOf(b));
      }
    }),
    { numRuns: 150, seed: 7 },
  );
});

test("a folder is parted from a file of its own, and pins that contradict each other are named", () => {
  const [file, other, third] = ["invoice/invoice-part0.js", "invoice/invoice-part1.js", "wallet/wallet-part0.js"];
  const { modules } = propose([{ kind: "apart", a: "invoice", b: file! }]);
  const homeOf = (path: string) => modules.find(({ files }) => files.includes(path))?.id;
  expect(homeOf(file!)).not.toBe(homeOf(other!));
  const pins: readonly Pin[] = [
    { kind: "with", a: file!, b: third! },
    { kind: "with", a: third!, b: other! },
    { kind: "apart", a: file!, b: other! },
  ];
  expect(() => propose(pins)).toThrow(
    `"${file} apart from ${other}" contradicts "${file} with ${third}", "${third} with ${other}"`,
  );
});
