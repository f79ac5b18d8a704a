import { createHash } from 'node:crypto';
import { pauseLeftMs, type PauseRule } from '../../people/failed-attempts.ts';
import type { Db } from '../../store/schema.ts';
import {
  countLoginTries,
  findLoginTries,
  purgeLoginTries,
  saveLoginTries,
} from '../../store/tables/desk-accounts.ts';

/** Fewer wrong passwords in a row cost nothing. */
const pause: PauseRule = { failures: 5, shortestMs: 60_000, longestMs: 15 * 60_000 };
const forgottenAfterMs = 24 * 60 * 60_000;
/** Of logins that no account has: no one can fill the disk by making them up. */
const maxUnknown = 10_000;

/** A try is taken before the password is looked at: a hundred at once are a hundred tries. */
export type TakenTry =
  | { taken: true; pausesNext: boolean }
  /** @param pausedMs how long nothing is tried at this login */
  | { taken: false; pausedMs: number };

/**
 * Counts a try at a login, in the database, so that a restart forgets none. Logins that no one has
 * are paused just so. What is counted is taken back by `deleteLoginTries` when the password was right.
 */
export function takeTry(
  db: Db,
  login: string,
  { isKnown, now }: { isKnown: boolean; now: Date },
): Promise<TakenTry> {
  return db.transaction().execute(async (transaction) => {
    await purgeLoginTries(transaction, new Date(now.getTime() - forgottenAfterMs));
    const loginHash = hashOfLogin(login);
    const before = await findLoginTries(transaction, loginHash);
    const pausedMs = before ? pauseLeftMs(before, pause, now) : 0;
    // A clock that was put back must not keep somebody from the desk for longer than any pause.
    if (pausedMs > 0 && pausedMs <= pause.longestMs) return { taken: false, pausedMs };
    const tries = { loginHash, failures: (before?.failures ?? 0) + 1, triedAt: now };
    if (isKnown || before || (await countLoginTries(transaction)) < maxUnknown) {
      await saveLoginTries(transaction, tries);
    }
    return { taken: true, pausesNext: pauseLeftMs(tries, pause, now) > 0 };
  });
}

/** Someone may have typed their password into the wrong field. */
export function hashOfLogin(login: string): string {
  return createHash('sha256').update(login).digest('hex');
}
