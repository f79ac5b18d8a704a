import type { Selectable } from 'kysely';
import type { Db, OptOutsTable } from '../schema.ts';

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

/** Whoever was erased since then, or at that moment. */
export async function wasAnyoneErasedSince(db: Db, time: Date): Promise<boolean> {
  const since = db.selectFrom('erasures').select('personId').where('erasedAt', '>=', time);
  return (await since.limit(1).executeTakeFirst()) !== undefined;
}

export type OptOutRow = Selectable<OptOutsTable>;

/** False when it is there already. */
export async function insertOptOut(db: Db, optOut: OptOutRow): Promise<boolean> {
  const result = await db
    .insertInto('opt_outs')
    .values(optOut)
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The earliest first. */
export async function listOptOuts(db: Db): Promise<OptOutRow[]> {
  return db.selectFrom('opt_outs').selectAll().orderBy('addedAt').orderBy('id').execute();
}

export async function findOptOuts(db: Db, hashes: readonly string[]): Promise<OptOutRow[]> {
  return db.selectFrom('opt_outs').selectAll().where('hash', 'in', hashes).execute();
}

export async function deleteOptOut(db: Db, id: string): Promise<boolean> {
  const result = await db.deleteFrom('opt_outs').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** The keys that the list was made with: several, where a restore has put two lists together. */
export async function optOutKeyChecks(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('opt_outs').select('keyCheck').distinct().execute();
  return rows.map(({ keyCheck }) => keyCheck);
}
