import type { DeskRole } from '../../protocol/desk-account-messages.ts';
import type { DeskAccountsTable } from '../desk-schema.ts';
import type { Db } from '../schema.ts';

/** Someone who may use the desk, or could once. */
export type DeskAccountRow = DeskAccountsTable;

export type NewDeskAccount = Omit<DeskAccountRow, 'passwordHash' | 'lastLoginAt' | 'revokedAt'>;

/** Returns false, and changes nothing, when the login or the subject is taken. */
export async function insertDeskAccount(db: Db, account: NewDeskAccount): Promise<boolean> {
  const result = await db
    .insertInto('desk_accounts')
    .values(account)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Unless it is revoked. */
export async function findDeskAccountByLogin(
  db: Db,
  login: string,
): Promise<DeskAccountRow | undefined> {
  return db
    .selectFrom('desk_accounts')
    .selectAll()
    .where('login', '=', login)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
}

/** Revoked or not; of several one at most is not. */
export async function deskAccountsOfLogin(db: Db, login: string): Promise<DeskAccountRow[]> {
  return db.selectFrom('desk_accounts').selectAll().where('login', '=', login).execute();
}

/** Revoked or not. */
export async function findDeskAccountBySubject(
  db: Db,
  issuer: string,
  subject: string,
): Promise<DeskAccountRow | undefined> {
  return db
    .selectFrom('desk_accounts')
    .selectAll()
    .where('oidcIssuer', '=', issuer)
    .where('oidcSubject', '=', subject)
    .executeTakeFirst();
}

/** Revoked or not. */
export async function findDeskAccount(db: Db, id: string): Promise<DeskAccountRow | undefined> {
  return db.selectFrom('desk_accounts').selectAll().where('id', '=', id).executeTakeFirst();
}

/** All in the order in which they were added, the revoked ones too. */
export async function listDeskAccounts(db: Db): Promise<DeskAccountRow[]> {
  return db.selectFrom('desk_accounts').selectAll().orderBy('createdAt').execute();
}

/** Returns false when there is no such account, or it is revoked already. */
export async function markDeskAccountRevoked(db: Db, id: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('desk_accounts')
    .set({ revokedAt: now, passwordHash: null })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** @throws {QueryError} when another account has its login by now */
export async function unmarkDeskAccountRevoked(db: Db, id: string): Promise<void> {
  await db.updateTable('desk_accounts').set({ revokedAt: null }).where('id', '=', id).execute();
}

export async function setDeskRole(db: Db, id: string, role: DeskRole): Promise<void> {
  await db.updateTable('desk_accounts').set({ role }).where('id', '=', id).execute();
}

export async function setDeskPasswordHash(db: Db, id: string, hash: string): Promise<void> {
  await db.updateTable('desk_accounts').set({ passwordHash: hash }).where('id', '=', id).execute();
}

/** From now on, it is whom the provider knows as this subject. */
export async function linkDeskSubject(
  db: Db,
  id: string,
  issuer: string,
  subject: string,
): Promise<void> {
  await db
    .updateTable('desk_accounts')
    .set({ oidcIssuer: issuer, oidcSubject: subject })
    .where('id', '=', id)
    .execute();
}

export async function touchDeskAccount(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable('desk_accounts').set({ lastLoginAt: now }).where('id', '=', id).execute();
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
  await db.deleteFrom('desk_links').where('accountId', '=', accountId).execute();
}

/** Whose link it is, while it counts; a revoked account's counts no more. */
export async function findDeskAccountByLink(
  db: Db,
  tokenHash: string,
  now: Date,
): Promise<DeskAccountRow | undefined> {
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
  await db
    .updateTable('desk_accounts')
    .set({ role, passwordHash, revokedAt })
    .where('id', '=', account.id)
    .execute();
  // A new password took them away, and so did the revocation.
  await db.deleteFrom('desk_passkeys').where('accountId', '=', account.id).execute();
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
