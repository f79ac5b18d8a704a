import type { Logger } from 'pino';
import { Paced } from '../instances/paced.ts';
import type { Db } from '../store/schema.ts';
import {
  finishEnrolment,
  noteEnrolment,
  storeEnrolment,
} from '../store/tables/screen-enrolments.ts';

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
  /** What came of it; `isStored` when somebody is enrolled. Resolves when the others know. */
  finish(shown: unknown, isStored: boolean): Promise<void>;
}

/** Thrown in the transaction that would store somebody, so that it stores nothing. */
export class NotStored extends Error {}

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

/** Of what changes with every frame. */
const showEveryMs = 1000;

interface Deps {
  db: Db;
  id: string;
  runner: string;
  kioskId: string;
  /** For the asker alone: when that instance is gone, the camera goes off. */
  isKeptFor: 'asker' | 'anybody';
  seal: (shown: unknown) => Buffer;
  log: Logger;
}

/** Of an enrolment with a row of its own. */
export class SharedTurn implements Turn {
  readonly id: string;
  readonly kioskId: string;
  readonly isKeptFor: Deps['isKeptFor'];
  /** Resolves when the row says what came of it. */
  readonly isOver: Promise<void>;
  /** Whether the row was made. */
  isThere = false;
  /** As the others are to see it. */
  latest: unknown;
  readonly #deps: Deps;
  readonly #ending = new AbortController();
  readonly #showing: Paced;
  #isFinished = false;
  #isStored = false;
  #leave: () => void = () => {};

  constructor(deps: Deps) {
    const { db, id, runner, kioskId, isKeptFor, seal, log } = deps;
    this.id = id;
    this.kioskId = kioskId;
    this.isKeptFor = isKeptFor;
    this.#deps = deps;
    this.isOver = new Promise((resolve) => (this.#leave = resolve));
    this.#showing = new Paced(
      showEveryMs,
      async () => {
        const shown = seal(this.latest);
        if (!this.#isFinished) return noteEnrolment(db, { id, runner, shown });
        await finishEnrolment(db, { id, runner, shown }, this.#isStored);
        this.leave();
      },
      (err) => log.warn({ err, enrolment: id }, 'other instances cannot be shown an enrolment'),
    );
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  abort(cause: Cause): void {
    this.#ending.abort(cause);
  }

  show(shown: unknown, isUrgent: boolean): void {
    if (this.#isFinished) return;
    this.latest = shown;
    this.#showing.ask(isUrgent);
  }

  async store(transaction: Db, personId: string, shown: unknown): Promise<void> {
    const { id, runner, seal } = this.#deps;
    const isStored = await storeEnrolment(transaction, {
      id,
      runner,
      shown: seal(shown),
      personId,
    });
    if (!isStored) throw new NotStored('It was ended before it was stored. Nothing was stored.');
  }

  async finish(shown: unknown, isStored: boolean): Promise<void> {
    this.#isFinished = true;
    this.#isStored = isStored;
    this.latest = shown;
    this.#showing.ask(true);
    await this.isOver;
  }

  /** The database may not have answered. */
  retry(): void {
    if (this.#isFinished) this.#showing.ask(true);
  }

  /** Nothing more is said of it from here. */
  leave(): void {
    this.#leave();
  }
}
