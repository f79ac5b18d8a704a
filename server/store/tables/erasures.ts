import type { Db } from '../schema.ts';

/** Somebody who is there already keeps the earlier time. */
export async function insertErasures(
  db: Db,
  erasures: readonly { personId: string; erasedAt: Date }[],
): Promise<void> {
  if (erasures.length === 0) return;
  await db
    .insertInto('erasures')
    .values(erasures)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Everybody erased so far, the earliest first. */
export async function listErasures(db: Db): Promise<{ personId: string; erasedAt: Date }[]> {
  return db.selectFrom('erasures').selectAll().orderBy('erasedAt').execute();
}
