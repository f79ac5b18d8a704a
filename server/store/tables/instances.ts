import { sql, type RawBuilder, type Selectable } from 'kysely';
import { sqlDialectOf, withoutWriteLock } from '#database';
import type { InstanceKiosksTable, InstancesTable } from '../instance-schema.ts';
import type { Db } from '../schema.ts';

/** An instance whose last heartbeat is older than this counts as gone. */
export const goneAfterMs = 4000;
/** A gone instance's row is kept this long, so that people can see what happened to it. */
const forgottenAfterMs = 10 * 60_000;

export type InstanceRow = Pick<
  Selectable<InstancesTable>,
  'id' | 'name' | 'version' | 'protocol' | 'policy' | 'address' | 'deskPages'
> & { addressHash?: string | null };

export interface SeenInstance extends InstanceRow {
  /** Age of its last heartbeat, by the database's clock. */
  ageMs: number;
  /** Time since its start. */
  startedMs: number;
}

/** Writes a heartbeat and adds the instance's row if it is missing. Returns the state of the other instances. */
export async function beatInstance(
  db: Db,
  own: InstanceRow,
): Promise<{ wasKnown: boolean; alive: string[]; hasWork: boolean }> {
  const { clockMs } = sqlDialectOf(db);
  // Not an upsert, which would notify every instance. One round trip per second.
  const beaten = await withoutWriteLock(db)
    .updateTable('instances')
    .set({ beatMs: clockMs, policy: own.policy })
    .where('id', '=', own.id)
    .returning((row) => [
      sql<string | null>`(select string_agg(seen.id, ' ') from instances as seen
        where seen.beat_ms > ${clockMs} - ${sql.lit(goneAfterMs)})`.as('alive'),
      row.exists(row.selectFrom('shared_work').select('shared_work.id')).as('hasWork'),
    ])
    .executeTakeFirst();
  if (!beaten) await enter(db, own);
  return {
    wasKnown: beaten !== undefined,
    alive: beaten?.alive?.split(' ') ?? [],
    hasWork: Boolean(beaten?.hasWork ?? true),
  };
}

/** Adds the row of this instance and deletes rows of instances that are long gone. */
async function enter(db: Db, own: InstanceRow): Promise<void> {
  const { clockMs } = sqlDialectOf(db);
  await withoutWriteLock(db)
    .insertInto('instances')
    .values({ ...own, startedMs: clockMs, beatMs: clockMs })
    .onConflict((row) => row.column('id').doNothing())
    .execute();
  await withoutWriteLock(db).deleteFrom('instances').where('beatMs', '<', longAgo(db)).execute();
}

function longAgo(db: Db): RawBuilder<number> {
  return sql<number>`${sqlDialectOf(db).clockMs} - ${sql.lit(forgottenAfterMs)}`;
}

/** Stores how many pages of accounts that may let somebody in are open at an instance. */
export async function noteDeskPages(db: Db, id: string, pages: number): Promise<void> {
  await withoutWriteLock(db)
    .updateTable('instances')
    .set({ deskPages: pages })
    .where('id', '=', id)
    .execute();
}

/** Every instance of the last minutes, in the order of their starts. */
export async function listInstances(db: Db): Promise<SeenInstance[]> {
  const rows = await db
    .selectFrom('instances')
    .select(['id', 'name', 'version', 'protocol', 'policy', 'address', 'addressHash', 'deskPages'])
    .select(sql<number>`${sqlDialectOf(db).clockMs} - beat_ms`.as('ageMs'))
    .select(sql<number>`${sqlDialectOf(db).clockMs} - started_ms`.as('startedMs'))
    .where('beatMs', '>', longAgo(db))
    .orderBy('startedMs')
    .execute();
  return rows.map((row) => ({
    ...row,
    ageMs: Math.max(0, Number(row.ageMs)),
    startedMs: Number(row.startedMs),
  }));
}

/** Removes an instance that stops properly, with its lobby screens. */
export async function removeInstance(db: Db, id: string): Promise<void> {
  await withoutWriteLock(db).deleteFrom('instances').where('id', '=', id).execute();
}

/** The sockets that live instances have to lobby screens. */
export async function heldKiosks(db: Db): Promise<Selectable<InstanceKiosksTable>[]> {
  return db
    .selectFrom('instance_kiosks')
    .selectAll()
    .where((row) => row.not(isGone(db, sql.ref('instance_id'))))
    .execute();
}

/** Records that the lobby screen has a socket to this instance. */
export async function holdKiosk(db: Db, kiosk: Selectable<InstanceKiosksTable>): Promise<void> {
  const { camera, busy, page, hasReader } = kiosk;
  await withoutWriteLock(db)
    .insertInto('instance_kiosks')
    .values(kiosk)
    .onConflict((row) =>
      row.columns(['kioskId', 'instanceId']).doUpdateSet({ camera, busy, page, hasReader }),
    )
    .execute();
}

export async function letGoOfKiosk(db: Db, kioskId: string, instanceId: string): Promise<void> {
  await withoutWriteLock(db)
    .deleteFrom('instance_kiosks')
    .where('kioskId', '=', kioskId)
    .where('instanceId', '=', instanceId)
    .execute();
}

/** Forgets the sockets of instances that are gone, and of one that is about to stop. */
export async function letGoOfKiosks(db: Db, leaving: string | null = null): Promise<void> {
  await withoutWriteLock(db)
    .deleteFrom('instance_kiosks')
    .where((row) => row.or([row('instanceId', '=', leaving), isGone(db, sql.ref('instance_id'))]))
    .execute();
}

/** Whether the instance has missed its heartbeats or never wrote one. */
export function isGone(db: Db, id: RawBuilder<unknown>): RawBuilder<boolean> {
  const { clockMs } = sqlDialectOf(db);
  return sql<boolean>`(not exists (select 1 from instances as seen
    where seen.id = ${id} and seen.beat_ms > ${clockMs} - ${sql.lit(goneAfterMs)}))`;
}
