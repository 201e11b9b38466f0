/** Turns a service's needs into the one interface that every database is used through. */
import type { TypescriptService } from "../needs.js";

/** Text of the interface in the generated `src/store.ts`; the transaction's type is the driver's. */
export const printStoreInterface = ({ uses, consumes }: TypescriptService): string => `
export interface Store {
  /** Commits what \`work\` did, or none of it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  ready(): Promise<boolean>;
  /** Makes the tables of this service's own, once a release; safe to repeat. */
  migrate(): Promise<void>;
  close(): Promise<void>;${
    consumes.length === 0
      ? ""
      : `
  /** Remembers an event inside its effect's transaction; false: it had its effect before. */
  remember(tx: Transaction, messageId: string): Promise<boolean>;`
  }${
    uses.outbox
      ? `
  keepJob(tx: Transaction, job: KeptJob): Promise<void>;
  /** Hands the oldest jobs to \`deliver\` and forgets them once it returns; a crash between delivers again. */
  moveJobs(deliver: (jobs: readonly KeptJob[]) => Promise<void>): Promise<number>;`
      : ""
  }
}
${
  uses.outbox
    ? `
/** A job of the monolith that waits in the outbox. */
export interface KeptJob {
  /** Idempotency key. */
  readonly id: string;
  readonly job: string;
  readonly data: unknown;
  readonly createdAt: Date;
}
`
    : ""
}`;
