/** Measures how far two partitions of the same items agree (adjusted Rand index). */

const pairs = (n: number): number => (n * (n - 1)) / 2;

/** 1 for the same partition, about 0 for chance. Items where either is negative do not count. */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const cells = new Map<string, number>();
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  let items = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x < 0 || y < 0) continue;
    items++;
    cells.set(`${x} ${y}`, (cells.get(`${x} ${y}`) ?? 0) + 1);
    rows.set(x, (rows.get(x) ?? 0) + 1);
    columns.set(y, (columns.get(y) ?? 0) + 1);
  }
  if (items < 2) return 1;
  const sum = (counts: Iterable<number>): number => {
    let total = 0;
    for (const count of counts) total += pairs(count);
    return total;
  };
  const together = sum(cells.values());
  const inRows = sum(rows.values());
  const inColumns = sum(columns.values());
  const expected = (inRows * inColumns) / pairs(items);
  const most = (inRows + inColumns) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
