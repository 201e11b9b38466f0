/** Turns dyno sizes into memory and CPU, and picks the vendor size that holds them. */

export interface DynoMemory {
  readonly name: string;
  /** Megabytes. */
  readonly memory: number;
}

/** Heroku's default size outside eco plans: devcenter "Dyno Types", 512 MB. */
const DEFAULT_MEMORY = 512;

export function memoryOf(size: string | null, sizes: readonly DynoMemory[]): number {
  if (size === null) return DEFAULT_MEMORY;
  const name = size.toLowerCase();
  const fir = /^dyno-\d+c-([\d.]+)gb$/.exec(name);
  if (fir !== null) return Math.round(Number(fir[1]) * 1024);
  return sizes.find((entry) => entry.name.toLowerCase() === name)?.memory ?? DEFAULT_MEMORY;
}

/** Thousandths of a core. Heroku promises shares, not cores, below performance-m: a quarter core per 512 MB is asked for. */
export function cpuOf(size: string | null, memory: number): number {
  const fir = /^dyno-(\d+)c-/i.exec(size ?? "");
  if (fir !== null) return Number(fir[1]) * 1000;
  return Math.min(8000, Math.max(250, Math.round(memory / 512) * 250));
}

export interface VendorSize {
  readonly id: string;
  readonly memory: number;
  /** Thousandths of a core. */
  readonly cpu: number;
}

/** The smallest that holds the memory; else the largest, and `shrinks` says so. `sizes` ascend. */
export function pickSize(
  memory: number,
  sizes: readonly VendorSize[],
): { readonly size: VendorSize; readonly shrinks: boolean } {
  const fits = sizes.find((entry) => entry.memory >= memory);
  return { size: fits ?? sizes[sizes.length - 1]!, shrinks: fits === undefined };
}
