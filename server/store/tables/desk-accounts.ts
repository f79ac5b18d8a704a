import type { Selectable } from 'kysely';
import type { DeskRole } from '../../protocol/desk-account-messages.ts';
import type { DeskAccountsTable } from '../desk-account-schema.ts';
import type { Db } from '../schema.ts';

/** Somebody who may use the desk, or could once. */
export interface DeskAccountRow {
  id: string;
  name: string;
  /** In lower case; unique among the accounts that are not revoked. */
  login: string;
  role: DeskRole;
  /** Argon2id in PHC form; null until a password was set. */
  passwordHash: string | null;
  oidcIssuer: string | null;
  oidcSubject: string | null;
  createdAt: Date;
  lastLoginAt: Date | null;
  revokedAt: Date | null;
}

export type NewDeskAccount = Omit<DeskAccountRow, 'passwordHash' | 'lastLoginAt' | 'revokedAt'>;

/** Returns false, and changes nothing, when the login or the subject is taken. */
export async function insertDeskAccount(db: Db, account: NewDeskAccount): Promise<boolean> {
  const result = await db
    .insertInto('desk_accounts')
    .values({
      id: account.id,
      name: account.name,
      login: account.login,
      role: account.role,
      oidc_issuer: account.oidcIssuer,
      oidc_subject: account.oidcSubject,
      created_at: account.createdAt.toISOString(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Unless it is revoked. */
export async function findDeskAccountByLogin(
  db: Db,
  login: string,
): Promise<DeskAccountRow | undefined> {
  const row = await db
    .selectFrom('desk_accounts')
    .selectAll()
    .where('login', '=', login)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Revoked or not. */
export async function findDeskAccountBySubject(
  db: Db,
  issuer: string,
  subject: string,
): Promise<DeskAccountRow | undefined> {
  const row = await db
    .selectFrom('desk_accounts')
    .selectAll()
    .where('oidc_issuer', '=', issuer)
    .where('oidc_subject', '=', subject)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Revoked or not. */
export async function findDeskAccount(db: Db, id: string): Promise<DeskAccountRow | undefined> {
  const row = await db
    .selectFrom('desk_accounts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** All in the order in which they were added, the revoked ones too. */
export async function listDeskAccounts(db: Db): Promise<DeskAccountRow[]> {
  const rows = await db.selectFrom('desk_accounts').selectAll().orderBy('created_at').execute();
  return rows.map(fromRow);
}

/** Returns false when there is no such account, or it is revoked already. */
export async function markDeskAccountRevoked(db: Db, id: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('desk_accounts')
    .set({ revoked_at: now.toISOString(), password_hash: null })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** @throws {QueryError} when another account has its login by now */
export async function unmarkDeskAccountRevoked(db: Db, id: string): Promise<void> {
  await db.updateTable('desk_accounts').set({ revoked_at: null }).where('id', '=', id).execute();
}

export async function setDeskRole(db: Db, id: string, role: DeskRole): Promise<void> {
  await db.updateTable('desk_accounts').set({ role }).where('id', '=', id).execute();
}

export async function setDeskPasswordHash(db: Db, id: string, hash: string): Promise<void> {
  await db.updateTable('desk_accounts').set({ password_hash: hash }).where('id', '=', id).execute();
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
    .set({ oidc_issuer: issuer, oidc_subject: subject })
    .where('id', '=', id)
    .execute();
}

export async function touchDeskAccount(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('desk_accounts')
    .set({ last_login_at: now.toISOString() })
    .where('id', '=', id)
    .execute();
}

/** In the place of an earlier one. */
export async function replaceDeskLink(
  db: Db,
  link: { accountId: string; tokenHash: string; expiresAt: Date },
): Promise<void> {
  const values = { token_hash: link.tokenHash, expires_at: link.expiresAt.toISOString() };
  await db
    .insertInto('desk_links')
    .values({ account_id: link.accountId, ...values })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(values))
    .execute();
}

export async function deleteDeskLink(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('desk_links').where('account_id', '=', accountId).execute();
}

/** Whose link it is, while it counts; a revoked account's counts no more. */
export async function findDeskAccountByLink(
  db: Db,
  tokenHash: string,
  now: Date,
): Promise<DeskAccountRow | undefined> {
  const row = await db
    .selectFrom('desk_links')
    .innerJoin('desk_accounts', 'desk_accounts.id', 'desk_links.account_id')
    .selectAll('desk_accounts')
    .where('desk_links.token_hash', '=', tokenHash)
    .where('desk_links.expires_at', '>', now.toISOString())
    .where('desk_accounts.revoked_at', 'is', null)
    .executeTakeFirst();
  return row && fromRow(row);
}

/**
 * After a copy of the database was put back: what the account may do, its password and its revocation
 * are as they were decided since. Returns false when there is nothing of it to change.
 */
export async function bringDeskAccountForward(db: Db, account: DeskAccountRow): Promise<boolean> {
  const found = await findDeskAccount(db, account.id);
  const { role, passwordHash, revokedAt } = account;
  const isSame =
    found?.role === role &&
    found.passwordHash === passwordHash &&
    found.revokedAt?.getTime() === revokedAt?.getTime();
  if (!found || isSame) return false;
  await db
    .updateTable('desk_accounts')
    .set({ role, password_hash: passwordHash, revoked_at: revokedAt?.toISOString() ?? null })
    .where('id', '=', account.id)
    .execute();
  // A new password took them away, and so did the revocation.
  await db.deleteFrom('desk_passkeys').where('account_id', '=', account.id).execute();
  return true;
}

/** Whoever has a link, or is signed in, by a copy of the database, has it no more. */
export async function endDeskLinksAndSessions(db: Db): Promise<void> {
  await db.deleteFrom('desk_links').execute();
  await db.deleteFrom('desk_sessions').execute();
}

/** Until when each account's link counts, by account id. */
export async function listDeskLinks(db: Db): Promise<Map<string, Date>> {
  const rows = await db.selectFrom('desk_links').select(['account_id', 'expires_at']).execute();
  return new Map(rows.map((row) => [row.account_id, new Date(row.expires_at)]));
}

function fromRow(row: Selectable<DeskAccountsTable>): DeskAccountRow {
  const { created_at, last_login_at, revoked_at } = row;
  return {
    id: row.id,
    name: row.name,
    login: row.login,
    role: row.role,
    passwordHash: row.password_hash,
    oidcIssuer: row.oidc_issuer,
    oidcSubject: row.oidc_subject,
    createdAt: new Date(created_at),
    lastLoginAt: last_login_at === null ? null : new Date(last_login_at),
    revokedAt: revoked_at === null ? null : new Date(revoked_at),
  };
}
