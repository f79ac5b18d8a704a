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

/** How often someone may try to be one of the enrolled people. */
export interface LockOut {
  /** Notes that a sign-in is about to be a try to be these people. */
  begin(jobId: string, personIds: readonly string[]): Promise<void>;
  /** The result of the try is stored. */
  end(jobId: string): void;
  /**
   * Whether too many tries in a row have failed for one of these people: just now, or for good.
   * @param within reads in this transaction
   */
  standing(
    personIds: readonly string[],
    now: Date,
    within?: Db,
  ): Promise<'open' | 'paused' | 'off'>;
  /**
   * Whether too many have for one of them, or would have if those that began before this one and are under
   * way fail: of many who try under one name, each was asked before the first had failed.
   * @param within reads in this transaction, before the result of the try is written
   */
  isOneTooMany(
    jobId: string,
    personIds: readonly string[],
    now: Date,
    within?: Db,
  ): Promise<boolean>;
  /** Notes that a question is put in it, for whichever instance goes on with it. */
  noteChallenge(jobId: string): Promise<void>;
  /** At how many instances that have it no more one was put before. */
  challengeCount(jobId: string): Promise<number>;
}

/**
 * Reads the tries from what is stored with the sign-ins, so that a restart forgets none. A capture that saw
 * enough to let someone in is a try, and a failed one unless it matched, however the capture or the sign-in
 * ended: or who sees that they fail could decline, cut the link, or wait for the question that their film
 * answers. Bad light, an empty lobby or a fault is no one's try; it neither counts nor clears the count.
 *
 * One that is under way counts as a failed one for those that began after it, at whichever screen, once
 * they match: or several people could try at several screens at once, and one of many would match by chance.
 *
 * @param isShared there may be other instances, whose tries count as well. Where there are none, those under way are
 *   in memory: a row of SQLite would be flushed to the disk before each capture, in the line of all held sign-ins.
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
        // Counted before the stored ones are read: one that is stored meanwhile counts twice, and not never.
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

/** A sign-in is answered, and stored, by then. */
const longestTryMs = 60_000;

/** The tries that are under way in this process, in their order. */
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
