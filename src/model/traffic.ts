/** Traffic: what router log lines and runtime metrics of a capture say; empty without one. */

export interface RouteTraffic {
  readonly method: string;
  readonly path: string;
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly errors: Readonly<Record<string, number>>;
}

export interface Traffic {
  readonly routes: readonly RouteTraffic[];
  /** Peak memory in MB by process type. */
  readonly memory: Readonly<Record<string, number>>;
}
