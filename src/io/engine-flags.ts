/** Tells V8 how to run one analysis: much code that runs for seconds, many trees that die young. */
import { setFlagsFromString } from "node:v8";

/** The heap grows by half of what lives, not fourfold: a collection takes 50 ms, and dead trees would fill all it may have. */
const HEAP = "--heap-growing-percent=50";
/** Optimise functions later than in a server: in seconds few compilations pay. V8 12 has Maglev for that, and not this flag. */
const COMPILER = "--interrupt-budget=700000";

export function tuneEngine(): void {
  setFlagsFromString(HEAP);
  if (process.versions.v8.startsWith("11.")) setFlagsFromString(COMPILER);
}
