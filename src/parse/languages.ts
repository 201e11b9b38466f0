/** The registry of languages: one line an entry, order-free. */
import type { LanguageFactory } from "./language.js";

export const languages: readonly LanguageFactory[] = [];
