import { isFaceOff, isPaused, triesLeft } from '../../people/failed-attempts.ts';
import type { Db } from '../../store/schema.ts';
import {
  beginTries,
  noteChallenge,
  countChallenges,
  triesOf,
  triesWithRunning,
  type PersonTries,
} from '../../store/tables/person-tries.ts';

/** Limits how often visitors may try to be one of the enrolled people. */
export interface LockOut {
  /** Notes that a sign-in begins to try these people. */
  begin(jobId: string, personIds: readonly string[]): Promise<void>;
  /** Ends the try: its result is stored, or nobody waits for it. */
  end(jobId: string): void;
  /**
   * Whether too many tries in a row have failed for one of these people: a pause, or face sign-in switched off.
   * @param within reads in this transaction
   */
  standing(
    personIds: readonly string[],
    now: Date,
    within?: Db,
  ): Promise<'open' | 'paused' | 'off'>;
  /**
   * Whether too many tries have failed for one of these people, counting the running tries that began earlier as
   * failed. Parallel tries under one name could otherwise all begin before the first one fails.
   * @param within reads in this transaction, before the result of the try is written
   */
  isOneTooMany(
    jobId: string,
    personIds: readonly string[],
    now: Date,
    within?: Db,
  ): Promise<boolean>;
  /** Notes a challenge in this sign-in, in case another instance continues the sign-in. */
  noteChallenge(jobId: string): Promise<void>;
  /** Returns the number of challenges in this sign-in at instances that no longer have it. */
  challengeCount(jobId: string): Promise<number>;
}

/**
 * Reads the tries from the stored sign-ins, so that they survive a restart. A capture that saw enough to let somebody
 * in is a try. It has failed unless it matched, however the capture or the sign-in ended. Otherwise, an attacker who
 * sees that they fail could decline, cut the link, or wait for the challenge that their film answers. Bad light, an
 * empty lobby or a fault is no try: it neither counts nor clears the count.
 *
 * A running try counts as failed for the tries that began after it and match, at every screen. Otherwise several
 * people could try at several screens at once, and one of many would match by chance.
 *
 * @param isShared whether other instances may exist, whose tries count too. Without them, the running tries are kept
 *   in memory: a SQLite row needs a disk flush before each capture, queued behind all held sign-ins. For twelve
 *   sign-ins at once, the database then took 3.7 times as long.
 */
export function createLockOut(db: Db, isShared = false): LockOut {
  const own = new LocalTries();
  return {
    async begin(jobId, personIds) {
      if (isShared) await beginTries(db, jobId, personIds);
      else own.begin(jobId, personIds);
    },
    end: (jobId) => own.end(jobId),
    async standing(personIds, now, within = db) {
      const each = await Promise.all(personIds.map((id) => triesOf(within, id)));
      if (each.some(isFaceOff)) return 'off';
      return each.some((tries) => isPaused(tries, now)) ? 'paused' : 'open';
    },
    async isOneTooMany(jobId, personIds, now, within = db) {
      const each = personIds.map(async (personId) => {
        if (isShared) return triesWithRunning(within, personId, jobId);
        // Counted before reading the store: a try that is stored in between counts twice instead of never.
        const running = own.countBefore(jobId, personId);
        return { running, stored: await triesOf(within, personId) };
      });
      return (await Promise.all(each)).some(({ stored, running }) =>
        isRefused(stored, running, now),
      );
    },
    async noteChallenge(jobId) {
      if (isShared) await noteChallenge(db, jobId);
    },
    challengeCount: async (jobId) => (isShared ? countChallenges(db, jobId) : 0),
  };
}

function isRefused(stored: PersonTries | null, running: number, now: Date): boolean {
  return isPaused(stored, now) || running >= triesLeft(stored);
}

/** Every sign-in is answered and stored after this time. */
const longestTryMs = 60_000;

/** The running tries of this process, in order. */
class LocalTries {
  readonly #tries = new Map<string, { personIds: readonly string[]; begunAt: number }>();

  begin(jobId: string, personIds: readonly string[]): void {
    const now = performance.now();
    for (const [id, { begunAt }] of this.#tries) {
      // The sign-in that should have ended this try did not.
      if (now - begunAt > longestTryMs) this.#tries.delete(id);
    }
    if (!this.#tries.has(jobId)) this.#tries.set(jobId, { personIds, begunAt: now });
  }

  end(jobId: string): void {
    this.#tries.delete(jobId);
  }

  countBefore(jobId: string, personId: string): number {
    let count = 0;
    for (const [id, { personIds }] of this.#tries) {
      if (id === jobId) break;
      if (personIds.includes(personId)) count++;
    }
    return count;
  }
}
