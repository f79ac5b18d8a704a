import type { Selectable } from 'kysely';
import type { Db, KiosksTable } from '../schema.ts';

/** A paired camera client. */
export interface KioskRow {
  id: string;
  /** Unique among the kiosks that are not revoked, whatever the case of its letters. */
  name: string;
  /** Hash of the device token; the token itself is nowhere but in the kiosk. */
  tokenHash: string;
  /** Envoy's ids of what it serves; null serves any. */
  locationId: string | null;
  deviceId: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
  revokedAt: Date | null;
}

export type NewKiosk = Omit<KioskRow, 'lastSeenAt' | 'revokedAt'>;

/** Returns false, and changes nothing, when a kiosk of that name is paired already. */
export async function insertKiosk(db: Db, kiosk: NewKiosk): Promise<boolean> {
  const result = await db
    .insertInto('kiosks')
    .values({
      id: kiosk.id,
      name: kiosk.name,
      token_hash: kiosk.tokenHash,
      location_id: kiosk.locationId,
      device_id: kiosk.deviceId,
      created_at: kiosk.createdAt.toISOString(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The kiosk with this token, unless it is revoked. */
export async function findKioskByTokenHash(
  db: Db,
  tokenHash: string,
): Promise<KioskRow | undefined> {
  const row = await db
    .selectFrom('kiosks')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** All kiosks in the order of pairing, the revoked ones too. */
export async function listKiosks(db: Db): Promise<KioskRow[]> {
  const rows = await db.selectFrom('kiosks').selectAll().orderBy('created_at').execute();
  return rows.map(fromRow);
}

/** Returns false when there is no such kiosk or it is revoked already. */
export async function revokeKiosk(db: Db, id: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('kiosks')
    .set({ revoked_at: now.toISOString() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Notes that the kiosk was connected at that time. */
export async function touchKiosk(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('kiosks')
    .set({ last_seen_at: now.toISOString() })
    .where('id', '=', id)
    .execute();
}

function fromRow(row: Selectable<KiosksTable>): KioskRow {
  return {
    id: row.id,
    name: row.name,
    tokenHash: row.token_hash,
    locationId: row.location_id,
    deviceId: row.device_id,
    createdAt: new Date(row.created_at),
    lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at),
    revokedAt: row.revoked_at === null ? null : new Date(row.revoked_at),
  };
}
