import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import type { Presence } from '../instances/presence.ts';
import type { Offer, SharedWork, Work } from '../instances/shared-work.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { EnrolmentEnding, Cause } from './enrolment-messages.ts';
import { endedMs } from '../store/tables/shared-work.ts';
import { CodedError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import { within } from '../platform/clock.ts';

interface Deps {
  /**
   * The other instances on the database. Null on SQLite, where nobody else asks, shows or stops: rows would only add
   * names to backups, and writes to the one line in which held sign-ins wait for the database.
   */
  others: { work: SharedWork; presence: Presence } | null;
  kioskRegistry: Pick<KioskRegistry, 'status'>;
  log: Logger;
}

type Others = NonNullable<Deps['others']>;

/** Who asked: they are shown different things, and run by different parts of the service. */
export type EnrolmentOrigin = 'desk' | 'command';

export interface NewEnrolment {
  id: string;
  askedBy: EnrolmentOrigin;
  screen: { id: string; instanceId?: string };
  /** The held sign-in from whose card it is offered. */
  jobId: string | null;
  /** Of someone enrolled. */
  personId: string | null;
  /** The request and its account, as JSON. */
  contents: unknown;
  /** What the other instances show of it at first. */
  shown: unknown;
}

/** An enrolment as its row says. */
export interface SeenEnrolment {
  id: string;
  jobId: string | null;
  /** Undefined when it cannot be read here. */
  shown: unknown;
  /** Null while it is under way. */
  ending: EnrolmentEnding | null;
  runnerIsGone: boolean;
}

/** @returns false when what was asked cannot be read */
type Runner = (contents: unknown, lease: EnrolmentLease) => Promise<boolean>;

const stopWithinMs = 1000;
/** An instance that has not begun by then is of another version, or hangs. */
const takenWithinMs = 10_000;

/**
 * Enrolments at lobby screens, over all instances: asked for at any, run by the one that the screen is
 * connected to, seen and stopped at all. Where there may be others, each has a row, and of all that happens to it the
 * first thing that ends the row counts; in the transaction that stores a person the row must not have ended.
 */
export class SharedEnrolments extends EventEmitter<{ changed: [] }> {
  readonly #deps: Deps;
  readonly #runners = new Map<string, Runner>();
  readonly #leases = new Map<string, Lease>();
  #seen: SeenEnrolment[] = [];
  #before = '';

  constructor(deps: Deps) {
    super();
    this.setMaxListeners(0);
    this.#deps = deps;
    const { others } = deps;
    if (!others) return;
    others.work.on('read', (startedAt) => this.#read(others, startedAt));
    others.presence.on('changed', () => this.#endMoved());
  }

  /** From now on, what is asked of this instance is run by that. */
  runBy(askedBy: EnrolmentOrigin, runner: Runner): void {
    this.#runners.set(askedBy, runner);
    const { others } = this.#deps;
    if (!others) return;
    const accept = (offer: Offer) => this.#take(others, offer);
    others.work.handle('enrolment', { accept, keptMs: endedMs });
  }

  /** Ends what runs here, and says so at the other instances. */
  async stop(): Promise<void> {
    for (const lease of this.#leases.values()) lease.abort('stopping');
    const over = Promise.all([...this.#leases.values()].map(({ isOver }) => isOver));
    await within(stopWithinMs, over, undefined);
  }

  /** Those that have a row: the latest first, those that ended in the last minutes too. */
  get all(): readonly SeenEnrolment[] {
    return this.#seen;
  }

  /** Whether each of them has a row, which shows for a while how it ended. */
  get hasRows(): boolean {
    return this.#deps.others !== null;
  }

  /** Resolves when the rows were read again. */
  async refresh(): Promise<void> {
    await this.#deps.others?.work.refresh();
  }

  /**
   * @returns `taken` when one is under way at that screen or from that card; `elsewhere` when another
   *   instance runs it; else the turn, with which it is run here
   * @throws what the store throws
   */
  async ask(asked: NewEnrolment): Promise<EnrolmentLease | 'elsewhere' | 'taken'> {
    const { others } = this.#deps;
    const { id, askedBy, screen, contents, jobId, ...about } = asked;
    if (!others) return this.#isTaken(asked) ? 'taken' : this.#newLease(asked);
    const { work, presence } = others;
    const runner = screen.instanceId ?? presence.id;
    const lease = runner === presence.id ? this.#newLease(asked) : null;
    try {
      const isAsked = await work.ask('enrolment', {
        ...{ ...about, id, runner, jobId, kioskId: screen.id, leftMs: takenWithinMs },
        ...(!lease && { contents: { askedBy, contents } }),
      });
      if (!isAsked) {
        lease?.leave();
        return 'taken';
      }
      if (lease) lease.thereAt = performance.now();
      if (jobId !== null) await work.drop({ endedOfCard: jobId, but: id });
      return lease ?? 'elsewhere';
    } catch (error) {
      lease?.leave();
      throw error;
    }
  }

  /** Returns false when it is over, or there is none: then nothing of it is stored, at any instance. */
  async end(id: string): Promise<boolean> {
    const { others } = this.#deps;
    const lease = this.#leases.get(id);
    const ending = { id, ending: 'stopped', keptMs: endedMs };
    const isEnded = others ? await others.work.end(ending) : lease !== undefined;
    if (isEnded) lease?.abort('stopped');
    return isEnded;
  }

  #isTaken({ screen, jobId }: NewEnrolment): boolean {
    return [...this.#leases.values()].some(
      ({ of }) => of.screen.id === screen.id || (jobId !== null && of.jobId === jobId),
    );
  }

  #newLease(of: LeaseDeps['of']): Lease {
    const lease = new Lease({ others: this.#deps.others, of });
    this.#leases.set(lease.id, lease);
    void lease.isOver.then(() => this.#leases.delete(lease.id));
    return lease;
  }

  #read({ work, presence }: Others, startedAt: number): void {
    const { log } = this.#deps;
    const rows = work.list('enrolment');
    for (const lease of this.#leases.values()) {
      const row = rows.find(({ id }) => id === lease.id);
      const cause = lease.thereAt < startedAt ? causeToEnd(lease, row) : null;
      if (cause) lease.abort(cause);
    }
    this.#endMoved();
    for (const { id, runner, isTaken, ending } of rows) {
      // It ended here, and could not be said.
      const isForgotten = runner === presence.id && isTaken && !ending && !this.#leases.has(id);
      if (!isForgotten) continue;
      work
        .end({ id, ending: 'lost', keptMs: endedMs })
        .catch((err: unknown) => log.warn({ err, enrolment: id }, 'lost enrolment not reported'));
    }
    this.#seen = rows.map(({ id, jobId, shown, ending, runnerIsGone }) => {
      return { id, jobId, shown, ending: ending as EnrolmentEnding | null, runnerIsGone };
    });
    const now = JSON.stringify(this.#seen);
    if (now === this.#before) return;
    this.#before = now;
    this.emit('changed');
  }

  #endMoved(): void {
    const screens = this.#deps.kioskRegistry.status();
    for (const lease of this.#leases.values()) {
      const screen = screens.find(({ id }) => id === lease.of.screen.id);
      if (screen?.instanceId !== undefined) lease.abort('moved');
    }
  }

  #take({ work }: Others, { id, kioskId, contents }: Offer): boolean {
    const opened = contents as { askedBy: EnrolmentOrigin; contents: unknown };
    const runner = this.#runners.get(opened.askedBy);
    if (!runner || kioskId === null) return false;
    const { askedBy } = opened;
    const lease = this.#newLease({ id, askedBy, screen: { id: kioskId }, jobId: null });
    lease.thereAt = performance.now();
    this.#deps.log.info(
      { enrolment: id, askedBy },
      'an enrolment was handed over to this instance',
    );
    void this.#run(work, lease, async () => runner(opened.contents, lease));
    return true;
  }

  async #run(work: SharedWork, { id, leave }: Lease, run: () => Promise<boolean>): Promise<void> {
    const { log } = this.#deps;
    try {
      if (await run()) return;
      log.error({ enrolment: id }, 'an enrolment that another instance asks for is unknown');
      await work.end({ id, ending: 'unreadable', keptMs: endedMs });
    } catch (err) {
      log.error({ err, enrolment: id }, 'an enrolment for another instance failed');
    }
    leave();
  }
}

function causeToEnd(lease: Lease, row: Work | undefined): Cause | null {
  if (!row) return 'lost';
  if (row.ending === 'stopped' || row.ending === 'lost') return row.ending;
  // For a command alone: when its instance is gone, the camera goes off.
  return lease.of.askedBy === 'command' && row.askerIsGone ? 'stopped' : null;
}

/** What an enrolment is run with. */
export interface EnrolmentLease {
  readonly id: string;
  /** Aborted to end it; the reason is a `Cause`. */
  readonly signal: AbortSignal;
  /** Has the other instances show how it stands. @param isUrgent at once, and not within a second */
  show(state: unknown, isUrgent: boolean): void;
  /** To be called in the transaction that stores the person. @throws {NotStoredError} when it has ended */
  store(transaction: Db, personId: string, state: unknown): Promise<void>;
  /** What came of it; `isStored` when someone is enrolled. Resolves when the others know. */
  finish(state: unknown, isStored: boolean): Promise<void>;
}

/** Thrown in the transaction that would store someone, so that it stores nothing. */
export class NotStoredError extends CodedError<string> {}

interface LeaseDeps {
  others: Deps['others'];
  of: Pick<NewEnrolment, 'id' | 'askedBy' | 'screen' | 'jobId'>;
}

class Lease implements EnrolmentLease {
  readonly of: LeaseDeps['of'];
  /** Resolves when nothing more is said of it from here. */
  readonly isOver: Promise<void>;
  /** When the row was there; on the clock of `performance.now()`. */
  thereAt = Infinity;
  readonly #others: Deps['others'];
  readonly #ending = new AbortController();
  #isFinished = false;
  /** Nothing more is said of it from here. */
  leave: () => void = () => {};

  constructor({ others, of }: LeaseDeps) {
    this.of = of;
    this.#others = others;
    this.isOver = new Promise((resolve) => (this.leave = resolve));
  }

  get id(): string {
    return this.of.id;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  abort(cause: Cause): void {
    this.#ending.abort(cause);
  }

  show(state: unknown, isUrgent: boolean): void {
    if (!this.#isFinished) this.#others?.work.show(this.id, state, isUrgent);
  }

  async store(transaction: Db, personId: string, state: unknown): Promise<void> {
    if (!this.#others) return;
    const { work, presence } = this.#others;
    const stored = { ...this.#endedBy(presence), ending: 'stored', shown: state, personId };
    if (await work.endWith(transaction, stored)) return;
    throw new NotStoredError(
      'ended_before',
      'It was ended before it was stored. Nothing was stored.',
    );
  }

  async finish(state: unknown, isStored: boolean): Promise<void> {
    this.#isFinished = true;
    if (this.#others) await this.#tellEnd(this.#others, state, isStored);
    this.leave();
  }

  async #tellEnd({ work, presence }: Others, state: unknown, isStored: boolean): Promise<void> {
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
