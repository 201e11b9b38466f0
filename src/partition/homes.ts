/** The shape of a choice of homes, which cuts are counted between. */

/** Where everything would live: a service id, "monolith", or null for library code that goes with whoever needs it. */
export interface Homes {
  /** Nodes that live outside the monolith: only what starts or ends there can be cut. All are looked at without. */
  readonly away?: readonly number[];
  readonly ofNode: (node: number) => string | null;
  readonly ofTable: (table: string) => string;
}
