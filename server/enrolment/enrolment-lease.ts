import type { Presence } from '../instances/presence.ts';
import type { SharedWork } from '../instances/shared-work.ts';
import { CodedError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import { endedMs } from '../store/tables/shared-work.ts';
import type { Cause } from './enrolment-messages.ts';

/** The origin of the request. Desk and command show different things, and other code runs each of them. */
export type EnrolmentOrigin = 'desk' | 'command';

export interface LeasedEnrolment {
  id: string;
  askedBy: EnrolmentOrigin;
  screen: { id: string; instanceId?: string };
  /** The held sign-in whose desk card offers the enrolment. */
  jobId: string | null;
}

/** The other instances on the database, which see and end an enrolment through its row. */
export interface EnrolmentRows {
  work: SharedWork;
  presence: Presence;
}

/** Thrown in the transaction that would store the person, to cancel it. */
export class NotStoredError extends CodedError<string> {}

/** The right to run one enrolment, with its signals. */
export class EnrolmentLease {
  readonly of: LeasedEnrolment;
  /** Resolves when this instance reports nothing more about it. */
  readonly isOver: Promise<void>;
  /** When the row was written, on the clock of `performance.now()`. */
  thereAt = Infinity;
  readonly #rows: EnrolmentRows | null;
  readonly #ending = new AbortController();
  #isFinished = false;
  /** Ends the reports of this instance. */
  leave: () => void = () => {};

  constructor(of: LeasedEnrolment, rows: EnrolmentRows | null) {
    this.of = of;
    this.#rows = rows;
    this.isOver = new Promise((resolve) => (this.leave = resolve));
  }

  get id(): string {
    return this.of.id;
  }

  /** Aborted to end the enrolment; the reason is a `Cause`. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  abort(cause: Cause): void {
    this.#ending.abort(cause);
  }

  /** Shares the state with the other instances. @param isUrgent at once, not only within a second */
  show(state: unknown, isUrgent: boolean): void {
    if (!this.#isFinished) this.#rows?.work.show(this.id, state, isUrgent);
  }

  /** Call this in the transaction that stores the person. @throws {NotStoredError} when the enrolment has ended */
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

  /** Reports the result; `isStored` when a person is enrolled. Resolves when the other instances have it. */
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
      // The fault may have come after the person was stored; then the stored state is the right one.
      await work.end({ ...done, from: 'stored', ...(isStored && { shown: state }) });
    });
  }

  #endedBy({ id: runner }: Presence) {
    return { id: this.id, runner, keptMs: endedMs };
  }
}
