import type { Selectable } from 'kysely';
import type { Db, PairingCodesTable } from '../schema.ts';

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
