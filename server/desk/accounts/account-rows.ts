import { changeRows, deleteRows, findRow, findRows, insertNew } from '#database';
import type { DeskRole } from '../../protocol/desk-account-messages.ts';
import type {
  DeskAccountsTable,
  DeskLoginTriesTable,
  DeskSessionsTable,
} from '../../store/desk-schema.ts';
import type { Db } from '../../store/schema.ts';

/** A desk account, revoked or not. */
export type DeskAccountRow = DeskAccountsTable;

export type NewDeskAccount = Omit<
  DeskAccountRow,
  'passwordHash' | 'lastLoginAt' | 'revokedAt' | 'language' | 'place'
>;

/** Returns false and changes nothing when the login or the subject is taken. */
export async function insertDeskAccount(db: Db, account: NewDeskAccount): Promise<boolean> {
  return insertNew(db, 'desk_accounts', account);
}

/** Finds no revoked account. */
export async function findDeskAccountByLogin(db: Db, login: string) {
  return findRow(db, 'desk_accounts', { login, revokedAt: null });
}

/** Finds revoked accounts too; at most one account of a login is not revoked. */
export async function deskAccountsOfLogin(db: Db, login: string): Promise<DeskAccountRow[]> {
  return findRows(db, 'desk_accounts', { login });
}

/** Finds revoked accounts too. */
export async function findDeskAccountBySubject(db: Db, issuer: string, subject: string) {
  return findRow(db, 'desk_accounts', { oidcIssuer: issuer, oidcSubject: subject });
}

/** Finds revoked accounts too. */
export async function findDeskAccount(db: Db, id: string): Promise<DeskAccountRow | undefined> {
  return findRow(db, 'desk_accounts', { id });
}

/** All accounts in the order of adding, revoked ones too. */
export async function listDeskAccounts(db: Db): Promise<DeskAccountRow[]> {
  return findRows(db, 'desk_accounts', {}, 'createdAt');
}

/** Returns false when there is no such account or it is already revoked. */
export async function markDeskAccountRevoked(db: Db, id: string, now: Date): Promise<boolean> {
  return changeRows(
    db,
    'desk_accounts',
    { id, revokedAt: null },
    { revokedAt: now, passwordHash: null },
  );
}

/** @throws {QueryError} when another account has taken its login */
export async function unmarkDeskAccountRevoked(db: Db, id: string): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { revokedAt: null });
}

export async function setDeskRole(db: Db, id: string, role: DeskRole): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { role });
}

/** @param preferences only those that change */
export async function setDeskPreferences(
  db: Db,
  id: string,
  preferences: Partial<Pick<DeskAccountsTable, 'language' | 'place'>>,
): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, preferences);
}

export async function setDeskPasswordHash(db: Db, id: string, hash: string): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { passwordHash: hash });
}

/** Links the account to this subject at the provider and removes its password. */
export async function linkDeskSubject(
  db: Db,
  id: string,
  issuer: string,
  subject: string,
): Promise<void> {
  const provider = { oidcIssuer: issuer, oidcSubject: subject };
  await changeRows(db, 'desk_accounts', { id }, { ...provider, passwordHash: null });
}

export async function touchDeskAccount(db: Db, id: string, now: Date): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { lastLoginAt: now });
}

/** Replaces an earlier link. */
export async function replaceDeskLink(
  db: Db,
  link: { accountId: string; tokenHash: string; expiresAt: Date },
): Promise<void> {
  const values = { tokenHash: link.tokenHash, expiresAt: link.expiresAt };
  await db
    .insertInto('desk_links')
    .values({ accountId: link.accountId, ...values })
    .onConflict((conflict) => conflict.column('accountId').doUpdateSet(values))
    .execute();
}

export async function deleteDeskLink(db: Db, accountId: string): Promise<void> {
  await deleteRows(db, 'desk_links', { accountId });
}

