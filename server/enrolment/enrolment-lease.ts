import type { Presence } from '../instances/presence.ts';
import type { SharedWork } from '../instances/shared-work.ts';
import { CodedError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import { endedMs } from '../store/tables/shared-work.ts';
import type { Cause } from './enrolment-messages.ts';

/** Who asked: they are shown different things, and run by different parts of the service. */
export type EnrolmentOrigin = 'desk' | 'command';

export interface LeasedEnrolment {
  id: string;
  askedBy: EnrolmentOrigin;
  screen: { id: string; instanceId?: string };
  /** The held sign-in from whose card it is offered. */
  jobId: string | null;
}

/** The other instances on the database, which see and end an enrolment by its row. */
export interface EnrolmentRows {
  work: SharedWork;
  presence: Presence;
}

/** Thrown in the transaction that would store someone, so that it stores nothing. */
export class NotStoredError extends CodedError<string> {}

/** What an enrolment is run with. */
export class EnrolmentLease {
  readonly of: LeasedEnrolment;
  /** Resolves when nothing more is said of it from here. */
  readonly isOver: Promise<void>;
  /** When the row was there; on the clock of `performance.now()`. */
  thereAt = Infinity;
  readonly #rows: EnrolmentRows | null;
  readonly #ending = new AbortController();
  #isFinished = false;
  /** Nothing more is said of it from here. */
  leave: () => void = () => {};

  constructor(of: LeasedEnrolment, rows: EnrolmentRows | null) {
    this.of = of;
    this.#rows = rows;
    this.isOver = new Promise((resolve) => (this.leave = resolve));
  }

  get id(): string {
    return this.of.id;
  }

  /** Aborted to end it; the reason is a `Cause`. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  abort(cause: Cause): void {
    this.#ending.abort(cause);
  }

  /** Has the other instances show how it stands. @param isUrgent at once, and not within a second */
  show(state: unknown, isUrgent: boolean): void {
    if (!this.#isFinished) this.#rows?.work.show(this.id, state, isUrgent);
  }

  /** To be called in the transaction that stores the person. @throws {NotStoredError} when it has ended */
  async store(transaction: Db, personId: string, state: unknown): Promise<void> {
    if (!this.#rows) return;
    const { work, presence } = this.#rows;
    const stored = { ...this.#endedBy(presence), ending: 'stored', shown: state, personId };
    if (await work.endWith(transaction, stored)) return;
    throw new NotStoredError(
      'ended_before',
      'It was ended before it was stored. Nothing was stored.',
    );
  }

  /** What came of it; `isStored` when someone is enrolled. Resolves when the others know. */
  async finish(state: unknown, isStored: boolean): Promise<void> {
    this.#isFinished = true;
    if (this.#rows) await this.#tellEnd(this.#rows, state, isStored);
    this.leave();
  }

  async #tellEnd(
    { work, presence }: EnrolmentRows,
    state: unknown,
    isStored: boolean,
  ): Promise<void> {
    const done = { ...this.#endedBy(presence), ending: 'done' };
    await work.retryUntilDone(async () => {
      if (await work.end({ ...done, shown: state })) return;
      // A fault may have come after the transaction that stored the person: what that has shown is true.
      await work.end({ ...done, from: 'stored', ...(isStored && { shown: state }) });
    });
  }

  #endedBy({ id: runner }: Presence) {
    return { id: this.id, runner, keptMs: endedMs };
  }
}
