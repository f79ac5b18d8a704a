import { recordEvent } from '../../audit/record.ts';
import { systemClock, type Clock } from '../../platform/clock.ts';
import type { Db } from '../../store/schema.ts';
import {
  deleteDeskLink,
  findDeskAccount,
  findDeskAccountByLink,
  findDeskAccountByLogin,
  setDeskPasswordHash,
  type DeskAccountRow,
  deleteDeskSessionsOf,
  deleteLoginTries,
} from './account-rows.ts';
import { foldLogin, hashOfToken, isOfProvider } from './accounts.ts';
import { hashOfLogin, takeTry } from './login-tries.ts';
import { QueueFullError } from '../../platform/work-queue.ts';
import { faultOfPassword, type Passwords } from './passwords.ts';
import type { DeskSessions } from './sessions.ts';

/** The proof of identity at a log-in. */
export type WayOfLogIn = 'password' | 'link' | 'oidc';

export type LogIn =
  | { done: true; token: string; account: DeskAccountRow }
  | { done: false; refusal: 'wrong_login' | 'busy' | 'bad_link' | 'provider_only' }
  | { done: false; refusal: 'paused'; pausedMs: number }
  | { done: false; refusal: 'bad_password'; message: string };

export interface LogInDeps {
  db: Db;
  sessions: DeskSessions;
  passwords: Passwords;
  clock?: Clock;
}

/** Returns the id of the browser, if this login was used in it before. */
type BrowserOf = (login: string) => string | null;

/** Logs in with login and password. */
export async function logInWithPassword(
  { db, sessions, passwords, clock = systemClock }: LogInDeps,
  typed: { account: string; password: string; browserOf: BrowserOf },
): Promise<LogIn> {
  if (passwords.isBusy) return { done: false, refusal: 'busy' };
  const login = foldLogin(typed.account);
  const account = await findDeskAccountByLogin(db, login);
  const tries = hashOfLogin(login, typed.browserOf(login));
  const attempt = await takeTry(db, tries, { isKnown: account !== undefined, now: clock.now() });
  if (!attempt.taken) return { done: false, refusal: 'paused', pausedMs: attempt.pausedMs };
  // An account of the provider has no password here. The comparison still takes as long.
  const hash = account && !isOfProvider(account) ? account.passwordHash : null;
  const isRight = await passwords.matches(hash, typed.password);
  if (!isRight || !account) {
    if (attempt.pausesNext) {
      // Records unknown logins, too: the response time must not show which logins exist.
      const about = { actor: 'service', subject: account?.id ?? null };
      await recordEvent(db, { action: 'desk_log_in_paused', ...about });
    }
    return { done: false, refusal: 'wrong_login' };
  }
  const token = await db.transaction().execute(async (transaction) => {
    const now = await findDeskAccount(transaction, account.id);
    // The account was revoked, or its password changed, during the comparison.
    if (!now || now.revokedAt || now.passwordHash !== hash) return null;
    await deleteLoginTries(transaction, tries);
    return beginSession(transaction, sessions, account.id, 'password');
  });
  return token === null ? { done: false, refusal: 'wrong_login' } : { done: true, token, account };
}

/** Returns the account of a one-time link; null when the link is unknown or no longer valid. */
export async function findByLink(
  { db, clock = systemClock }: Pick<LogInDeps, 'db' | 'clock'>,
  link: string,
) {
  const account = await findDeskAccountByLink(db, hashOfToken(link), clock.now());
  return account && !isOfProvider(account) ? account : null;
}

/** Sets a password with a one-time link, uses up the link, and logs in. Ends other sessions. */
export async function setPasswordByLink(
  { db, sessions, passwords, clock = systemClock }: LogInDeps,
  { link, password }: { link: string; password: string },
): Promise<LogIn> {
  const found = await findByLink({ db, clock }, link);
  if (!found) return { done: false, refusal: 'bad_link' };
  const fault = await faultOfPassword(password, found);
  if (fault !== null) return { done: false, refusal: 'bad_password', message: fault };
  const hash = await hashOf(passwords, password);
  if (hash === null) return { done: false, refusal: 'busy' };
  const result = await db.transaction().execute(async (transaction): Promise<LogIn> => {
    // Of two requests at once, the second finds the link used up.
    const account = await findByLink({ db: transaction, clock }, link);
    if (!account) return { done: false, refusal: 'bad_link' };
    const { id } = account;
    await deleteDeskLink(transaction, id);
    await setDeskPasswordHash(transaction, id, hash);
    await deleteDeskSessionsOf(transaction, id);
    await deleteLoginTries(transaction, hashOfLogin(account.login));
    const actor = `desk:${id}`;
    await recordEvent(transaction, { action: 'desk_password_set', actor, subject: id });
    const token = await beginSession(transaction, sessions, id, 'link');
    return { done: true, token, account };
  });
  await sessions.check();
  return result;
}

/** Changes the password of a user who knows the current one. Wrong ones count as at a log-in. Ends other sessions. */
export async function changePassword(
  deps: LogInDeps,
  accountId: string,
  { current, password, browserOf }: { current: string; password: string; browserOf: BrowserOf },
): Promise<LogIn> {
  const { db, sessions, passwords } = deps;
  const account = await findDeskAccount(db, accountId);
  if (!account) return { done: false, refusal: 'wrong_login' };
  if (isOfProvider(account)) return { done: false, refusal: 'provider_only' };
  const fault = await faultOfPassword(password, account);
  if (fault !== null) return { done: false, refusal: 'bad_password', message: fault };
  const given = { account: account.login, password: current, browserOf };
  const proof = await logInWithPassword(deps, given);
  if (!proof.done) return proof;
  const hash = await hashOf(passwords, password);
  if (hash === null) return { done: false, refusal: 'busy' };
  const token = await db.transaction().execute(async (transaction) => {
    const now = await findDeskAccount(transaction, accountId);
    if (!now || now.revokedAt || now.passwordHash !== account.passwordHash) return null;
    await setDeskPasswordHash(transaction, accountId, hash);
    await deleteDeskSessionsOf(transaction, accountId);
    const event = { action: 'desk_password_set', actor: `desk:${accountId}` } as const;
    await recordEvent(transaction, { ...event, subject: accountId });
    return beginSession(transaction, sessions, accountId, 'password');
  });
  await sessions.check();
  return token === null ? { done: false, refusal: 'wrong_login' } : { done: true, token, account };
}

/** Returns null when the queue is full. */
async function hashOf(passwords: Passwords, password: string): Promise<string | null> {
  return passwords.hash(password).catch((error: unknown) => {
    if (error instanceof QueueFullError) return null;
    throw error;
  });
}

/** @returns the session's token */
export async function beginSession(
  transaction: Db,
  sessions: DeskSessions,
  accountId: string,
  way: WayOfLogIn,
): Promise<string> {
  const actor = `desk:${accountId}`;
  const event = { action: 'desk_logged_in', actor, subject: accountId } as const;
  await recordEvent(transaction, { ...event, details: { way } });
  return sessions.begin(transaction, accountId);
}

export async function endOwnSession(
  { db, sessions }: Pick<LogInDeps, 'db' | 'sessions'>,
  { sessionId, accountId }: { sessionId: string; accountId: string },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if (!(await sessions.end(transaction, sessionId))) return;
    const actor = `desk:${accountId}`;
    await recordEvent(transaction, { action: 'desk_logged_out', actor, subject: accountId });
  });
  await sessions.check();
}
