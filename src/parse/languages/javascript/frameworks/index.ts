/** The registry of JavaScript frameworks: one line an entry, order-free. */
import type { Framework } from "../framework.js";

export const frameworks: readonly Framework[] = [];
