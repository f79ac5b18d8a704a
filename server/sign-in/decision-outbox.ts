import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { wasAnyoneErasedSince } from '../store/tables/privacy.ts';
import { findPerson } from '../store/tables/people.ts';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { Db } from '../store/schema.ts';
import { DecisionJournal, type UnstoredDecision } from './decision-journal.ts';
import type { Decision } from './decision.ts';
import type { Ledger } from './ledger.ts';
import { withoutNames, type SignInRequest } from './sign-in.ts';
import { safeErrorCode, mayBeStoredLater } from './persist-answer.ts';

interface Deps {
  journal: DecisionJournal;
  log: Logger;
}

interface StorageTarget {
  ledger: Ledger;
  db: Db;
  /** Told of each that is done with, what the store holds of its job. */
  onStored?: (stored: Decision) => void;
}

/** @property ids its lines in the journal: of an answer, and of one to a repeat that came before it was read */
type Waiting = UnstoredDecision & { ids: readonly Promise<string | null>[] };

/** Of each, a name and what was typed on a form are kept in memory. */
const mostInMemory = 20_000;
const [firstRetryMs, lastRetryMs] = [250, 5000];
/** So many in a row that cannot be stored: the others cannot either, for now. */
const failuresOfAll = 3;
/** How long a stop goes on storing; the next process does the rest. */
const lastMs = 3000;

/** Those that are written to this file, encrypted. */
export function openDecisionOutbox(
  file: string,
  cipher: RecordCipher,
  log: Logger,
): DecisionOutbox {
  const onMoved = (aside: string) =>
    log.error({ aside }, 'the journal of answers was no file and is moved aside');
  return new DecisionOutbox({ journal: new DecisionJournal(file, cipher, onMoved), log });
}

/**
 * Reviews that Envoy got and that the store did not persist: each is retried until it is stored, over restarts, too.
 * Only a permanent fault ends the retries.
 */
export class DecisionOutbox {
  readonly #deps: Deps;
  readonly #waiting = new Map<string, Waiting>();
  readonly #ending = new AbortController();
  #place: StorageTarget | undefined;
  #storing: Promise<void> = Promise.resolve();
  #isStoring = false;
  #isJournalDown = false;
  #fault: string | null = null;
  /** How many were given up since this process began. */
  lost = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** What was answered of a job and is not stored yet. */
  find(jobId: string): Decision | null {
    return this.#waiting.get(jobId)?.given ?? null;
  }

  /** Keeps a review until it is stored. Resolves once it is on the disk, or cannot be. Never rejects. */
  async keep(given: Decision, signIn: SignInRequest): Promise<void> {
    if (given.verdict === 'approved' || this.#waiting.has(given.jobId)) return;
    if (this.#waiting.size >= mostInMemory) return this.#giveUp(given.jobId, 'too_many');
    const answer = { given, signIn, keptAt: new Date() };
    const id = this.#deps.journal.add(answer).catch((error: unknown) => {
      if (!this.#isJournalDown) {
        const fault = safeErrorCode(error);
        this.#deps.log.error({ fault }, 'answers not persisted yet are kept in memory only');
      }
      this.#isJournalDown = true;
      return null;
    });
    this.#waiting.set(given.jobId, { ...answer, ids: [id] });
    this.#wake();
    await id;
  }

  /**
   * From now on what waits is stored there in the background, what an earlier process has left, too. Resolves
   * when all of it is in memory, so that a repeat finds it whether it is stored or not.
   */
  async storeIn(place: StorageTarget): Promise<void> {
    const { answers, unreadable } = await this.#deps.journal.waiting();
    for (const [id, answer] of answers) {
      const { jobId } = answer.given;
      const later = this.#waiting.get(jobId);
      if (later && (await Promise.all(later.ids)).includes(id)) continue;
      // The one of the earlier process was first.
      this.#waiting.set(jobId, { ...answer, ids: [resolved(id), ...(later?.ids ?? [])] });
    }
    for (const id of unreadable) await this.#giveUp(null, 'unreadable', [id]);
    this.#place = place;
    this.#wake(0);
  }

