/** Shows progress on stderr: one rewritten line at a terminal, nothing elsewhere. */
import type { Progress } from "../model/ports.js";

const WIDTH = 24;

export function createProgress(stream: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet || !stream.isTTY || process.env["CI"] !== undefined) return { stage() {}, step() {}, done() {} };
  let name = "";
  let total = 0;
  let count = 0;
  let shown = 0;
  const draw = (): void => {
    const share = total === 0 ? 0 : Math.min(1, count / total);
    const bar = total === 0 ? "" : ` ${"█".repeat(Math.round(share * WIDTH)).padEnd(WIDTH, "░")} ${count}/${total}`;
    stream.write(`\r\x1b[2K${name}${bar}`.slice(0, (stream.columns || 80) + 5));
  };
  return {
    stage(next, size = 0) {
      name = next;
      total = size;
      count = 0;
      shown = 0;
      draw();
    },
    step(by = 1) {
      count += by;
      // Redrawing for every file costs more than parsing it.
      if (count - shown >= Math.max(1, Math.floor(total / 50))) {
        shown = count;
        draw();
      }
    },
    done() {
      stream.write("\r\x1b[2K");
    },
  };
}
