import type { Db } from '../../store/schema.ts';
import { beginTries, triesWithRunning } from '../../store/tables/running-tries.ts';
import { latestTriesOf } from '../../store/tables/sign-ins.ts';

/** After so many failures in a row under one person's name ... (NIST SP 800-63B-4, 3.2.3) */
const failuresInARow = 5;
/** ... nobody is looked at under that name for so long. */
const pauseMs = 30_000;

/** How often somebody may try to be one of the enrolled people. */
export interface LockOut {
  /** Notes that a sign-in is about to be a try to be these people. */
  begin(jobId: string, personIds: readonly string[]): Promise<void>;
  /** What came of the try is stored. */
  end(jobId: string): void;
  /** Whether too many tries in a row have failed for this person a moment ago. */
  isLockedOut(personId: string, now: Date): Promise<boolean>;
  /** Whether too many have, or would have if those that began before this one and are under way fail. */
  isOneTooMany(jobId: string, personId: string, now: Date): Promise<boolean>;
}

type Stored = readonly { tried: string | null; decidedAt: Date }[];

/**
 * Reads the tries from the stored sign-ins, so that a restart forgets none. A capture that saw enough to
 * let somebody in is a try, and a failed one unless it matched, however the capture or the sign-in ended:
 * or who sees that they fail could decline, cut the link, or wait for the question that their film
 * answers. Bad light, an empty lobby or a fault is nobody's try; it neither counts nor clears the count.
 *
 * One that is under way counts as a failed one for those that began after it, at whichever screen, once
 * they match: or several people could try at several screens at once, and one of many would match by chance.
 *
 * @param isShared there may be other instances, whose tries count as well
 */
export function createLockOut(db: Db, isShared = false): LockOut {
  const own = new OwnTries();
  return {
    async begin(jobId, personIds) {
      if (isShared) await beginTries(db, jobId, personIds);
      else own.begin(jobId, personIds);
    },
    end: (jobId) => own.end(jobId),
    async isLockedOut(personId, now) {
      return isPaused(await latestTriesOf(db, personId, failuresInARow), now);
    },
    async isOneTooMany(jobId, personId, now) {
      if (isShared) {
        const tries = await triesWithRunning(db, personId, { jobId, limit: failuresInARow });
        return isRefused(tries.stored, tries.running, now);
      }
      // Counted before the stored ones are read: one that is stored meanwhile counts twice, and not never.
      const running = own.countBefore(jobId, personId);
      return isRefused(await latestTriesOf(db, personId, failuresInARow), running, now);
    },
  };
}

function isRefused(stored: Stored, running: number, now: Date): boolean {
  // After a pause there is one try, and if it fails, another pause.
  const left = Math.max(1, failuresInARow - failuresOf(stored));
  return isPaused(stored, now) || running >= left;
}

function isPaused(stored: Stored, now: Date): boolean {
  const [latest] = stored;
  if (!latest || failuresOf(stored) < failuresInARow) return false;
  return now.getTime() - latest.decidedAt.getTime() < pauseMs;
}

/** Since the last match. @param stored the latest first */
function failuresOf(stored: Stored): number {
  const lastMatch = stored.findIndex(({ tried }) => tried === 'matched');
  return lastMatch < 0 ? stored.length : lastMatch;
}

/** A sign-in is answered, and stored, by then. */
const longestTryMs = 60_000;

/** The tries that are under way in this process, in their order. */
class OwnTries {
  readonly #tries = new Map<string, { personIds: readonly string[]; begunAt: number }>();

  begin(jobId: string, personIds: readonly string[]): void {
    const now = performance.now();
    for (const [id, { begunAt }] of this.#tries) {
      // Whoever was to end it did not.
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