  /** The store is another one from now on: what waits is kept for the next place. */
  leaveStore(): void {
    this.#place = undefined;
  }

  /** Goes on for some seconds; what still waits then is left to the next process. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#storing;
    const until = performance.now() + lastMs;
    if (this.#place && this.#waiting.size > 0)
      await this.#storeAll(this.#place, () => performance.now() > until);
    this.#place = undefined;
    await Promise.all([...this.#waiting.values()].flatMap(({ ids }) => ids));
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

  /** One after the other: a held sign-in that is to be stored meanwhile waits for one of them at most. */
  async #storeAll(place: StorageTarget, isOver: () => boolean): Promise<void> {
    const { journal } = this.#deps;
    let failures = 0;
    try {
      for (const answer of [...this.#waiting.values()]) {
        if (isOver()) return;
        const { jobId } = answer.given;
        const isNamed = await mayBeNamed(answer, place.db);
        const fault = await this.#store(answer, place, isNamed);
        if (fault === null) {
          failures = 0;
          continue;
        }
        this.#sayWhy(fault);
        // To the back of the queue: others may succeed.
        if (this.#waiting.delete(jobId)) this.#waiting.set(jobId, answer);
        if (++failures === failuresOfAll) return;
      }
      this.#fault = null;
      if (this.#waiting.size === 0) await journal.tidy();
    } catch (error) {
      this.#sayWhy(safeErrorCode(error));
    }
  }

  /** Null when it is done with; else why it is to be tried again. */
  async #store(answer: Waiting, place: StorageTarget, isNamed: boolean): Promise<string | null> {
    const { given } = answer;
    const decision = isNamed ? given : aboutNobody(given);
    const signIn = isNamed ? answer.signIn : withoutNames(answer.signIn);
    let stored: Decision;
    try {
      stored = await place.ledger.record(decision, signIn, { isAnswered: true });
    } catch (error) {
      if (mayBeStoredLater(error)) return safeErrorCode(error);
      // The person it is about may have been erased this moment.
      if (isNamed && given.evidence.personId) return this.#store(answer, place, false);
      await this.#giveUp(given.jobId, safeErrorCode(error), await Promise.all(answer.ids));
      return null;
    }
    this.#waiting.delete(given.jobId);
    place.onStored?.(stored);
    for (const id of await Promise.all(answer.ids)) {
      if (id) await this.#deps.journal.stored(id).catch(() => {});
    }
    return null;
  }

  async #giveUp(
    jobId: string | null,
    fault: string,
    ids: readonly (string | null)[] = [],
  ): Promise<void> {
    const { journal, log } = this.#deps;
    this.lost++;
    if (jobId !== null) this.#waiting.delete(jobId);
    log.error({ jobId, fault }, 'AN ANSWER GIVEN CANNOT BE STORED: no further retry');
    for (const id of ids) if (id) await journal.lost(id).catch(() => {});
  }

  /** Logs a fault once, not on every retry. */
  #sayWhy(fault: string): void {
    if (this.#fault === fault) return;
    this.#fault = fault;
    const { waiting } = this;
    this.#deps.log.error({ fault, waiting }, 'answers not persisted, retrying');
  }
}

/**
 * Whether it may still say whom it is about. No one who was erased meanwhile comes back by it: the one whom
 * it was about must be there, and where that is not known, no one may have been erased since it arrived.
 */
async function mayBeNamed({ given }: UnstoredDecision, db: Db): Promise<boolean> {
  const { personId } = given.evidence;
  if (personId !== undefined) return (await findPerson(db, personId)) !== undefined;
  return !(await wasAnyoneErasedSince(db, given.receivedAt));
}

function aboutNobody(given: Decision): Decision {
  const evidence = { ...given.evidence };
  for (const about of ['personId', 'note', 'score'] as const) delete evidence[about];
  const checks = given.checks.map((check) => ({ ...check, note: null }));
  return { ...given, evidence, checks };
}

async function resolved(id: string): Promise<string> {
  return id;
}
