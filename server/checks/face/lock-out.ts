import type { Db } from '../../store/schema.ts';
import { latestTriesOf } from '../../store/tables/sign-ins.ts';

/** After so many failures in a row under one person's name ... (NIST SP 800-63B-4, 3.2.3) */
const failuresInARow = 5;
/** ... nobody is looked at under that name for so long. */
const pauseMs = 30_000;

/** How often somebody may try to be one of the enrolled people. */
export interface LockOut {
  /** Whether too many tries in a row have failed for this person a moment ago. */
  isLockedOut(personId: string, now: Date): Promise<boolean>;
}

/**
 * Reads the tries from the stored sign-ins, so that a restart forgets none. A capture that saw enough to
 * let somebody in is a try, and a failed one unless it matched, however the capture or the sign-in ended:
 * or who sees that they fail could decline, cut the link, or wait for the question that their film
 * answers. Bad light, an empty lobby or a fault is nobody's try; it neither counts nor clears the count.
 */
export function createLockOut(db: Db): LockOut {
  return {
    async isLockedOut(personId, now) {
      const tries = await latestTriesOf(db, personId, failuresInARow);
      const [latest] = tries;
      if (!latest || tries.length < failuresInARow) return false;
      if (tries.some(({ tried }) => tried === 'matched')) return false;
      return now.getTime() - latest.decidedAt.getTime() < pauseMs;
    },
  };
}
