import { sql, type Kysely } from 'kysely';

/** Gives up the queued messages of kinds that no channel sends any more. They hold nothing about a visitor. */
export async function giveUpStartNotices(db: Kysely<unknown>): Promise<void> {
  await db
    .withTables<{
      outbox: Record<'kind' | 'state' | 'contents' | 'last_fault' | 'ended_at', unknown>;
    }>()
    .updateTable('outbox')
    .set({
      ...{ state: 'given_up', contents: null, last_fault: 'kind_removed' },
      ended_at: new Date().toISOString(),
    })
    .where('state', '=', 'waiting')
    .where('kind', 'in', ['start_stuck', 'start_done', 'messages_given_up'])
    .execute();
}

/** A key says itself how it signs: one of P-384 was stored as ES256. */
export async function dropKeyAlgorithm(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('credential_keys').dropColumn('algorithm').execute();
}

/** The front desk says no more who was in front of the camera. */
export async function dropCorrections(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('corrections').execute();
}

/** A face is compared with everybody, wherever they belong. */
export async function dropLocations(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('person_locations').execute();
}

/** Visitors are found by what they type, and not by Envoy's profile of them. */
export async function dropVisitorProfiles(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('visitor_profiles').execute();
}

/** Pairing alone binds a kiosk to a location. One that was chosen in Envoy is bound to that location. */
export async function bindChosenKiosks(db: Kysely<unknown>): Promise<void> {
  await sql`update kiosks set location_id = (
      select min(location_id) from envoy_installs where lower(envoy_installs.kiosk) = lower(kiosks.name)
    ) where location_id is null and device_id is null and revoked_at is null`.execute(db);
  await db.schema.alterTable('envoy_installs').dropColumn('kiosk').execute();
}

/** Lists are fetched or imported, and no longer brought in signed bundles. */
export async function dropBundles(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('bundle_keys').execute();
  await db.schema.alterTable('followed_lists').dropColumn('brought').execute();
}

/** Accounts of the desk log in with a password or by their provider. */
export async function dropPasskeys(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('desk_passkeys').execute();
}
