/** Hotspot: a source file that hurts, ranked. */

export interface Hotspot {
  readonly path: string;
  readonly rank: number;
  readonly score: number;
  readonly lines: number;
  readonly complexity: number;
  readonly commits: number;
  readonly authors: number;
  readonly reasons: readonly string[];
}
