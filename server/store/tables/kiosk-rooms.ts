import type { Selectable } from 'kysely';
import { changeRows, deleteRows, findRow, findRows } from '../../../packages/database/index.ts';
import type { Db, KioskRoomsTable } from '../schema.ts';

export type KioskRoomRow = Selectable<KioskRoomsTable>;

export async function findKioskRoom(db: Db, kioskId: string): Promise<KioskRoomRow | undefined> {
  return findRow(db, 'kiosk_rooms', { kioskId });
}

export async function kioskRooms(db: Db): Promise<KioskRoomRow[]> {
  return findRows(db, 'kiosk_rooms', {}, 'kioskId');
}

/** Replaces the room that was learned before. */
export async function putKioskRoom(db: Db, row: KioskRoomRow): Promise<void> {
  const { kioskId, ...rest } = row;
  await db
    .insertInto('kiosk_rooms')
    .values({ kioskId, ...rest })
    .onConflict((conflict) => conflict.column('kioskId').doUpdateSet(rest))
    .execute();
}

/** @returns false and changes nothing when the room has changed since it was read */
export async function changeKioskRoom(
  db: Db,
  { kioskId, revision }: Pick<KioskRoomRow, 'kioskId' | 'revision'>,
  change: Partial<Pick<KioskRoomRow, 'room' | 'otherRoom' | 'otherId' | 'otherCaptures'>>,
): Promise<boolean> {
  return changeRows(
    db,
    'kiosk_rooms',
    { kioskId, revision },
    { ...change, revision: revision + 1 },
  );
}

export async function deleteKioskRoom(db: Db, kioskId: string): Promise<boolean> {
  return deleteRows(db, 'kiosk_rooms', { kioskId });
}

/** The state of each screen's room, without the room itself. */
export async function kioskRoomStates(db: Db) {
  return db
    .selectFrom('kiosk_rooms')
    .select(['kioskId', 'camera', 'otherId', 'otherCaptures'])
    .execute();
}
