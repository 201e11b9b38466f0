/** The registry of resolvers: one line a language family, order-free. */
import { resolveJavaScript } from "./javascript/index.js";
import type { ResolverFactory } from "./language.js";
import { resolveRuby } from "./ruby/index.js";

export const resolvers: readonly ResolverFactory[] = [resolveJavaScript, resolveRuby];
