import path from 'node:path';
import t, { type Test } from 'tap';
import { LearnedRooms } from '../../server/kiosk/learned-rooms.ts';
import { createPairing, revokePairing } from '../../server/kiosk/pairing.ts';
import { findKioskRoom } from '../../server/store/tables/kiosk-rooms.ts';
import {
  confirmCameras,
  noteOtherCameras,
  recordCameras,
} from '../../server/store/tables/kiosks.ts';
import { openTemplateCipher } from '../../server/templates/open-cipher.ts';
import { rotate } from '../support/rotate.ts';
import {
  agreement,
  learnRoom,
  roomCells,
  roomGrid,
  type RoomPrint,
} from '../../packages/face/index.ts';
import { seededRandom } from '../../packages/repeatable-random/index.ts';
import { openStore } from '../support/store.ts';

// The real store and cipher. Prints are drawn, so that every cell is known.

const webcam = ['HD Pro Webcam C920 (046d:08e5), 1920 × 1080'];
const another = ['USB Camera (1bcf:2284), 640 × 480'];

/** A room drawn from this number: each cell has edges in one direction. @param covered cells that a person covers */
function seenRoom(number: number, covered = 0): RoomPrint {
  const random = seededRandom(number);
  const edges = new Uint8Array(roomCells * roomGrid.directions);
  for (let cell = 0; cell < roomCells; cell += 1) {
    edges[cell * roomGrid.directions + Math.floor(random() * roomGrid.directions)] = 200;
  }
  const state = Uint8Array.from({ length: roomCells }, (_, cell) => (cell < covered ? 1 : 0));
  return { shape: 133, edges, state };
}

function learnt(number: number) {
  const { room } = learnRoom([seenRoom(number), seenRoom(number)]);
  if (!room) throw new Error('not learned');
  return room;
}

