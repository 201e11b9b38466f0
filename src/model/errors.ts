/** The one error that is the user's to mend; anything else thrown is a bug. */

export class UserError extends Error {
  readonly hint: string | null;
  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "UserError";
    this.hint = options.hint ?? null;
  }
}
