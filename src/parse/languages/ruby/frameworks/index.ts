/** The registry of Ruby frameworks: one line an entry, order-free. */
import type { RubyFramework } from "../framework.js";

export const rubyFrameworks: readonly RubyFramework[] = [];
