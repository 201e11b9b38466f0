/** The environment under the names that an app gives it. */
import type { Origin } from "../origin.js";

/** The environment under a name of the app's own: `export const env = schema.parse(process.env)`. */
export interface EnvironmentFragment {
  readonly kind: "environment";
  /** The variable at module level that holds it; "default" and "=" for `export default` and `module.exports =`. */
  readonly name: string;
  readonly line: number;
}

/** A variable read through such a name, `env.DATABASE_URL`, or by a function of this file, `readEnv("PORT")`: whether it is one shows when `of` is known. */
export interface EnvironmentReadFragment {
  readonly kind: "environment-read";
  readonly of: Origin;
  /** Position of the name in the call of `of`; null where it is a member. */
  readonly handedAt: number | null;
  readonly name: string;
  readonly line: number;
}

/** A function that reads the variable named by one of its parameters: `const readEnv = (name) => process.env[name]`. */
export interface EnvironmentReaderFragment {
  readonly kind: "environment-reader";
  readonly function: string;
  readonly index: number;
  /** What it looks the name up in, which must turn out to be the environment; or another reader that it hands the name to. */
  readonly of: Origin;
  /** Position of the name in the call of that other reader; null where `of` is looked up. */
  readonly handedAt: number | null;
  readonly line: number;
}
