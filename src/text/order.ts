/** Ordering that does not depend on locale: code units, like sort() without a comparator. */

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Compares by the keys in turn; numbers by value, strings by code unit. */
export function byKeys<T>(...keys: readonly ((item: T) => string | number)[]): (a: T, b: T) => number {
  return (a, b) => {
    for (const key of keys) {
      const left = key(a);
      const right = key(b);
      if (left < right) return -1;
      if (left > right) return 1;
    }
    return 0;
  };
}

/** Rounds to 6 decimals, so that files do not differ by floating-point noise. */
export const round6 = (value: number): number => Math.round(value * 1e6) / 1e6;
