/** Turns a network into communities by the Leiden algorithm (Traag, Waltman, van Eck 2019), seeded. */
import { buildNetwork, type Network } from "./network.js";
import { type Random, shuffle } from "./random.js";

/** Community of every vertex, numbered from 0 in order of first member. */
export type Communities = Int32Array;

const LEVELS = 20;

export function findCommunities(network: Network, resolution: number, random: Random): Communities {
  const result = Int32Array.from({ length: network.size }, (_, v) => v);
  let level = network;
  let communities: Communities = Int32Array.from({ length: network.size }, (_, v) => v);
  for (let depth = 0; depth < LEVELS; depth++) {
    const moved = moveVertices(level, communities, resolution, random);
    const count = renumber(communities);
    if (!moved || count === level.size) break;
    const refined = refine(level, communities, resolution, random);
    const parts = renumber(refined);
    // Nothing to merge below the communities: go on with the communities themselves.
    const grouping = parts === level.size ? communities : refined;
    const groups = parts === level.size ? count : parts;
    const next = new Int32Array(groups);
    for (let v = 0; v < level.size; v++) next[grouping[v]!] = communities[v]!;
    for (let v = 0; v < result.length; v++) result[v] = grouping[result[v]!]!;
    level = aggregate(level, grouping, groups);
    communities = next;
  }
  for (let v = 0; v < result.length; v++) result[v] = communities[result[v]!]!;
  renumber(result);
  return result;
}

/** Moves vertices to the best neighbouring community until none gains; vertices whose surroundings changed wait in a queue. */
function moveVertices(network: Network, communities: Communities, resolution: number, random: Random): boolean {
  const { size, start, other, weight, strength, total } = network;
  const mass = new Float64Array(size);
  for (let v = 0; v < size; v++) mass[communities[v]!]! += strength[v]!;
  const queue = shuffle(size, random);
  const waiting = new Uint8Array(size).fill(1);
  const link = new Float64Array(size);
  const seen = new Int32Array(size);
  let head = 0;
  let left = size;
  let moved = false;
  while (left > 0) {
    const v = queue[head]!;
    head = head + 1 === size ? 0 : head + 1;
    left--;
    waiting[v] = 0;
    const own = communities[v]!;
    let found = 0;
    for (let e = start[v]!; e < start[v + 1]!; e++) {
      const c = communities[other[e]!]!;
      if (link[c] === 0) seen[found++] = c;
      link[c]! += weight[e]!;
    }
    const pull = (resolution * strength[v]!) / total;
    mass[own]! -= strength[v]!;
    let best = own;
    let gain = link[own]! - pull * mass[own]!;
    for (let i = 0; i < found; i++) {
      const c = seen[i]!;
      const value = link[c]! - pull * mass[c]!;
      if (value > gain + 1e-12) {
        best = c;
        gain = value;
      }
    }
    for (let i = 0; i < found; i++) link[seen[i]!] = 0;
    mass[best]! += strength[v]!;
    if (best === own) continue;
    moved = true;
    communities[v] = best;
    for (let e = start[v]!; e < start[v + 1]!; e++) {
      const u = other[e]!;
      if (communities[u] === best || waiting[u] === 1) continue;
      waiting[u] = 1;
      const tail = head + left;
      queue[tail >= size ? tail - size : tail] = u;
      left++;
    }
  }
  return moved;
}

/** Splits each community into parts that hang together, by merging single vertices only within it. */
function refine(network: Network, communities: Communities, resolution: number, random: Random): Communities {
  const { size, start, other, weight, strength, total } = network;
  const parts = Int32Array.from({ length: size }, (_, v) => v);
  const mass = strength.slice();
  const members = new Int32Array(size).fill(1);
  const link = new Float64Array(size);
  const seen = new Int32Array(size);
  for (const v of shuffle(size, random)) {
    if (members[parts[v]!] !== 1) continue;
    let found = 0;
    for (let e = start[v]!; e < start[v + 1]!; e++) {
      const u = other[e]!;
      if (communities[u] !== communities[v]) continue;
      const part = parts[u]!;
      if (link[part] === 0) seen[found++] = part;
      link[part]! += weight[e]!;
    }
    const pull = (resolution * strength[v]!) / total;
    let best = v;
    let gain = 0;
    for (let i = 0; i < found; i++) {
      const part = seen[i]!;
      const value = link[part]! - pull * mass[part]!;
      if (part !== v && value > gain + 1e-12) {
        best = part;
        gain = value;
      }
    }
    for (let i = 0; i < found; i++) link[seen[i]!] = 0;
    if (best === v) continue;
    parts[v] = best;
    mass[best]! += strength[v]!;
    members[best]!++;
    members[v] = 0;
  }
  return parts;
}

/** Numbers communities from 0 in order of first member; returns how many there are. */
function renumber(communities: Communities): number {
  const numbers = new Int32Array(communities.length).fill(-1);
  let count = 0;
  for (let v = 0; v < communities.length; v++) {
    const c = communities[v]!;
    if (numbers[c] === -1) numbers[c] = count++;
    communities[v] = numbers[c]!;
  }
  return count;
}

function aggregate(network: Network, groups: Communities, count: number): Network {
  const { size, start, other, weight } = network;
  const loops = new Float64Array(count);
  const heads = new Int32Array(count).fill(-1);
  const chain = new Int32Array(size);
  for (let v = size - 1; v >= 0; v--) {
    chain[v] = heads[groups[v]!]!;
    heads[groups[v]!] = v;
  }
  const from: number[] = [];
  const to: number[] = [];
  const weights: number[] = [];
  const link = new Float64Array(count);
  const seen = new Int32Array(count);
  for (let group = 0; group < count; group++) {
    let found = 0;
    for (let v = heads[group]!; v !== -1; v = chain[v]!) {
      loops[group]! += network.loop[v]!;
      for (let e = start[v]!; e < start[v + 1]!; e++) {
        const g = groups[other[e]!]!;
        if (g === group) {
          loops[group]! += weight[e]! / 2;
          continue;
        }
        if (g < group) continue;
        if (link[g] === 0) seen[found++] = g;
        link[g]! += weight[e]!;
      }
    }
    for (let i = 0; i < found; i++) {
      from.push(group);
      to.push(seen[i]!);
      weights.push(link[seen[i]!]!);
      link[seen[i]!] = 0;
    }
  }
  const edges = { from: Int32Array.from(from), to: Int32Array.from(to), weight: Float64Array.from(weights) };
  return buildNetwork(count, edges, loops);
}
