import { createHash } from 'node:crypto';
import type { Db } from '../../store/schema.ts';
import {
  countLoginTries,
  findLoginTries,
  purgeLoginTries,
  saveLoginTries,
} from '../../store/tables/desk-accounts.ts';

/** Wrong passwords in a row that cost nothing. */
const freeFailures = 5;
const firstPauseMs = 60_000;
const longestPauseMs = 15 * 60_000;
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
    const pausedMs = (before?.pausedUntil?.getTime() ?? 0) - now.getTime();
    // A clock that was put back must not keep someone out for longer than any pause.
    if (pausedMs > 0 && pausedMs <= longestPauseMs) return { taken: false, pausedMs };
    const failures = (before?.failures ?? 0) + 1;
    const pauseMs = pauseAfter(failures);
    const pausedUntil = pauseMs > 0 ? new Date(now.getTime() + pauseMs) : null;
    if (isKnown || before || (await countLoginTries(transaction)) < maxUnknown) {
      await saveLoginTries(transaction, loginHash, { failures, pausedUntil }, now);
    }
    return { taken: true, pausesNext: pauseMs > 0 };
  });
}

function pauseAfter(failures: number): number {
  if (failures < freeFailures) return 0;
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - freeFailures));
}

/** Someone may have typed their password into the wrong field. */
export function hashOfLogin(login: string): string {
  return createHash('sha256').update(login).digest('hex');
}
