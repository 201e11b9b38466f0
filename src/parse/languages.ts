/** The registry of languages: one line an entry, order-free. */
import type { LanguageFactory } from "./language.js";
import { ruby } from "./languages/ruby/index.js";

export const languages: readonly LanguageFactory[] = [ruby];
