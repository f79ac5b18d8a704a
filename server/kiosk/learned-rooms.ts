import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import {
  changeKioskRoom,
  findKioskRoom,
  putKioskRoom,
  type KioskRoomRow,
} from '../store/tables/kiosk-rooms.ts';
import { findKiosk } from '../store/tables/kiosks.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import {
  addToRoom,
  agreement,
  type LearnedRoom,
  packRoom,
  renewedRoom,
  roomLimits,
  roomOf,
  type RoomPrint,
  unpackRoom,
} from '../../packages/face/index.ts';
import { readCameras } from './paired-camera.ts';

/** After this many captures in a row that show the same other room, the camera counts as moved. */
const movedAfter = 3;

/** What is known about the room in front of a kiosk's camera. */
export type RoomStanding = 'not_learned' | 'learned' | 'differs';

/** @param cameras recorded cameras of the kiosk */
export function roomStandingOf(
  room: Pick<KioskRoomRow, 'camera' | 'otherCaptures'> | undefined,
  cameras: readonly string[] | null | undefined,
): RoomStanding {
  if (!room || room.camera !== (cameras?.[0] ?? null)) return 'not_learned';
  return room.otherCaptures >= movedAfter ? 'differs' : 'learned';
}

export interface KnownRoom {
  roomId: string;
  room: LearnedRoom;
}

interface LearnedRoomsDeps {
  db: Db;
  cipher: Pick<TemplateCipher, 'expectKeyOf' | 'sealSecret' | 'openSecret'>;
  logger: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
}

/** The rooms in front of the kiosks' cameras: learned by a person, updated slowly, encrypted in the store. */
export class LearnedRooms {
  readonly #db: Db;
  readonly #cipher: LearnedRoomsDeps['cipher'];
  readonly #logger: LearnedRoomsDeps['logger'];

  constructor({ db, cipher, logger }: LearnedRoomsDeps) {
    this.#db = db;
    this.#cipher = cipher;
    this.#logger = logger;
  }

  /** @returns null when no room was learned with the recorded camera. @throws the store's error */
  async find(kioskId: string): Promise<KnownRoom | null> {
    // The key may change between the two reads, so a failure is retried once.
    return this.#find(kioskId).catch(() => this.#find(kioskId));
  }

  async #find(kioskId: string): Promise<KnownRoom | null> {
    await this.#cipher.expectKeyOf(this.#db);
    const row = await currentRoom(this.#db, kioskId);
    return row && { roomId: row.roomId, room: this.#open(row) };
  }

  /** Whether this room is still the current one. */
  async isCurrent(db: Db, kioskId: string, roomId: string): Promise<boolean> {
    return (await currentRoom(db, kioskId))?.roomId === roomId;
  }

  /** Stores a learned room, and replaces an earlier one of this kiosk. */
  async learned(kioskId: string, room: LearnedRoom, actor: string): Promise<void> {
    const roomId = randomUUID();
    await this.#db.transaction().execute(async (transaction) => {
      await this.#cipher.expectKeyOf(transaction);
      const kiosk = await findKiosk(transaction, kioskId);
      const before = await findKioskRoom(transaction, kioskId);
      const owner = { kioskId, roomId };
      await putKioskRoom(transaction, {
        ...owner,
        camera: (kiosk && readCameras(kiosk).cameras?.[0]) ?? null,
        learnedAt: new Date(),
        room: this.#cipher.sealSecret(packRoom(room), owner),
        otherId: null,
        otherRoom: null,
        otherCaptures: 0,
        revision: (before?.revision ?? 0) + 1,
      });
      await recordEvent(transaction, { action: 'room_learned', actor, subject: kioskId });
    });
    this.#logger.info({ kioskId }, 'the room of a lobby screen is learned');
  }

  /**
   * Notes a capture in which a person was recognised. Never rejects.
   * @param roomId the room that the capture was compared with
   */
  async note(
    kioskId: string,
    roomId: string,
    { print, isLetIn }: { print: RoomPrint; isLetIn: boolean },
  ): Promise<void> {
    try {
      const noting = this.#db.transaction().setIsolationLevel('read committed');
      const isMoved = await noting.execute(async (transaction) => {
        await this.#cipher.expectKeyOf(transaction);
        const row = await currentRoom(transaction, kioskId);
        if (row?.roomId !== roomId) return false;
        const share = agreement(this.#open(row), print);
        if (share === null) return false;
        if (share >= roomLimits.agreeing) {
          if (isLetIn) await this.#renew(transaction, row, print);
          return false;
        }
        return this.#noteOther(transaction, row, print);
      });
      if (isMoved)
        this.#logger.warn({ kioskId }, 'a lobby screen sees another room than the learned one');
    } catch (error) {
      this.#logger.error({ err: error, kioskId }, 'what a capture showed of the room is not noted');
    }
  }

  async #renew(transaction: Db, row: KioskRoomRow, print: RoomPrint): Promise<void> {
    const room = packRoom(renewedRoom(this.#open(row), print));
    await changeKioskRoom(transaction, row, {
      room: this.#cipher.sealSecret(room, row),
      otherId: null,
      otherRoom: null,
      otherCaptures: 0,
    });
  }

  /** @returns whether the camera counts as moved from this capture on */
  async #noteOther(transaction: Db, row: KioskRoomRow, print: RoomPrint): Promise<boolean> {
    const { kioskId } = row;
    const before = this.#openOther(row);
    const isSame = before !== null && (agreement(before, print) ?? 0) >= roomLimits.agreeing;
    const otherId = isSame && row.otherId !== null ? row.otherId : randomUUID();
    const otherRoom = packRoom(isSame ? addToRoom(before, print) : roomOf(print));
    const otherCaptures = isSame ? row.otherCaptures + 1 : 1;
    const isChanged = await changeKioskRoom(transaction, row, {
      otherId,
      otherRoom: this.#cipher.sealSecret(otherRoom, { kioskId, roomId: otherId }),
      otherCaptures,
    });
    if (!isChanged || otherCaptures !== movedAfter) return false;
    const actor = `kiosk:${kioskId}`;
    await recordEvent(transaction, { action: 'room_changed', actor, subject: kioskId });
    return true;
  }

  #open(row: KioskRoomRow): LearnedRoom {
    return unpackRoom(this.#cipher.openSecret(row.room, row));
  }

  #openOther({ kioskId, otherId, otherRoom }: KioskRoomRow): LearnedRoom | null {
    if (otherId === null || otherRoom === null) return null;
    return unpackRoom(this.#cipher.openSecret(otherRoom, { kioskId, roomId: otherId }));
  }
}

async function currentRoom(db: Db, kioskId: string): Promise<KioskRoomRow | null> {
  const row = await findKioskRoom(db, kioskId);
  const kiosk = row && (await findKiosk(db, kioskId));
  if (!row || !kiosk || kiosk.revokedAt) return null;
  return roomStandingOf(row, readCameras(kiosk).cameras) === 'not_learned' ? null : row;
}
