import type { Selectable } from 'kysely';
import type { Db, PurposeState, EnvoyInstallsTable } from '../schema.ts';

export type EnvoyInstallRow = Selectable<EnvoyInstallsTable>;

export type InstallSettings = Pick<
  EnvoyInstallsTable,
  'locationId' | 'locationName' | 'locationCode' | 'kiosk' | 'contact'
>;

/** All installs in the order in which they were made. */
export async function listInstalls(db: Db): Promise<EnvoyInstallRow[]> {
  return db.selectFrom('envoy_installs').selectAll().orderBy('installedAt').execute();
}

export async function findInstall(db: Db, installId: string): Promise<EnvoyInstallRow | undefined> {
  return db
    .selectFrom('envoy_installs')
    .selectAll()
    .where('installId', '=', installId)
    .executeTakeFirst();
}

/**
 * Saves an install, new or not. The purpose of a new one is to be registered; of one that is known,
 * it is tried at once when it has failed before, and left alone when Envoy knows it.
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
  const { numDeletedRows } = await db
    .deleteFrom('envoy_installs')
    .where('installId', '=', installId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** Whose purpose is still to be registered, the one that is due first before the others. */
export async function installsToRegister(db: Db): Promise<EnvoyInstallRow[]> {
  return db
    .selectFrom('envoy_installs')
    .selectAll()
    .where('purposeState', '!=', 'registered')
    .orderBy('purposeDueAt')
    .execute();
}

/** The result of a try; nothing is noted of an install that was made again in the meantime. */
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

/** What was refused is to be tried at once. */
export async function retryRefused(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('envoy_installs')
    .set({ purposeState: 'pending', purposeAttempts: 0, purposeDueAt: now })
    .where('purposeState', '=', 'refused')
    .execute();
}
