/** Catalogues: knowledge kept as YAML data in `rules/`, loaded by `io/`, checked when loaded. */

/** rules/catalogues/addons.yaml */
export interface AddonEntry {
  /** Service slug: "heroku-postgresql". */
  readonly service: string;
  readonly need: string;
  /** Patterns of the variables it sets: "DATABASE_URL", "HEROKU_POSTGRESQL_<COLOR>_URL". */
  readonly configVars: readonly string[];
  /** What `as: NAME` replaces in those names, where it is not the service's own name in upper case. */
  readonly prefix?: string;
  /** Connection limits by plan, where the vendor states them. */
  readonly connections?: Readonly<Record<string, number>>;
  /** USD a month by plan. */
  readonly prices?: Readonly<Record<string, number>>;
}

/** rules/catalogues/sdks.yaml */
export interface SdkEntry {
  /** Integration id: "stripe", "aws-s3". */
  readonly id: string;
  readonly need: string | null;
  readonly npm: readonly string[];
  readonly gems: readonly string[];
  readonly pypi: readonly string[];
  readonly go: readonly string[];
  /** Env name patterns that give it away. */
  readonly env: readonly string[];
  /** Hosts called directly over HTTP. */
  readonly hosts: readonly string[];
}

export interface DynoSizeEntry {
  readonly name: string;
  readonly memory: number;
  readonly price: number | null;
}

/** rules/catalogues/buildpacks.yaml */
export interface BuildpackEntry {
  readonly id: string;
  readonly urls: readonly string[];
  readonly language: string | null;
  readonly injects: readonly string[];
  readonly defaultWeb: string | null;
}

export interface Catalogues {
  /** Day on which the prices were read. */
  readonly pricesRead: string;
  readonly addons: readonly AddonEntry[];
  readonly sdks: readonly SdkEntry[];
  readonly dynoSizes: readonly DynoSizeEntry[];
  readonly buildpacks: readonly BuildpackEntry[];
}
