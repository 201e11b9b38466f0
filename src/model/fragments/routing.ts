/** Routing: routers, what hangs on them, and routing programs that only run together. */
import type { DslNode } from "../dsl-program.js";
import type { Origin } from "../origin.js";

/** A thing that routes hang on: an Express app or Router, a Rails route set, a Nest controller. */
export interface RouterFragment {
  readonly kind: "router";
  readonly framework: string;
  /** The symbol that stands for it in this file. */
  readonly origin: Origin;
  /** Prefix it carries itself (koa-router `prefix`, `@Controller("x")`). */
  readonly prefix: string | null;
  /** The root of a server: nothing mounts it. */
  readonly root: boolean;
  readonly line: number;
}

/** Fixed pieces of a text, and symbols whose value other files know. */
export type TextParts = readonly (string | Origin)[];

/** One router hung below another. */
export interface MountFragment {
  readonly kind: "mount";
  readonly framework: string;
  readonly parent: Origin;
  readonly child: Origin;
  /** The child is a function that receives the parent as parameter `childParam` (registrar style: `require("./routes")(app)`). */
  readonly childParam?: number;
  /** null: a prefix that cannot be resolved from this file; `prefixOrigin` may. */
  readonly prefix: string | null;
  readonly prefixOrigin?: Origin;
  /** Where `prefix` is null: fixed pieces and symbols whose value other files know. */
  readonly prefixParts?: readonly (string | Origin)[];
  /** What stands in the list that this call gives to parameter `childParam`. */
  readonly elements?: readonly Origin[];
  /** Which function of a table is called is decided at run time. */
  readonly chosen?: true;
  /** Way from the parameter to the router: `({ app }) => …` -> ["app"]. */
  readonly childMembers?: readonly string[];
  /** Arguments of the call that hands the router over or makes it, as far as they are texts. */
  readonly args?: readonly (TextParts | { readonly [key: string]: TextParts } | null)[];
  /** Last argument of that call, where it is a function's name: what answers where the callee registers a route. */
  readonly handler?: string | null;
  readonly handlerOrigin?: Origin | null;
  /** Written name of the child ("requireLogin"), and what stands before it in the same call. */
  readonly childName?: string;
  readonly guards?: readonly { readonly name: string; readonly origin: Origin | null }[];
  readonly line: number;
}

/** One symbol stands for another: a variable that holds a factory's result, a property set later, what a function returns. */
export interface AliasFragment {
  readonly kind: "alias";
  readonly from: Origin;
  readonly to: Origin;
  readonly line: number;
}

export interface RouteFragment {
  readonly kind: "route";
  readonly framework: string;
  readonly router: Origin;
  /** Upper case; "ANY" for all; WS QUERY MUTATION SUBSCRIPTION where they apply. */
  readonly methods: readonly string[];
  /** Where `methods` is empty: the parameter that a caller gives the method to. */
  readonly methodParts?: TextParts;
  /** Stands in a branch that is only entered where the caller gives one of these texts, in lower case. */
  readonly onlyIf?: readonly { readonly of: Origin; readonly values: readonly string[] }[];
  /** Its router answers requests for sure (a router's name, type or handlers), wherever it is made. */
  readonly seen?: true;
  /** As the framework writes it, normalised to ":name", "*name", "(/optional)"; null where not literal (then `pathOrigin`). */
  readonly path: string | null;
  readonly pathOrigin?: Origin;
  /** Where `path` is null: fixed pieces and symbols whose value other files or callers know. */
  readonly pathParts?: readonly (string | Origin)[];
  readonly host?: string | null;
  readonly constraints?: readonly string[];
  /** Handler as the contract prints it ("invoices#index", "listInvoices"). */
  readonly handler: string | null;
  readonly handlerOrigin: Origin | null;
  /** Flow of the handler where it is a block and no method (FlowFragment.method). */
  readonly flow?: string;
  /** Middleware or before_action names that authenticate or guard it. */
  readonly guards?: readonly { readonly name: string; readonly origin: Origin | null }[];
  readonly line: number;
}

/** A routing program that only runs right together with others (Rails `routes.draw`, `draw(:admin)`): `detect/` runs it. */
export interface RouteProgramFragment {
  readonly kind: "route-program";
  readonly framework: string;
  /** Whose routes: "Rails.application" (null) or an engine's constant. */
  readonly target: Origin | null;
  /** block: the body of a `draw do`; file: a whole file for `draw(:name)`; module: methods that `extend` adds to a route set. */
  readonly as: "block" | "append" | "prepend" | "file" | "module";
  readonly body: readonly DslNode[];
  readonly line: number;
}
