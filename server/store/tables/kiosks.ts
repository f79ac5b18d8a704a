import type { Selectable } from 'kysely';
import type { Db, KiosksTable, PairingCodesTable } from '../schema.ts';

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

/** A one-time code with which a kiosk can pair, and what the kiosk will be. */
export type PairingCode = Omit<Selectable<PairingCodesTable>, 'failedTries'>;

/** Replaces an earlier code for a kiosk of the same name. */
export async function insertPairingCode(db: Db, code: PairingCode): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('pairing_codes').where('kioskName', '=', code.kioskName).execute();
    await transaction.insertInto('pairing_codes').values(code).execute();
  });
}

/**
 * Takes the code out of the table, so that of several claims at once only one gets it. Undefined
 * when there is no such code, or it has expired.
 */
export async function claimPairingCode(
  db: Db,
  codeHash: string,
  now: Date,
): Promise<PairingCode | undefined> {
  return db
    .deleteFrom('pairing_codes')
    .where('codeHash', '=', codeHash)
    .where('expiresAt', '>', now)
    .returning(['codeHash', 'kioskName', 'locationId', 'deviceId', 'expiresAt'])
    .executeTakeFirst();
}

/** Whether this was a code once; false again when it has been purged. */
export async function isPairingCodeExpired(db: Db, codeHash: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('pairing_codes')
    .select('codeHash')
    .where('codeHash', '=', codeHash)
    .where('expiresAt', '<=', now)
    .executeTakeFirst();
  return row !== undefined;
}

export async function purgeExpiredPairingCodes(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('pairing_codes').where('expiresAt', '<=', now).execute();
}
