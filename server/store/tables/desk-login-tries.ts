import type { Db } from '../schema.ts';

/** Wrong passwords for one login, whether or not an account has it. */
export interface LoginTries {
  failures: number;
  /** Nothing is tried before. */
  pausedUntil: Date | null;
}

export async function findLoginTries(db: Db, loginHash: string): Promise<LoginTries | undefined> {
  const row = await db
    .selectFrom('desk_login_tries')
    .select(['failures', 'paused_until'])
    .where('login_hash', '=', loginHash)
    .executeTakeFirst();
  if (!row) return undefined;
  const { failures, paused_until } = row;
  return { failures, pausedUntil: paused_until === null ? null : new Date(paused_until) };
}

export async function saveLoginTries(
  db: Db,
  loginHash: string,
  { failures, pausedUntil }: LoginTries,
  now: Date,
): Promise<void> {
  const values = {
    failures,
    last_at: now.toISOString(),
    paused_until: pausedUntil?.toISOString() ?? null,
  };
  await db
    .insertInto('desk_login_tries')
    .values({ login_hash: loginHash, ...values })
    .onConflict((conflict) => conflict.column('login_hash').doUpdateSet(values))
    .execute();
}

export async function deleteLoginTries(db: Db, loginHash: string): Promise<void> {
  await db.deleteFrom('desk_login_tries').where('login_hash', '=', loginHash).execute();
}

/** Forgets the logins at which nothing was tried since. */
export async function purgeLoginTries(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('desk_login_tries').where('last_at', '<', before.toISOString()).execute();
}

export async function countLoginTries(db: Db): Promise<number> {
  const row = await db
    .selectFrom('desk_login_tries')
    .select((query) => query.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
