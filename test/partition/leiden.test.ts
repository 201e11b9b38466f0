import { expect, test } from "vitest";
import { adjustedRand } from "../../src/partition/agreement.js";
import { agreeOnCommunities, runEnsemble } from "../../src/partition/consensus.js";
import { EdgeList, type Edges } from "../../src/partition/edge-list.js";
import { findCommunities } from "../../src/partition/leiden.js";
import { buildNetwork } from "../../src/partition/network.js";
import { createRandom } from "../../src/partition/random.js";

function planted(size: number, edges: number, groups: number, inside: number) {
  const random = createRandom(7);
  const truth = Array.from({ length: size }, () => Math.floor(random() * groups));
  const members = Array.from({ length: groups }, (): number[] => []);
  truth.forEach((group, v) => {
    members[group]!.push(v);
  });
  const list = new EdgeList();
  for (let e = 0; e < edges; e++) {
    const a = Math.floor(random() * size);
    const own = members[truth[a]!]!;
    const b = random() < inside ? own[Math.floor(random() * own.length)]! : Math.floor(random() * size);
    list.add(a, b, 1 + random());
  }
  return { truth, edges: list.merge() };
}

test("two triangles joined by one edge are two communities", () => {
  const list = new EdgeList();
  for (const [a, b] of [
    [0, 1],
    [1, 2],
    [0, 2],
    [3, 4],
    [4, 5],
    [3, 5],
    [2, 3],
  ] as const)
    list.add(a, b, 1);
  const found = findCommunities(buildNetwork(6, list.merge()), 1, createRandom(1));
  expect([...found]).toEqual([0, 0, 0, 1, 1, 1]);
});

test("planted communities are found and every one hangs together", () => {
  const { truth, edges } = planted(1000, 10_000, 40, 0.7);
  const network = buildNetwork(1000, edges);
  const found = findCommunities(network, 1.4, createRandom(3));
  expect(adjustedRand(found, truth)).toBeGreaterThan(0.95);
  for (const community of new Set(found)) {
    const members = [...found.keys()].filter((v) => found[v] === community);
    const seen = new Set([members[0]!]);
    for (const v of seen)
      for (let e = network.start[v]!; e < network.start[v + 1]!; e++)
        if (found[network.other[e]!] === community) seen.add(network.other[e]!);
    expect(seen.size).toBe(members.length);
  }
});

const RUNS = Array<number>(24).fill(1.4);
const agree = (size: number, edges: Edges, seed: number) =>
  agreeOnCommunities(size, edges, runEnsemble(size, edges, RUNS, seed));

test("seeds agree after consensus, also with a twentieth of the edges gone", () => {
  const { edges } = planted(1000, 10_000, 40, 0.7);
  const whole = agree(1000, edges, 1);
  const other = agree(1000, edges, 2);
  expect(adjustedRand(whole.communities, other.communities)).toBeGreaterThanOrEqual(0.95);
  const random = createRandom(5);
  const weight = edges.weight.map((w) => (random() < 0.05 ? 1e-9 : w));
  const fewer = agree(1000, { ...edges, weight }, 1);
  expect(adjustedRand(whole.communities, fewer.communities)).toBeGreaterThanOrEqual(0.9);
});

test("10,000 files and 100,000 edges: 24 runs within five seconds, linear in edges", () => {
  const time = (size: number, count: number): number => {
    const { edges } = planted(size, count, size / 50, 0.7);
    const start = process.cpuUsage().user;
    agree(size, edges, 1);
    return (process.cpuUsage().user - start) / 1e6;
  };
  time(2500, 25_000);
  const quarter = time(2500, 25_000);
  const whole = time(10_000, 100_000);
  expect(whole).toBeLessThan(5);
  expect(whole / quarter).toBeLessThan(8);
});
