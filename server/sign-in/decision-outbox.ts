import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { systemTimer, type Timer } from '../platform/clock.ts';
import type { Decision } from './decision.ts';
import type { SignInRequest } from './sign-in.ts';
import { within } from '#base/time';
import type { WaitingMark } from './waiting-mark.ts';

export interface UnstoredDecision {
  given: Decision;
  signIn: SignInRequest;
  /** Whether this instance answered Envoy. */
  isAnswered: boolean;
}

/** What became of one try to store an answer. A fault is a code without names or paths. */
export type StorageOutcome =
  | { kind: 'stored' }
  | { kind: 'later'; fault: string }
  | { kind: 'never'; fault: string };

/** Where answers are stored once the database is open. */
export interface StorageTarget {
  /** Never rejects. */
  store(answer: UnstoredDecision): Promise<StorageOutcome>;
}

/** Each waiting answer keeps a name and form answers in memory. */
const mostInMemory = 20_000;
const [firstRetryMs, lastRetryMs] = [250, 5000];
/** After so many failures in a row, the others would fail too for now. */
const failuresOfAll = 3;
/** How long a stop waits for one more stored answer. */
const withoutProgressMs = 3000;
const markMs = 1000;

/**
 * Reviews that Envoy got and the store does not have yet, in memory. Each is retried until it is stored. Only a
 * permanent fault or the end of the process ends the retries. It exists before the port opens, so it knows no database.
 */
export class DecisionOutbox {
  readonly #log: Logger;
  readonly #timer: Pick<Timer, 'now'>;
  readonly #mark: WaitingMark | null;
  readonly #waiting = new Map<string, UnstoredDecision>();
  readonly #ending = new AbortController();
  #place: StorageTarget | undefined;
  #storing: Promise<void> = Promise.resolve();
  #isStoring = false;
  #fault: string | null = null;
  #storedAt = 0;
  /** Answers given up since this process began. */
  lost = 0;

  /**
   * @param timer for the time limits of a stop
   * @param mark says on the disk that answers wait; default: nothing says so
   */
  constructor(
    log: Logger,
    timer: Pick<Timer, 'now'> = systemTimer,
    mark: WaitingMark | null = null,
  ) {
    this.#log = log;
    this.#timer = timer;
    this.#mark = mark;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** The answer given for a job and not stored yet. */
  find(jobId: string): Decision | null {
    return this.#waiting.get(jobId)?.given ?? null;
  }

  /** Keeps a review until it is stored. @param isAnswered false when another instance answers Envoy */
  keep(given: Decision, signIn: SignInRequest, isAnswered = true): void {
    if (given.verdict === 'approved' || this.#waiting.has(given.jobId)) return;
    if (this.#waiting.size >= mostInMemory) return this.#giveUp(given.jobId, 'too_many');
    if (this.#waiting.size === 0) this.#mark?.set();
    this.#waiting.set(given.jobId, { given, signIn, isAnswered });
    this.#wake();
  }

  /** From now on stores waiting answers there in the background. */
  storeIn(place: StorageTarget): void {
    this.#place = place;
    this.#wake(0);
  }

  /** Leaves a store that is closing. Waiting answers are kept for the next one. */
  leaveStore(): void {
    this.#place = undefined;
  }

  /** Stores what waits now. From then on, answers wait for `stop`. */
  async flush(): Promise<void> {
    this.#ending.abort();
    await this.#storing;
    if (this.#place) await this.#storeAll(this.#place, this.#progressLimit());
  }

  /** Stores what waits, while the store takes answers. The rest is lost, and the log names each lost job. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#storing;
    const isOver = this.#progressLimit();
    while (this.#place && this.#waiting.size > 0 && !isOver()) {
      await this.#storeAll(this.#place, isOver);
      if (this.#waiting.size > 0) await pause(firstRetryMs);
    }
    this.#place = undefined;
    for (const jobId of [...this.#waiting.keys()]) this.#giveUp(jobId, 'stopped');
    // A folder that does not answer must not keep the process.
    if (this.#mark) await within(markMs, this.#mark.settle(), undefined);
  }

  /** Returns whether nothing could be stored for too long. */
  #progressLimit(): () => boolean {
    this.#storedAt = this.#timer.now();
    return () => this.#timer.now() > this.#storedAt + withoutProgressMs;
  }

  #wake(delay = firstRetryMs): void {
    if (!this.#place || this.#isStoring || this.#waiting.size === 0) return;
    this.#isStoring = true;
    this.#storing = this.#storeLater(delay).finally(() => (this.#isStoring = false));
  }

  async #storeLater(firstDelay: number): Promise<void> {
    const { signal } = this.#ending;
    let delay = firstDelay;
    for (let tries = 0; this.#waiting.size > 0; tries++) {
      await pause(delay, null, { signal }).catch(() => {});
      if (signal.aborted) return;
      const place = this.#place;
      if (place) await this.#storeAll(place, () => signal.aborted || this.#place !== place);
      delay = Math.min(firstRetryMs * 2 ** tries, lastRetryMs);
    }
  }

  /** Stores one after another, so that a held sign-in waits for one of them at most. */
  async #storeAll(place: StorageTarget, isOver: () => boolean): Promise<void> {
    let failures = 0;
    for (const answer of [...this.#waiting.values()]) {
      if (isOver()) return;
      const { jobId } = answer.given;
      const outcome = await place.store(answer);
      if (outcome.kind === 'stored') this.#isStored(jobId);
      if (outcome.kind === 'never') this.#giveUp(jobId, outcome.fault);
      if (outcome.kind !== 'later') {
        failures = 0;
        continue;
      }
      this.#sayWhy(outcome.fault);
      // Moves the answer to the end of the queue, because others may succeed.
      if (this.#waiting.delete(jobId)) this.#waiting.set(jobId, answer);
      if (++failures === failuresOfAll) return;
    }
    this.#fault = null;
  }

  #isStored(jobId: string): void {
    this.#waiting.delete(jobId);
    this.#storedAt = this.#timer.now();
    if (this.#waiting.size === 0 && this.lost === 0) this.#mark?.clear();
  }

  #giveUp(jobId: string, fault: string): void {
    this.lost++;
    this.#waiting.delete(jobId);
    this.#log.error({ jobId, fault }, 'AN ANSWER GIVEN CANNOT BE STORED: no further retry');
  }

  /** Logs a fault once, not on every retry. */
  #sayWhy(fault: string): void {
    if (this.#fault === fault) return;
    this.#fault = fault;
    const { waiting } = this;
    this.#log.error({ fault, waiting }, 'answers not persisted, retrying');
  }
}
