/** Turns two proposals, without and with pins, into the lines that say what the pins cost. */
import type { Cut, Proposal } from "../model/proposal.js";
import { byText } from "../text/order.js";

export function compareProposals(free: Proposal, pinned: Proposal): string {
  const before = countByPair(free);
  const after = countByPair(pinned);
  const pairs = [...new Set([...before.keys(), ...after.keys()])].sort(byText);
  const changed = pairs.filter((pair) => before.get(pair) !== after.get(pair));
  const lines = changed.map((pair) => `  ${pair}: ${before.get(pair) ?? 0} -> ${after.get(pair) ?? 0}`);
  const moved = countMoved(free, pinned);
  const total = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [
    `with the pins: ${moved} files in another module; cuts ${total(before)} -> ${total(after)}`,
    ...(lines.length === 0 ? ["  no cut changes"] : lines),
    "",
  ].join("\n");
}

/** "billing -> monolith, call": how often, services by name. */
function countByPair(proposal: Proposal): ReadonlyMap<string, number> {
  const names = new Map(proposal.services.map(({ id, name }) => [id, name]));
  const counts = new Map<string, number>();
  for (const cut of proposal.cuts) {
    const pair = pairOf(cut, names);
    counts.set(pair, (counts.get(pair) ?? 0) + cut.count);
  }
  return counts;
}

const pairOf = ({ from, to, kind }: Cut, names: ReadonlyMap<string, string>): string =>
  `${names.get(from) ?? from} -> ${names.get(to) ?? to}, ${kind}`;

/** Files that stand in another module than before, modules matched by the files they share most. */
function countMoved(free: Proposal, pinned: Proposal): number {
  const home = new Map(
    free.modules.flatMap(({ files }, index) => files.map((file): [string, number] => [file, index])),
  );
  let moved = 0;
  for (const { files } of pinned.modules) {
    const shares = new Map<number | undefined, number>();
    for (const file of files) shares.set(home.get(file), (shares.get(home.get(file)) ?? 0) + 1);
    moved += files.length - Math.max(...shares.values());
  }
  return moved;
}
