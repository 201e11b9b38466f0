/** Turns SIGINT and SIGTERM into a flag and a wake-up, so that work can end in order. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** What shells say of a program that a signal ended, 130 or 143; null while none came. */
  exitCode(): number | null;
  /** Back to the default: the next Ctrl-C ends the process. */
  release(): void;
}

export function watchInterrupt(): Interrupt {
  const controller = new AbortController();
  let code: number | null = null;
  const abort = (_: NodeJS.Signals, signal: number): void => {
    code ??= 128 + signal;
    controller.abort();
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release() {
      process.off("SIGINT", abort);
      process.off("SIGTERM", abort);
    },
  };
}

/** Resolves early, without an error, when interrupted. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });

/** Seconds of a clock that only moves forward. */
export const now = (): number => performance.now() / 1000;
