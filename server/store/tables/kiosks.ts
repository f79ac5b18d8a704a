import type { Db, KiosksTable } from '../schema.ts';

/** A paired camera client. */
export type KioskRow = KiosksTable;

export type NewKiosk = Omit<KioskRow, 'lastSeenAt' | 'revokedAt'>;

/** Returns false, and changes nothing, when a kiosk of that name is paired already. */
export async function insertKiosk(db: Db, kiosk: NewKiosk): Promise<boolean> {
  const result = await db
    .insertInto('kiosks')
    .values(kiosk)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The kiosk with this token, unless it is revoked. */
export async function findKioskByTokenHash(
  db: Db,
  tokenHash: string,
): Promise<KioskRow | undefined> {
  return db
    .selectFrom('kiosks')
    .selectAll()
    .where('tokenHash', '=', tokenHash)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
}

/** All kiosks in the order of pairing, the revoked ones too. */
export async function listKiosks(db: Db): Promise<KioskRow[]> {
  return db.selectFrom('kiosks').selectAll().orderBy('createdAt').execute();
}

/** Returns false when there is no such kiosk or it is revoked already. */
export async function revokeKiosk(db: Db, id: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('kiosks')
    .set({ revokedAt: now })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Notes that the kiosk was connected at that time. */
export async function touchKiosk(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable('kiosks').set({ lastSeenAt: now }).where('id', '=', id).execute();
}
