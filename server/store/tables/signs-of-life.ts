import { withoutWriteLock } from '#database';
import type { Db, SignsOfLifeTable } from '../schema.ts';

/** The last sign of life of a service; undefined at its first start. */
export async function findSignOfLife(db: Db, name: string): Promise<SignsOfLifeTable | undefined> {
  return db.selectFrom('signs_of_life').selectAll().where('name', '=', name).executeTakeFirst();
}

export async function putSignOfLife(db: Db, sign: SignsOfLifeTable): Promise<void> {
  const { signAt, isStopped } = sign;
  await withoutWriteLock(db)
    .insertInto('signs_of_life')
    .values(sign)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ signAt, isStopped }))
    .execute();
}

/** Deletes signs of services that have given none since then. */
export async function deleteSignsOfLife(db: Db, before: Date): Promise<void> {
  await withoutWriteLock(db).deleteFrom('signs_of_life').where('signAt', '<', before).execute();
}

/** After a restore: what was decided since the copy is in the replaced database only. */
export async function endSignsOfLife(copy: Db): Promise<void> {
  const tables = await copy.introspection.getTables();
  // A copy for an older version lacks the table.
  if (!tables.some(({ name }) => name === 'signs_of_life')) return;
  await copy.updateTable('signs_of_life').set({ isStopped: false }).execute();
}
