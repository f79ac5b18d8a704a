import type { DeskRole } from '../../protocol/desk-account-messages.ts';
import type { Language } from '../../protocol/languages.ts';
import type { DeskAccountsTable } from '../desk-schema.ts';
import type { Db } from '../schema.ts';
import { changeRows, deleteRows, findRow, findRows, insertNew } from './rows.ts';

/** Someone who may use the desk, or could once. */
export type DeskAccountRow = DeskAccountsTable;

export type NewDeskAccount = Omit<
  DeskAccountRow,
  'passwordHash' | 'lastLoginAt' | 'revokedAt' | 'language'
>;

/** Returns false, and changes nothing, when the login or the subject is taken. */
export async function insertDeskAccount(db: Db, account: NewDeskAccount): Promise<boolean> {
  return insertNew(db, 'desk_accounts', account);
}

/** Unless it is revoked. */
export async function findDeskAccountByLogin(db: Db, login: string) {
  return findRow(db, 'desk_accounts', { login, revokedAt: null });
}

/** Revoked or not; of several one at most is not. */
export async function deskAccountsOfLogin(db: Db, login: string): Promise<DeskAccountRow[]> {
  return findRows(db, 'desk_accounts', { login });
}

/** Revoked or not. */
export async function findDeskAccountBySubject(db: Db, issuer: string, subject: string) {
  return findRow(db, 'desk_accounts', { oidcIssuer: issuer, oidcSubject: subject });
}

/** Revoked or not. */
export async function findDeskAccount(db: Db, id: string): Promise<DeskAccountRow | undefined> {
  return findRow(db, 'desk_accounts', { id });
}

/** All in the order in which they were added, the revoked ones too. */
export async function listDeskAccounts(db: Db): Promise<DeskAccountRow[]> {
  return findRows(db, 'desk_accounts', {}, 'createdAt');
}

/** Returns false when there is no such account, or it is revoked already. */
export async function markDeskAccountRevoked(db: Db, id: string, now: Date): Promise<boolean> {
  return changeRows(
    db,
    'desk_accounts',
    { id, revokedAt: null },
    { revokedAt: now, passwordHash: null },
  );
}

/** @throws {QueryError} when another account has its login by now */
export async function unmarkDeskAccountRevoked(db: Db, id: string): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { revokedAt: null });
}

export async function setDeskRole(db: Db, id: string, role: DeskRole): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { role });
}

export async function setDeskLanguage(db: Db, id: string, language: Language): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { language });
}

export async function setDeskPasswordHash(db: Db, id: string, hash: string): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { passwordHash: hash });
}

/** From now on, it is whom the provider knows as this subject. */
export async function linkDeskSubject(
  db: Db,
  id: string,
  issuer: string,
  subject: string,
): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { oidcIssuer: issuer, oidcSubject: subject });
}

export async function touchDeskAccount(db: Db, id: string, now: Date): Promise<void> {
  await changeRows(db, 'desk_accounts', { id }, { lastLoginAt: now });
}

/** In the place of an earlier one. */
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

/** Whose link it is, while it counts; a revoked account's counts no more. */
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
 * After a copy of the database was put back: what the account may do, its password and its revocation
 * are as they were decided since. Returns false when there is nothing of it to change.
 */
export async function bringDeskAccountForward(db: Db, account: DeskAccountRow): Promise<boolean> {
  const found = await findDeskAccount(db, account.id);
  const { role, passwordHash, revokedAt } = account;
  if (!found && revokedAt) {
    // Added and revoked since: the OpenID provider would be believed of them again.
    const added = db.insertInto('desk_accounts').values(account);
    await added.onConflict((conflict) => conflict.doNothing()).execute();
    return true;
  }
  const isSame =
    found?.role === role &&
    found.passwordHash === passwordHash &&
    found.revokedAt?.getTime() === revokedAt?.getTime();
  if (!found || isSame) return false;
  await changeRows(db, 'desk_accounts', { id: account.id }, { role, passwordHash, revokedAt });
  // A new password took them away, and so did the revocation.
  await deleteRows(db, 'desk_passkeys', { accountId: account.id });
  return true;
}

/** Anyone who has a link, or is signed in, by a copy of the database, has it no more. */
export async function endDeskLinksAndSessions(db: Db): Promise<void> {
  await db.deleteFrom('desk_links').execute();
  await db.deleteFrom('desk_sessions').execute();
}

/** Until when each account's link counts, by account id. */
export async function listDeskLinks(db: Db): Promise<Map<string, Date>> {
  const rows = await db.selectFrom('desk_links').select(['accountId', 'expiresAt']).execute();
  return new Map(rows.map((row) => [row.accountId, row.expiresAt]));
}
