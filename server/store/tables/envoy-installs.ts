import type { Selectable } from 'kysely';
import type { Db, PurposeState, EnvoyInstallsTable } from '../schema.ts';

export type EnvoyInstallRow = Selectable<EnvoyInstallsTable>;

export type InstallSettings = Pick<
  EnvoyInstallsTable,
  'location_id' | 'location_name' | 'location_code' | 'kiosk' | 'contact'
>;

/** All installs in the order in which they were made. */
export async function listInstalls(db: Db): Promise<EnvoyInstallRow[]> {
  return db.selectFrom('envoy_installs').selectAll().orderBy('installed_at').execute();
}

export async function findInstall(db: Db, installId: string): Promise<EnvoyInstallRow | undefined> {
  return db
    .selectFrom('envoy_installs')
    .selectAll()
    .where('install_id', '=', installId)
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
  const at = now.toISOString();
  const toRegister = {
    purpose_state: 'pending' as const,
    purpose_attempts: 0,
    purpose_fault: null,
    purpose_due_at: at,
  };
  await db
    .insertInto('envoy_installs')
    .values({
      install_id: installId,
      ...settings,
      ...toRegister,
      installed_at: at,
      updated_at: at,
    })
    .onConflict((conflict) =>
      conflict.column('install_id').doUpdateSet({ ...settings, updated_at: at }),
    )
    .execute();
  await db
    .updateTable('envoy_installs')
    .set(toRegister)
    .where('install_id', '=', installId)
    .where('purpose_state', '!=', 'registered')
    .where('purpose_fault', 'is not', null)
    .execute();
}

/** Returns false when there is no such install. */
export async function deleteInstall(db: Db, installId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('envoy_installs')
    .where('install_id', '=', installId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** Whose purpose is still to be registered, the one that is due first before the others. */
export async function installsToRegister(db: Db): Promise<EnvoyInstallRow[]> {
  return db
    .selectFrom('envoy_installs')
    .selectAll()
    .where('purpose_state', '!=', 'registered')
    .orderBy('purpose_due_at')
    .execute();
}

/** What came of a try; nothing is noted of an install that was made anew in the meantime. */
export async function notePurpose(
  db: Db,
  install: Pick<EnvoyInstallRow, 'install_id' | 'installed_at'>,
  outcome: { state: PurposeState; fault: string | null; triedAt: Date; dueAt: Date },
): Promise<void> {
  await db
    .updateTable('envoy_installs')
    .set((row) => ({
      purpose_state: outcome.state,
      purpose_fault: outcome.fault,
      purpose_tried_at: outcome.triedAt.toISOString(),
      purpose_due_at: outcome.dueAt.toISOString(),
      purpose_attempts: row('purpose_attempts', '+', 1),
    }))
    .where('install_id', '=', install.install_id)
    .where('installed_at', '=', install.installed_at)
    .execute();
}

/** What was refused is to be tried at once. */
export async function retryRefused(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('envoy_installs')
    .set({ purpose_state: 'pending', purpose_attempts: 0, purpose_due_at: now.toISOString() })
    .where('purpose_state', '=', 'refused')
    .execute();
}
