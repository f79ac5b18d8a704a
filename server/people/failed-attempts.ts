import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { clearTries, type PersonTries } from '../store/tables/person-tries.ts';

// NIST SP 800-63B-4, 3.2.2 and 3.2.3: with liveness checks, a pause of at least 30 s after five failures in a row,
// and no more attempts after a hundred.

/** After this many failures in a row under one person's name, captures under that name pause. */
export const failuresUntilPause = 5;
/** After this many failures, captures stop until a manager turns the face on again. */
export const failuresUntilOff = 100;

/** The pause after so many failures in a row. Each further failure doubles it. */
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

/** Milliseconds that the pause still lasts; 0 without a pause. After the clock was set back, it may be longer. */
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

/** Number of tries that may run at once. After a pause there is one, and its failure causes another pause. */
export function triesLeft(tries: Pick<PersonTries, 'failures'> | null): number {
  return Math.max(1, failuresUntilPause - (tries?.failures ?? 0));
}

/**
 * Turns a person's face on again after too many failures, or ends the pause. Returns false, without a change, when
 * there was neither.
 */
export async function turnFaceOn(db: Db, personId: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await clearTries(transaction, personId, failuresUntilPause))) return false;
    await recordEvent(transaction, { action: 'face_turned_on', actor, subject: personId });
    return true;
  });
}
