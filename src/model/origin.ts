/** Origins and literals: what a name in a file stands for, as far as that file alone can say. */

/**
 * Where a name used in a file comes from, as far as that file alone can say.
 * `members` is the property path read after it: `controllers.user.list` -> ["user", "list"].
 */
export type Origin =
  /** Defined in this file (module scope or not). */
  | { readonly kind: "local"; readonly name: string; readonly members?: readonly string[] }
  /** Imported: `name` is the exported name, "default" or "*" (namespace or whole CommonJS module). */
  | { readonly kind: "import"; readonly source: string; readonly name: string; readonly members?: readonly string[] }
  /** A parameter of a function of this file: `module.exports = (app) => app.get(...)`. `function` is its definition's name. */
  | { readonly kind: "param"; readonly function: string; readonly index: number; readonly members?: readonly string[] }
  /** Ruby and other languages with global constants: the name as written ("Billing::Invoice", "::Foo") and the lexical modules around it, outermost first. */
  | { readonly kind: "constant"; readonly name: string; readonly nesting: readonly string[] }
  /** A class or module named by a literal string: `class_name: "Invoice"`. */
  | { readonly kind: "string"; readonly name: string; readonly nesting?: readonly string[] }
  /** Language or runtime global: `process`, `setInterval`, `File`. */
  | { readonly kind: "global"; readonly name: string; readonly members?: readonly string[] }
  | { readonly kind: "unknown"; readonly name: string };

/** A literal seen in code. Strings that look like secrets are redacted before they get here. */
export type Literal =
  | string
  | number
  | boolean
  | null
  | readonly Literal[]
  | { readonly [key: string]: Literal }
  | undefined;
