import type { SharedWork } from '../instances/shared-work.ts';
import { CodedError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import { endedMs } from '../store/tables/shared-work.ts';

/** Why an enrolment is ended before its time, other than by what happens at the screen. */
export type Cause =
  | 'stopped'
  /** The screen is connected to another instance now. */
  | 'moved'
  /** The other instances took this one for gone. */
  | 'lost'
  /** The service stops. */
  | 'stopping';

/** What an enrolment is run with. */
export interface Turn {
  readonly id: string;
  /** Aborted to end it; the reason is a `Cause`. */
  readonly signal: AbortSignal;
  /** Has the other instances show how it stands. @param isUrgent at once, and not within a second */
  show(shown: unknown, isUrgent: boolean): void;
  /** To be called in the transaction that stores the person. @throws {NotStored} when it has ended */
  store(transaction: Db, personId: string, shown: unknown): Promise<void>;
  /** What came of it; `isStored` when someone is enrolled. Resolves when the others know. */
  finish(shown: unknown, isStored: boolean): Promise<void>;
}

/** Thrown in the transaction that would store someone, so that it stores nothing. */
export class NotStored extends CodedError<string> {}

/** Of the only service on a database. */
export class OwnTurn implements Turn {
  readonly id: string;
  readonly #stopping = new AbortController();

  constructor(id: string) {
    this.id = id;
  }

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  abort(cause: Cause): void {
    this.#stopping.abort(cause);
  }

  show(): void {}
  async store(): Promise<void> {}
  async finish(): Promise<void> {}
}

interface Deps {
  work: SharedWork;
  id: string;
  runner: string;
  kioskId: string;
  /** For the asker alone: when that instance is gone, the camera goes off. */
  isKeptFor: 'asker' | 'anybody';
}

/** Of an enrolment with a row of its own. */
export class SharedTurn implements Turn {
  readonly id: string;
  readonly kioskId: string;
  readonly isKeptFor: Deps['isKeptFor'];
  /** Resolves when nothing more is said of it from here. */
  readonly isOver: Promise<void>;
  /** When the row was there; on the clock of `performance.now()`. */
  thereAt = Infinity;
  readonly #work: SharedWork;
  readonly #by: { id: string; runner: string; keptMs: number };
  readonly #ending = new AbortController();
  #isFinished = false;
  /** Nothing more is said of it from here. */
  leave: () => void = () => {};

  constructor({ work, id, runner, kioskId, isKeptFor }: Deps) {
    this.id = id;
    this.kioskId = kioskId;
    this.isKeptFor = isKeptFor;
    this.#work = work;
    this.#by = { id, runner, keptMs: endedMs };
    this.isOver = new Promise((resolve) => (this.leave = resolve));
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  abort(cause: Cause): void {
    this.#ending.abort(cause);
  }

  show(shown: unknown, isUrgent: boolean): void {
    if (!this.#isFinished) this.#work.show(this.id, shown, isUrgent);
  }

  async store(transaction: Db, personId: string, shown: unknown): Promise<void> {
    const stored = { ...this.#by, ending: 'stored', shown, personId };
    if (await this.#work.endWith(transaction, stored)) return;
    throw new NotStored('ended_before', 'It was ended before it was stored. Nothing was stored.');
  }

  async finish(shown: unknown, isStored: boolean): Promise<void> {
    this.#isFinished = true;
    const done = { ...this.#by, ending: 'done' };
    await this.#work.surely(async () => {
      if (await this.#work.end({ ...done, shown })) return;
      // A fault may have come after the transaction that stored the person: what that has shown is true.
      await this.#work.end({ ...done, from: 'stored', ...(isStored && { shown }) });
    });
    this.leave();
  }
}
