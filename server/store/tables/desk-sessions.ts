import type { DeskRole } from '../../protocol/desk-account-messages.ts';
import type { Db } from '../schema.ts';

export interface NewDeskSession {
  id: string;
  /** The token itself is nowhere but in the browser. */
  tokenHash: string;
  accountId: string;
  createdAt: Date;
  expiresAt: Date;
}

/** A session that counts, and whose it is. */
export interface DeskSessionRow {
  id: string;
  accountId: string;
  name: string;
  login: string;
  role: DeskRole;
  expiresAt: Date;
}

/** Keeps at most `most` sessions of the account, the newest; and none that has run out. */
export async function insertDeskSession(
  db: Db,
  session: NewDeskSession,
  most: number,
): Promise<void> {
  await db
    .insertInto('desk_sessions')
    .values({
      id: session.id,
      token_hash: session.tokenHash,
      account_id: session.accountId,
      created_at: session.createdAt.toISOString(),
      expires_at: session.expiresAt.toISOString(),
    })
    .execute();
  await db
    .deleteFrom('desk_sessions')
    .where('expires_at', '<=', session.createdAt.toISOString())
    .execute();
  const newest = db
    .selectFrom('desk_sessions')
    .select('id')
    .where('account_id', '=', session.accountId)
    .orderBy('created_at', 'desc')
    .limit(most);
  await db
    .deleteFrom('desk_sessions')
    .where('account_id', '=', session.accountId)
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
      : (['desk_sessions.token_hash', by.tokenHash] as const);
  const row = await db
    .selectFrom('desk_sessions')
    .innerJoin('desk_accounts', 'desk_accounts.id', 'desk_sessions.account_id')
    .select([
      'desk_sessions.id',
      'desk_sessions.account_id',
      'desk_sessions.expires_at',
      'desk_accounts.name',
      'desk_accounts.login',
      'desk_accounts.role',
    ])
    .where(column, '=', value)
    .where('desk_sessions.expires_at', '>', now.toISOString())
    .where('desk_accounts.revoked_at', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  const { id, name, login, role } = row;
  return { id, name, login, role, accountId: row.account_id, expiresAt: new Date(row.expires_at) };
}

/** The ids of the sessions that count. */
export async function listDeskSessionIds(db: Db, now: Date): Promise<Set<string>> {
  const rows = await db
    .selectFrom('desk_sessions')
    .innerJoin('desk_accounts', 'desk_accounts.id', 'desk_sessions.account_id')
    .select('desk_sessions.id')
    .where('desk_sessions.expires_at', '>', now.toISOString())
    .where('desk_accounts.revoked_at', 'is', null)
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
  await db.deleteFrom('desk_sessions').where('account_id', '=', accountId).execute();
}
