/** HerokuSnapshot: what the Platform API said of one app, names, sizes and counts only; no value of a config var is in it. */

export interface HerokuSnapshot {
  readonly app: string;
  readonly stack: string | null;
  readonly region: string | null;
  readonly formation: readonly {
    readonly type: string;
    readonly command: string;
    readonly quantity: number;
    readonly size: string | null;
  }[];
  /** Running dynos by type; a process scaled to zero is in `formation` alone. */
  readonly dynos: Readonly<Record<string, number>>;
  readonly addons: readonly {
    readonly plan: string;
    readonly name: string | null;
    readonly configVars: readonly string[];
    /** Other apps that it is attached to. */
    readonly sharedWith: readonly string[];
  }[];
  readonly configVars: readonly string[];
  readonly domains: readonly string[];
  readonly buildpacks: readonly string[];
  /** Enabled features. */
  readonly features: readonly string[];
  readonly pipeline: { readonly name: string; readonly stage: string } | null;
  readonly releases: number;
  readonly collaborators: number;
  readonly certificates: number;
  readonly logDrains: number;
  readonly telemetryDrains: number;
  /** Heroku's own web autoscaling, where it is on. */
  readonly autoscaling: readonly {
    readonly type: string;
    readonly min: number;
    readonly max: number;
    /** Milliseconds. */
    readonly p95: number | null;
  }[];
  /** What the token may not see, or the app does not have: "GET /apps/x/sni-endpoints: 403". */
  readonly missing: readonly string[];
}
