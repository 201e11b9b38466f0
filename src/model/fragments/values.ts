/** Values: constants, settings and texts that other files or rules ask about. */
import type { Literal, Origin } from "../origin.js";

/** A constant's literal value that other files use (queue names, prefixes). */
export interface ConstantFragment {
  readonly kind: "constant";
  readonly name: string;
  readonly value: Literal;
  readonly line: number;
}

/** A setting of a framework that changes how fragments compose (Nest `setGlobalPrefix`, versioning, Rails autoload paths, inflections). */
export interface SettingFragment {
  readonly kind: "setting";
  readonly framework: string;
  readonly name: string;
  readonly value: Literal;
  readonly origin?: Origin | null;
  readonly line: number;
}

/** A text in code that rules ask about: a URL, a Heroku host; of a secret only what kind it is. */
export interface LiteralFragment {
  readonly kind: "literal";
  readonly text: string;
  /** "a Stripe live key"; the text is then redacted. */
  readonly secret: string | null;
  readonly line: number;
}

/** A switch in an object literal, wherever that object goes: `{ rejectUnauthorized: false }`. */
export interface OptionFragment {
  readonly kind: "option";
  readonly name: string;
  readonly value: boolean;
  readonly line: number;
}
