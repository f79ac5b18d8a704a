import type { Db } from '../schema.ts';

/** Somebody who is there already keeps the earlier time. */
export async function insertErasures(
  db: Db,
  erasures: readonly { personId: string; erasedAt: Date }[],
): Promise<void> {
  if (erasures.length === 0) return;
  await db
    .insertInto('erasures')
    .values(
      erasures.map(({ personId, erasedAt }) => {
        return { person_id: personId, erased_at: erasedAt.toISOString() };
      }),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Everybody erased so far, the earliest first. */
export async function listErasures(db: Db): Promise<{ personId: string; erasedAt: Date }[]> {
  const rows = await db.selectFrom('erasures').selectAll().orderBy('erased_at').execute();
  return rows.map(({ person_id, erased_at }) => {
    return { personId: person_id, erasedAt: new Date(erased_at) };
  });
}
