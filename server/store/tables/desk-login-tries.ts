import type { Db } from '../schema.ts';

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
  const values = {
    failures,
    lastAt: now,
    pausedUntil,
  };
  await db
    .insertInto('desk_login_tries')
    .values({ loginHash, ...values })
    .onConflict((conflict) => conflict.column('loginHash').doUpdateSet(values))
    .execute();
}

export async function deleteLoginTries(db: Db, loginHash: string): Promise<void> {
  await db.deleteFrom('desk_login_tries').where('loginHash', '=', loginHash).execute();
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
