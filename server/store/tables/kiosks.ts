import type { Selectable } from 'kysely';
import { changeRows, deleteRows, findRow, findRows, hadEffect, insertNew } from '#database';
import type {
  Db,
  KiosksTable,
  PairingCodesTable,
  PurposeState,
  EnvoyInstallsTable,
} from '../schema.ts';

/** A paired lobby screen. */
export type KioskRow = KiosksTable;

export type NewKiosk = Omit<
  KioskRow,
  | 'lastSeenAt'
  | 'revokedAt'
  | 'cameras'
  | 'camerasSeen'
  | 'rig'
  | 'readerTokenHash'
  | 'readerSeenAt'
>;

/** Returns false and changes nothing when a kiosk of that name is already paired. */
export async function insertKiosk(db: Db, kiosk: NewKiosk): Promise<boolean> {
  return insertNew(db, 'kiosks', kiosk);
}

/** Finds the kiosk with this token, unless it is revoked. */
export async function findKioskByTokenHash(db: Db, tokenHash: string) {
  return findRow(db, 'kiosks', { tokenHash, revokedAt: null });
}

/** Finds the kiosk beside the document reader with this token, unless the kiosk is revoked. */
export async function findKioskByReaderHash(db: Db, readerTokenHash: string) {
  return findRow(db, 'kiosks', { readerTokenHash, revokedAt: null });
}

/** Replaces the reader's token; a former reader loses access. @returns false when the kiosk is not paired */
export async function putReaderToken(
  db: Db,
  id: string,
  readerTokenHash: string,
): Promise<boolean> {
  return changeRows(db, 'kiosks', { id, revokedAt: null }, { readerTokenHash, readerSeenAt: null });
}

/** Finds revoked kiosks too. */
export async function findKiosk(db: Db, id: string): Promise<KioskRow | undefined> {
  return findRow(db, 'kiosks', { id });
}

/** Whether every one of these kiosks is paired and not revoked. */
export async function areKiosksPaired(db: Db, ids: readonly string[]): Promise<boolean> {
  const rows = await db
    .selectFrom('kiosks')
    .select('id')
    .where('id', 'in', ids)
    .where('revokedAt', 'is', null)
    .execute();
  return rows.length === new Set(ids).size;
}

/** All kiosks in the order of pairing, revoked ones too. */
export async function listKiosks(db: Db): Promise<KioskRow[]> {
  return findRows(db, 'kiosks', {}, 'createdAt');
}

/** Returns false when there is no such kiosk or it is already revoked. */
export async function revokeKiosk(db: Db, id: string, now: Date): Promise<boolean> {
  return changeRows(db, 'kiosks', { id, revokedAt: null }, { revokedAt: now });
}

/** Records when the kiosk was connected, or when a document reader was plugged in beside it. */
export async function touchKiosk(
  db: Db,
  id: string,
  seen: Partial<Pick<KioskRow, 'lastSeenAt' | 'readerSeenAt'>>,
): Promise<void> {
  await changeRows(db, 'kiosks', { id }, seen);
}

/** Records the cameras of a kiosk that has none recorded. @returns false and changes nothing when it has some */
export async function recordCameras(
  db: Db,
  id: string,
  cameras: readonly string[],
): Promise<boolean> {
  return db
    .updateTable('kiosks')
    .set({ cameras: JSON.stringify(cameras) })
    .where('id', '=', id)
    .where('cameras', 'is', null)
    .$call(hadEffect);
}

/** Stores cameras that differ from the recorded ones. @returns false when they were stored before */
export async function noteOtherCameras(
  db: Db,
  id: string,
  cameras: readonly string[],
): Promise<boolean> {
  const camerasSeen = JSON.stringify(cameras);
  return db
    .updateTable('kiosks')
    .set({ camerasSeen })
    .where('id', '=', id)
    .where((where) =>
      where.or([where('camerasSeen', 'is', null), where('camerasSeen', '!=', camerasSeen)]),
    )
    .$call(hadEffect);
}

/** Records the stored other cameras, if they are the ones that the caller confirms. */
export async function confirmCameras(
  db: Db,
  id: string,
  isSame: (cameras: string[]) => boolean,
): Promise<boolean> {
  const row = await db
    .selectFrom('kiosks')
    .select('camerasSeen')
    .where('id', '=', id)
    .executeTakeFirst();
  const noted = row?.camerasSeen ?? null;
  if (noted === null || !isSame(JSON.parse(noted) as string[])) return false;
  return changeRows(
    db,
    'kiosks',
    { id, camerasSeen: noted },
    { cameras: noted, camerasSeen: null, rig: null },
  );
}

/**
 * Stores how the two cameras of a paired kiosk see each other.
 * @param before changes nothing when another rig was stored meanwhile. Default: whatever was stored
 */
export async function changeRig(
  db: Db,
  id: string,
  rig: string,
  before?: string,
): Promise<boolean> {
  const where = { id, revokedAt: null, ...(before !== undefined && { rig: before }) };
  return changeRows(db, 'kiosks', where, { rig });
}

/** After a restore: records the cameras confirmed or set up since the copy. @returns false when nothing changes */
export async function bringCamerasForward(
  db: Db,
  { id, cameras, camerasSeen, rig }: Pick<KioskRow, 'id' | 'cameras' | 'camerasSeen' | 'rig'>,
): Promise<boolean> {
  const row = await findKiosk(db, id);
  if (!row) return false;
  // A copy for an older version lacks the column.
  const setUp = 'rig' in row ? { rig } : {};
  if (row.cameras === cameras && (row.rig === rig || !('rig' in setUp))) return false;
  return changeRows(db, 'kiosks', { id }, { cameras, camerasSeen, ...setUp });
}

