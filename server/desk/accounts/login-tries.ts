import { createHash } from 'node:crypto';
import { pauseLeftMs, type PauseRule } from '../../people/failed-attempts.ts';
import type { Db } from '../../store/schema.ts';
import {
  countLoginTries,
  findLoginTries,
  purgeLoginTries,
  saveLoginTries,
} from './account-rows.ts';

/** Fewer than `failures` wrong passwords in a row cause no pause. */
const pause: PauseRule = { failures: 5, shortestMs: 60_000, longestMs: 15 * 60_000 };
const forgottenAfterMs = 24 * 60 * 60_000;
/** Limit of counted logins without an account, so that made-up logins cannot fill the disk. */
const maxUnknown = 10_000;

/** A try is counted before the password is compared: a hundred tries at once count as a hundred. */
export type TakenTry =
  | { taken: true; pausesNext: boolean }
  /** @param pausedMs how long this login accepts no try */
  | { taken: false; pausedMs: number };

/**
 * Counts a try at a login in the database, so that a restart forgets none. Logins without an account pause in the same
 * way. A known browser has a count of its own. `deleteLoginTries` resets the count when the password was right.
 */
export function takeTry(
  db: Db,
  loginHash: string,
  { isKnown, now }: { isKnown: boolean; now: Date },
): Promise<TakenTry> {
  return db.transaction().execute(async (transaction) => {
    await purgeLoginTries(transaction, new Date(now.getTime() - forgottenAfterMs));
    const before = await findLoginTries(transaction, loginHash);
    const pausedMs = before ? pauseLeftMs(before, pause, now) : 0;
    // After the clock was set back, nobody may wait for longer than the longest pause.
    if (pausedMs > 0 && pausedMs <= pause.longestMs) return { taken: false, pausedMs };
    const tries = { loginHash, failures: (before?.failures ?? 0) + 1, triedAt: now };
    if (isKnown || before || (await countLoginTries(transaction)) < maxUnknown) {
      await saveLoginTries(transaction, tries);
    }
    return { taken: true, pausesNext: pauseLeftMs(tries, pause, now) > 0 };
  });
}

/**
 * Only a hash is stored, because somebody may have typed their password into the login's field.
 * @param browser a known one, whose tries are counted apart
 */
export function hashOfLogin(login: string, browser: string | null = null): string {
  const hash = createHash('sha256').update(login);
  if (browser !== null) hash.update(`\n${browser}`);
  return hash.digest('hex');
}
