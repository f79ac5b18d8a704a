import type { Db, AuditPendingSealTable } from '../schema.ts';

export type PendingSealRow = Omit<AuditPendingSealTable, 'id'>;

export async function findPendingSeal(db: Db): Promise<PendingSealRow | undefined> {
  return db
    .selectFrom('audit_pending_seal')
    .select(['replaces', 'seq', 'hash', 'at', 'mac'])
    .executeTakeFirst();
}

/** In the place of the one that there is. */
export async function putPendingSealRow(db: Db, row: PendingSealRow): Promise<void> {
  await db
    .insertInto('audit_pending_seal')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

export async function deletePendingSeal(db: Db): Promise<void> {
  await db.deleteFrom('audit_pending_seal').execute();
}