/** A one-time pairing code with the settings of the kiosk that will use it. */
export type PairingCode = Omit<Selectable<PairingCodesTable>, 'failedTries'>;

/** Replaces an earlier code for a kiosk of the same name. */
export async function insertPairingCode(transaction: Db, code: PairingCode): Promise<void> {
  await deleteRows(transaction, 'pairing_codes', { kioskName: code.kioskName });
  await transaction.insertInto('pairing_codes').values(code).execute();
}

/**
 * Takes the code out of the table, so that only one of several concurrent claims gets it. Undefined when there is
 * no such code, it pairs something else, or it has expired.
 */
export async function claimPairingCode(
  db: Db,
  codeHash: string,
  now: Date,
  what: 'kiosk' | 'reader' = 'kiosk',
) {
  return db
    .deleteFrom('pairing_codes')
    .where('codeHash', '=', codeHash)
    .where('expiresAt', '>', now)
    .where('readerOf', what === 'reader' ? 'is not' : 'is', null)
    .returning(['codeHash', 'kioskName', 'locationId', 'deviceId', 'expiresAt', 'readerOf'])
    .executeTakeFirst();
}

/** Whether this was a code once; false again after its row is purged. */
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

export type EnvoyInstallRow = Selectable<EnvoyInstallsTable>;

export type InstallSettings = Pick<
  EnvoyInstallsTable,
  'locationId' | 'locationName' | 'locationCode' | 'contact'
>;

/** All installs, in the order of installing. */
export async function listInstalls(db: Db): Promise<EnvoyInstallRow[]> {
  return findRows(db, 'envoy_installs', {}, 'installedAt');
}

/** Names of places by Envoy's ids: Envoy's own, from the latest sign-in or the set-up; otherwise the desk's. */
export async function placeNames(db: Db): Promise<Map<string, string>> {
  const { told, given } = await placesNamed(db);
  return new Map([...given, ...told]);
}

/** The names of places: `told` by Envoy, and `given` by the desk. */
export async function placesNamed(db: Db) {
  const named = await findRows(db, 'place_names', {});
  const ofKind = (kind: boolean) =>
    named
      .filter(({ isTold }) => isTold === kind)
      .map(({ locationId, name }) => [locationId, name] as const);
  const atSetUp = (await listInstalls(db)).flatMap(({ locationId, locationName }) =>
    locationId !== null && locationName !== null ? [[locationId, locationName] as const] : [],
  );
  return { told: new Map([...atSetUp, ...ofKind(true)]), given: new Map(ofKind(false)) };
}

/** @param name null removes the name. @param isTold whether Envoy gave it */
export async function namePlace(
  db: Db,
  locationId: string,
  name: string | null,
  isTold: boolean,
): Promise<void> {
  if (name === null) return void (await deleteRows(db, 'place_names', { locationId }));
  await db
    .insertInto('place_names')
    .values({ locationId, name, isTold })
    .onConflict((conflict) => conflict.column('locationId').doUpdateSet({ name, isTold }))
    .execute();
}

export async function findInstall(db: Db, installId: string): Promise<EnvoyInstallRow | undefined> {
  return findRow(db, 'envoy_installs', { installId });
}

/**
 * Saves a new or known install. A new install's purpose is to be registered. For a known install, a failed
 * registration is retried at once, and a registered purpose stays.
 */
export async function saveInstall(
  db: Db,
  installId: string,
  settings: InstallSettings,
  now: Date,
): Promise<void> {
  const at = now;
  const toRegister = {
    purposeState: 'pending' as const,
    purposeAttempts: 0,
    purposeFault: null,
    purposeDueAt: at,
  };
  await db
    .insertInto('envoy_installs')
    .values({ installId, ...settings, ...toRegister, installedAt: at, updatedAt: at })
    .onConflict((conflict) =>
      conflict.column('installId').doUpdateSet({ ...settings, updatedAt: at }),
    )
    .execute();
  await db
    .updateTable('envoy_installs')
    .set(toRegister)
    .where('installId', '=', installId)
    .where('purposeState', '!=', 'registered')
    .where('purposeFault', 'is not', null)
    .execute();
}

/** Returns false when there is no such install. */
export async function deleteInstall(db: Db, installId: string): Promise<boolean> {
  return deleteRows(db, 'envoy_installs', { installId });
}

/** Installs whose purpose is not registered yet, ordered by due time. */
export async function installsToRegister(db: Db): Promise<EnvoyInstallRow[]> {
  return db
    .selectFrom('envoy_installs')
    .selectAll()
    .where('purposeState', '!=', 'registered')
    .orderBy('purposeDueAt')
    .execute();
}

/** Stores the result of a try, unless the install was made again in the meantime. */
export async function notePurpose(
  db: Db,
  install: Pick<EnvoyInstallRow, 'installId' | 'installedAt'>,
  outcome: { state: PurposeState; fault: string | null; triedAt: Date; dueAt: Date },
): Promise<void> {
  await db
    .updateTable('envoy_installs')
    .set((row) => ({
      purposeState: outcome.state,
      purposeFault: outcome.fault,
      purposeTriedAt: outcome.triedAt,
      purposeDueAt: outcome.dueAt,
      purposeAttempts: row('purposeAttempts', '+', 1),
    }))
    .where('installId', '=', install.installId)
    .where('installedAt', '=', install.installedAt)
    .execute();
}

/** Retries refused purposes at once. */
export async function retryRefused(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('envoy_installs')
    .set({ purposeState: 'pending', purposeAttempts: 0, purposeDueAt: now })
    .where('purposeState', '=', 'refused')
    .execute();
}
