import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { clearTries, type PersonTries } from '../store/tables/person-tries.ts';

// NIST SP 800-63B-4, 3.2.2 and 3.2.3: a pause of 30 s and more after five failures in a row, and an end
// after a hundred, where liveness is checked.

/** After this many failures in a row under one person's name, captures under it pause for a while ... */
export const failuresUntilPause = 5;
/** ... and after so many not at all, until a manager turns the face on again. */
export const failuresUntilOff = 100;

/** How long nothing is tried after so many failures in a row: twice as long after each one more. */
export interface PauseRule {
  failures: number;
  shortestMs: number;
  longestMs: number;
}

const facePause: PauseRule = {
  failures: failuresUntilPause,
  shortestMs: 30_000,
  longestMs: 60 * 60_000,
};

/** How long the pause still lasts; 0 when there is none. Longer than any pause where the clock was put back. */
export function pauseLeftMs(
  { failures, triedAt }: PersonTries,
  rule: PauseRule,
  now: Date,
): number {
  if (failures < rule.failures) return 0;
  const pauseMs = Math.min(rule.longestMs, rule.shortestMs * 2 ** (failures - rule.failures));
  return Math.max(0, triedAt.getTime() + pauseMs - now.getTime());
}

export function isFaceOff(tries: Pick<PersonTries, 'failures'> | null): boolean {
  return tries !== null && tries.failures >= failuresUntilOff;
}

export function isPaused(tries: PersonTries | null, now: Date): boolean {
  return tries !== null && (isFaceOff(tries) || pauseLeftMs(tries, facePause, now) > 0);
}

/** How many may be under way at once: after a pause there is one try, and if it fails, another pause. */
export function triesLeft(tries: Pick<PersonTries, 'failures'> | null): number {
  return Math.max(1, failuresUntilPause - (tries?.failures ?? 0));
}

/**
 * Has the face of a person count again after too many failures, or ends the pause. Returns false, and
 * changes nothing, when there was neither.
 */
export async function turnFaceOn(db: Db, personId: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await clearTries(transaction, personId, failuresUntilPause))) return false;
    await recordEvent(transaction, { action: 'face_turned_on', actor, subject: personId });
    return true;
  });
}
