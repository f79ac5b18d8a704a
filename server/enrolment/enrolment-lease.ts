import type { Presence } from '../instances/presence.ts';
import type { SharedWork } from '../instances/shared-work.ts';
import { CodedError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import { endedMs } from '../store/tables/shared-work.ts';
import type { Cause } from './enrolment-messages.ts';
import type { LobbyEnrolment } from '../protocol/desk-enrolment-messages.ts';

export interface LeasedEnrolment {
  id: string;
  screenId: string;
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
  show(shown: LobbyEnrolment, isUrgent: boolean): void {
    if (!this.#isFinished) this.#rows?.work.show(this.id, shown, isUrgent);
  }

  /** Call this in the transaction that stores the person. @throws {NotStoredError} when the enrolment has ended */
  async store(transaction: Db, personId: string, shown: LobbyEnrolment): Promise<void> {
    if (!this.#rows) return;
    const stored = { ...this.#endedHere(this.#rows), ending: 'stored', shown, personId };
    if (await this.#rows.work.endWith(transaction, stored)) return;
    throw new NotStoredError(
      'ended_before',
      'It was ended before it was stored. Nothing was stored.',
    );
  }

  /** Reports the end. Resolves when the other instances have it. What was stored has ended in its row before. */
  async finish(shown: LobbyEnrolment): Promise<void> {
    this.#isFinished = true;
    const rows = this.#rows;
    if (rows) {
      const done = { ...this.#endedHere(rows), ending: 'done', shown };
      await rows.work.retryUntilDone(() => rows.work.end(done));
    }
    this.leave();
  }

  #endedHere({ presence: { id: runner } }: EnrolmentRows) {
    return { id: this.id, runner, keptMs: endedMs };
  }
}