async function start(t: Test) {
  const folder = t.testdir({});
  const store = await openStore({ databaseFile: path.join(folder, 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const { db } = store;
  const keyFile = path.join(folder, 'template.key');
  const failed = (told: unknown) => void t.fail('it failed unseen', { told });
  const logger = { info: () => {}, warn: () => {}, error: failed };
  /** One of several instances on the database. */
  const instance = async () =>
    new LearnedRooms({ db, cipher: await openTemplateCipher(db, keyFile), logger });
  const pairing = createPairing({ db });
  const pair = async () => {
    const { code } = await pairing.newCode({ name: 'Lobby' });
    const paired = await pairing.redeem(code);
    if (!paired.paired) throw new Error(paired.refusal);
    await recordCameras(db, paired.kiosk.id, webcam);
    return paired.kiosk.id;
  };
  return { db, keyFile, instance, pair, id: await pair(), rooms: await instance() };
}

t.test(
  'a capture that was compared with the room of before changes nothing of the new one',
  async (t) => {
    const { db, rooms, instance, id } = await start(t);
    await rooms.learned(id, learnt(1), 'desk:a');
    const before = (await rooms.find(id))!;
    const elsewhere = await instance();
    await elsewhere.learned(id, learnt(2), 'desk:b');
    t.equal(
      await rooms.isCurrent(db, id, before.roomId),
      false,
      'no approval rests on it any more',
    );
    await rooms.note(id, before.roomId, { print: seenRoom(1), isLetIn: true });
    for (let times = 0; times < 4; times += 1) {
      await rooms.note(id, before.roomId, { print: seenRoom(3), isLetIn: false });
    }
    const row = await findKioskRoom(db, id);
    t.match(row, { otherId: null, otherCaptures: 0 });
    t.equal(agreement((await rooms.find(id))!.room, seenRoom(2)), 1);
  },
);

t.test('two instances that note at once lose nothing but one of the two notes', async (t) => {
  const { db, rooms, instance, id } = await start(t);
  await rooms.learned(id, learnt(1), 'desk:a');
  const { roomId } = (await rooms.find(id))!;
  const elsewhere = await instance();
  const note = (from: LearnedRooms, isLetIn: boolean) =>
    from.note(id, roomId, { print: seenRoom(isLetIn ? 1 : 2, 60), isLetIn });
  await Promise.all([note(rooms, true), note(elsewhere, true), note(rooms, false)]);
  const row = (await findKioskRoom(db, id))!;
  t.ok(row.revision >= 2 && row.revision <= 4, String(row.revision));
  t.equal(agreement((await elsewhere.find(id))!.room, seenRoom(1)), 1);
});

t.test('the same other room three times is one that the desk has to look at', async (t) => {
  const { db, rooms, id } = await start(t);
  await rooms.learned(id, learnt(1), 'desk:a');
  const { roomId } = (await rooms.find(id))!;
  const counted = async (number: number, isLetIn = false) => {
    await rooms.note(id, roomId, { print: seenRoom(number, 60), isLetIn });
    return (await findKioskRoom(db, id))?.otherCaptures;
  };
  t.same([await counted(2), await counted(3), await counted(3)], [1, 1, 2], 'in the same way');
  t.equal(await counted(1, true), 0, 'the room itself was seen');
  t.same([await counted(2), await counted(2), await counted(2)], [1, 2, 3]);
  t.equal(await counted(1), 3, 'it takes a visitor who was let in, and nobody was');
});

t.test('one visitor changes little, and a shelf that was moved is learned by many', async (t) => {
  const { rooms, id } = await start(t);
  await rooms.learned(id, learnt(1), 'desk:a');
  const { roomId } = (await rooms.find(id))!;
  const moved = seenRoom(1);
  moved.edges.set(seenRoom(2).edges.subarray(0, 80 * roomGrid.directions));
  const shareOf = async (print: RoomPrint) => agreement((await rooms.find(id))!.room, print)!;
  const first = await shareOf(moved);
  await rooms.note(id, roomId, { print: moved, isLetIn: true });
  t.equal(await shareOf(seenRoom(1)), 1);
  t.equal(await shareOf(moved), first);
  for (let times = 0; times < 20; times += 1) {
    await rooms.note(id, roomId, { print: moved, isLetIn: true });
  }
  t.equal(await shareOf(moved), 1);
  // Prints of held visitors change nothing.
  for (let times = 0; times < 20; times += 1) {
    await rooms.note(id, roomId, { print: seenRoom(1), isLetIn: false });
  }
  t.equal(await shareOf(moved), 1);
});

t.test('another camera, another pairing and another key', async (t) => {
  const { db, keyFile, rooms: before, instance, pair, id } = await start(t);
  await before.learned(id, learnt(1), 'desk:a');
  const { roomId } = (await before.find(id))!;
  for (let times = 0; times < 2; times += 1) {
    await before.note(id, roomId, { print: seenRoom(2), isLetIn: false });
  }
  await rotate(db, keyFile, { revoke: false });
  await t.rejects(before.find(id), { code: 'key_wrong' }, 'the key changes in a start only');
  const rooms = await instance();
  t.equal(agreement((await rooms.find(id))!.room, seenRoom(1)), 1);
  t.equal((await rooms.find(id))?.roomId, roomId);
  await rooms.note(id, roomId, { print: seenRoom(2), isLetIn: false });
  t.equal((await findKioskRoom(db, id))?.otherCaptures, 3, 'so does what captures have shown');
  await noteOtherCameras(db, id, another);
  t.equal((await rooms.find(id))?.roomId, roomId, 'while nobody has confirmed it');
  await confirmCameras(db, id, () => true);
  t.equal(await rooms.find(id), null, 'it was learned with another camera');
  t.equal(await rooms.isCurrent(db, id, roomId), false);
  await rooms.learned(id, learnt(4), 'desk:a');
  t.ok(await rooms.find(id));
  await revokePairing(db, id, 'desk:a');
  t.equal(await rooms.find(id), null);
  t.equal(await findKioskRoom(db, id), undefined);
  t.equal(await rooms.find(await pair()), null, 'of one that is paired again nothing is known');
});
