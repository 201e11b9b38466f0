/** Finds the time zone that a schedule's words end with. */

/** `every 5 minutes in Europe/London`, `0 3 * * * America/New_York`. */
export const cronZone = (when: string): string | null =>
  /\s((?:[A-Z][A-Za-z_]+\/[A-Za-z_/]+)|UTC)$/.exec(when)?.[1] ?? null;
