import type { DeskAccountsTable, DeskSessionsTable } from '../desk-account-schema.ts';
import type { Db } from '../schema.ts';

export type NewDeskSession = DeskSessionsTable;

/** A session that counts, and whose it is. */
export type DeskSessionRow = Pick<DeskSessionsTable, 'id' | 'accountId' | 'expiresAt'> &
  Pick<DeskAccountsTable, 'name' | 'login' | 'role'>;

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
  const result = await db.deleteFrom('desk_sessions').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Ends every session of an account. */
export async function deleteDeskSessionsOf(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('desk_sessions').where('accountId', '=', accountId).execute();
}
