import type { DeskAccountsTable, DeskPasskeysTable, DeskSessionsTable } from '../desk-schema.ts';
import type { Db } from '../schema.ts';
import { changeRows, deleteRows, findRow, findRows, insertNew } from './rows.ts';

export type NewDeskSession = DeskSessionsTable;

/** A session that counts, and whose it is. */
export type DeskSessionRow = Pick<DeskSessionsTable, 'id' | 'accountId' | 'expiresAt'> &
  Pick<DeskAccountsTable, 'name' | 'login' | 'role' | 'language'>;

/** Keeps at most `most` sessions of the account, the newest; and none that has run out. */
export async function insertDeskSession(
  db: Db,
  session: NewDeskSession,
  most: number,
): Promise<void> {
  await db.insertInto('desk_sessions').values(session).execute();
  await db.deleteFrom('desk_sessions').where('expiresAt', '<=', session.createdAt).execute();
  const newest = db
    .selectFrom('desk_sessions')
    .select('id')
    .where('accountId', '=', session.accountId)
    .orderBy('createdAt', 'desc')
    .limit(most);
  await db
    .deleteFrom('desk_sessions')
    .where('accountId', '=', session.accountId)
    .where('id', '!=', session.id)
    .where('id', 'not in', newest)
    .execute();
}

/** The session with this token, or of this id, while it counts. */
export async function findDeskSession(
  db: Db,
  by: { tokenHash: string } | { id: string },
  now: Date,
): Promise<DeskSessionRow | undefined> {
  const [column, value] =
    'id' in by
      ? (['desk_sessions.id', by.id] as const)
      : (['desk_sessions.tokenHash', by.tokenHash] as const);
  return db
    .selectFrom('desk_sessions')
    .innerJoin('desk_accounts', 'desk_accounts.id', 'desk_sessions.accountId')
    .select([
      'desk_sessions.id',
      'desk_sessions.accountId',
      'desk_sessions.expiresAt',
      'desk_accounts.name',
      'desk_accounts.login',
      'desk_accounts.role',
      'desk_accounts.language',
    ])
    .where(column, '=', value)
    .where('desk_sessions.expiresAt', '>', now)
    .where('desk_accounts.revokedAt', 'is', null)
    .executeTakeFirst();
}

/** The ids of the sessions that count. */
export async function listDeskSessionIds(db: Db, now: Date): Promise<Set<string>> {
  const rows = await db
    .selectFrom('desk_sessions')
    .innerJoin('desk_accounts', 'desk_accounts.id', 'desk_sessions.accountId')
    .select('desk_sessions.id')
    .where('desk_sessions.expiresAt', '>', now)
    .where('desk_accounts.revokedAt', 'is', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Returns false when it was gone already. */
export async function deleteDeskSession(db: Db, id: string): Promise<boolean> {
  return deleteRows(db, 'desk_sessions', { id });
}

/** Ends every session of an account. */
export async function deleteDeskSessionsOf(db: Db, accountId: string): Promise<void> {
  await deleteRows(db, 'desk_sessions', { accountId });
}

export type DeskPasskeyRow = DeskPasskeysTable;

/** Returns false, and changes nothing, when the passkey is there already. */
export async function insertDeskPasskey(
  db: Db,
  passkey: Omit<DeskPasskeyRow, 'lastUsedAt'>,
): Promise<boolean> {
  return insertNew(db, 'desk_passkeys', passkey);
}

export async function findDeskPasskey(db: Db, credentialId: string) {
  return findRow(db, 'desk_passkeys', { credentialId });
}

export async function listDeskPasskeys(db: Db, accountId: string): Promise<DeskPasskeyRow[]> {
  return findRows(db, 'desk_passkeys', { accountId }, 'createdAt');
}

/**
 * Returns false, and changes nothing, when the passkey is gone, or its counter is not the one that was
 * compared: someone else has used it meanwhile.
 */
export async function noteDeskPasskeyUse(
  db: Db,
  { credentialId, counter }: Pick<DeskPasskeyRow, 'credentialId' | 'counter'>,
  newCounter: number,
  now: Date,
): Promise<boolean> {
  return changeRows(
    db,
    'desk_passkeys',
    { credentialId, counter },
    { counter: newCounter, lastUsedAt: now },
  );
}

/** Takes all of an account away. */
export async function deleteDeskPasskeys(db: Db, accountId: string): Promise<void> {
  await deleteRows(db, 'desk_passkeys', { accountId });
}

/** Returns false when the account has no such passkey. */
export async function deleteDeskPasskey(
  db: Db,
  accountId: string,
  credentialId: string,
): Promise<boolean> {
  return deleteRows(db, 'desk_passkeys', { accountId, credentialId });
}

/** Wrong passwords for one login, whether or not an account has it. */
export interface LoginTries {
  failures: number;
  /** Nothing is tried before. */
  pausedUntil: Date | null;
}

export async function findLoginTries(db: Db, loginHash: string): Promise<LoginTries | undefined> {
  return db
    .selectFrom('desk_login_tries')
    .select(['failures', 'pausedUntil'])
    .where('loginHash', '=', loginHash)
    .executeTakeFirst();
}

export async function saveLoginTries(
  db: Db,
  loginHash: string,
  { failures, pausedUntil }: LoginTries,
  now: Date,
): Promise<void> {
  const values = { failures, lastAt: now, pausedUntil };
  await db
    .insertInto('desk_login_tries')
    .values({ loginHash, ...values })
    .onConflict((conflict) => conflict.column('loginHash').doUpdateSet(values))
    .execute();
}

export async function deleteLoginTries(db: Db, loginHash: string): Promise<void> {
  await deleteRows(db, 'desk_login_tries', { loginHash });
}

/** Forgets the logins at which nothing was tried since. */
export async function purgeLoginTries(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('desk_login_tries').where('lastAt', '<', before).execute();
}

export async function countLoginTries(db: Db): Promise<number> {
  const row = await db
    .selectFrom('desk_login_tries')
    .select((query) => query.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