/** The account of a valid link. Links of a revoked account are not valid. */
export async function findDeskAccountByLink(db: Db, tokenHash: string, now: Date) {
  return db
    .selectFrom('desk_links')
    .innerJoin('desk_accounts', 'desk_accounts.id', 'desk_links.accountId')
    .selectAll('desk_accounts')
    .where('desk_links.tokenHash', '=', tokenHash)
    .where('desk_links.expiresAt', '>', now)
    .where('desk_accounts.revokedAt', 'is', null)
    .executeTakeFirst();
}

/**
 * After a restore: brings the account's role, password, OpenID subject and revocation to their latest decided state.
 * Returns false when there is nothing to change.
 */
export async function bringDeskAccountForward(db: Db, account: DeskAccountRow): Promise<boolean> {
  const found = await findDeskAccount(db, account.id);
  const { role, passwordHash, revokedAt, oidcIssuer, oidcSubject } = account;
  if (!found && revokedAt) {
    // Keeps a revocation made since the copy: otherwise a login by OpenID would add the person again.
    const added = db.insertInto('desk_accounts').values(account);
    await added.onConflict((conflict) => conflict.doNothing()).execute();
    return true;
  }
  if (!found) return false;
  const isSubjectSame = found.oidcIssuer === oidcIssuer && found.oidcSubject === oidcSubject;
  const isSame =
    found.role === role &&
    found.passwordHash === passwordHash &&
    found.revokedAt?.getTime() === revokedAt?.getTime() &&
    isSubjectSame;
  if (isSame) return false;
  // In the copy, the subject may belong to another account. The next login links it again.
  const subject = isSubjectSame ? {} : { oidcIssuer: null, oidcSubject: null };
  const change = { role, passwordHash, revokedAt, ...subject };
  await changeRows(db, 'desk_accounts', { id: account.id }, change);
  return true;
}

/** Until when each account's link is valid, by account id. */
export async function listDeskLinks(db: Db): Promise<Map<string, Date>> {
  const rows = await db.selectFrom('desk_links').select(['accountId', 'expiresAt']).execute();
  return new Map(rows.map((row) => [row.accountId, row.expiresAt]));
}

type NewDeskSession = DeskSessionsTable;

/** A valid session with its account. */
export type DeskSessionRow = Pick<DeskSessionsTable, 'id' | 'accountId' | 'expiresAt'> &
  Pick<DeskAccountsTable, 'name' | 'login' | 'role' | 'language' | 'place' | 'oidcSubject'>;

/** Keeps the newest `most` sessions of the account and deletes expired ones. */
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

/** The valid session with this token or this id. */
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
      'desk_accounts.place',
      'desk_accounts.oidcSubject',
    ])
    .where(column, '=', value)
    .where('desk_sessions.expiresAt', '>', now)
    .where('desk_accounts.revokedAt', 'is', null)
    .executeTakeFirst();
}

/** The ids of the valid sessions. */
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

/** Returns false when there was no such session. */
export async function deleteDeskSession(db: Db, id: string): Promise<boolean> {
  return deleteRows(db, 'desk_sessions', { id });
}

/** Ends every session of an account. */
export async function deleteDeskSessionsOf(db: Db, accountId: string): Promise<void> {
  await deleteRows(db, 'desk_sessions', { accountId });
}

/** The wrong passwords for one login, whether or not an account has it. */
export async function findLoginTries(db: Db, loginHash: string) {
  return findRow(db, 'desk_login_tries', { loginHash });
}

export async function saveLoginTries(db: Db, tries: DeskLoginTriesTable): Promise<void> {
  await db
    .insertInto('desk_login_tries')
    .values(tries)
    .onConflict((conflict) => conflict.column('loginHash').doUpdateSet(tries))
    .execute();
}

export async function deleteLoginTries(db: Db, loginHash: string): Promise<void> {
  await deleteRows(db, 'desk_login_tries', { loginHash });
}

/** Deletes the counts of logins without a try since that time. */
export async function purgeLoginTries(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('desk_login_tries').where('triedAt', '<', before).execute();
}

export async function countLoginTries(db: Db): Promise<number> {
  const row = await db
    .selectFrom('desk_login_tries')
    .select((query) => query.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
