import type { Reason } from '../../sign-in/reasons.ts';
import type { Db } from '../../store/schema.ts';
import { latestTriesOf } from '../../store/tables/sign-ins.ts';

/** After so many failures in a row under one person's name ... (NIST SP 800-63B-4, 3.2.3) */
const failuresInARow = 5;
/** ... nobody is looked at under that name for so long. */
const pauseMs = 30_000;

/**
 * What ends a try: a face was seen, and it was hers or not; or it was asked to move and did not, and
 * then it is one however the sign-in ended, or a film could wait for the question that it answers. Bad
 * light, an empty lobby or a fault is nobody's try; it neither counts nor clears the count.
 */
const success: Reason = 'matched';
const failures: readonly Reason[] = ['no_match', 'other_person', 'spoof_suspected'];

/** How often somebody may try to be one of the enrolled people. */
export interface LockOut {
  /** Whether too many tries in a row have failed for this person a moment ago. */
  isLockedOut(personId: string, now: Date): Promise<boolean>;
}

/** Reads the attempts from the stored sign-ins, so that a restart forgets none. */
export function createLockOut(db: Db): LockOut {
  return {
    async isLockedOut(personId, now) {
      const tries = await latestTriesOf(db, personId, [success, ...failures], failuresInARow);
      const [latest] = tries;
      if (!latest || tries.length < failuresInARow) return false;
      if (tries.some(({ reason }) => reason === success)) return false;
      return now.getTime() - latest.decidedAt.getTime() < pauseMs;
    },
  };
}
