import type { Db } from '../schema.ts';

/** A one-time code with which a kiosk can pair, and what the kiosk will be. */
export interface PairingCode {
  /** Hash of the code; the code itself is shown once and kept nowhere. */
  codeHash: string;
  kioskName: string;
  locationId: string | null;
  deviceId: string | null;
  expiresAt: Date;
}

/** Replaces an earlier code for a kiosk of the same name. */
export async function insertPairingCode(db: Db, code: PairingCode): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('pairing_codes')
      .where('kiosk_name', '=', code.kioskName)
      .execute();
    await transaction
      .insertInto('pairing_codes')
      .values({
        code_hash: code.codeHash,
        kiosk_name: code.kioskName,
        location_id: code.locationId,
        device_id: code.deviceId,
        expires_at: code.expiresAt.toISOString(),
      })
      .execute();
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
  const row = await db
    .deleteFrom('pairing_codes')
    .where('code_hash', '=', codeHash)
    .where('expires_at', '>', now.toISOString())
    .returningAll()
    .executeTakeFirst();
  return (
    row && {
      codeHash: row.code_hash,
      kioskName: row.kiosk_name,
      locationId: row.location_id,
      deviceId: row.device_id,
      expiresAt: new Date(row.expires_at),
    }
  );
}

/** Whether this was a code once; false again when it has been purged. */
export async function isPairingCodeExpired(db: Db, codeHash: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('pairing_codes')
    .select('code_hash')
    .where('code_hash', '=', codeHash)
    .where('expires_at', '<=', now.toISOString())
    .executeTakeFirst();
  return row !== undefined;
}

export async function purgeExpiredPairingCodes(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('pairing_codes').where('expires_at', '<=', now.toISOString()).execute();
}
