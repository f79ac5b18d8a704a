import { pino } from 'pino';
import t from 'tap';
import { straightRig } from '#face/lab/modelled-relief.ts';
import { CameraRigs, readRig } from '#server/kiosk/camera-rigs.ts';
import { auditEventsAfter } from '#server/store/tables/audit-events.ts';
import { findKiosk } from '#server/store/tables/kiosks.ts';
import { startLobby } from './start-lobby.ts';

const misfitOf = (personId: string) => ({ fits: 0, misfits: 10, personId });

t.test(
  'cameras that three visitors do not fit were moved, until they are set up again',
  async (t) => {
    const { db, pair } = await startLobby(t, { listen: false });
    const { id } = (await pair()).kiosk;
    const rigs = new CameraRigs(db, pino({ level: 'silent' }));
    const stored = async () => readRig((await findKiosk(db, id))!)!;
    const moved = async () => {
      const events = await auditEventsAfter(db, 0, 1000);
      return events.filter(({ action }) => action === 'cameras_moved');
    };
    t.equal(await rigs.put(id, straightRig, 'command:test'), true);
    const first = await stored();
    await rigs.note(id, first, misfitOf('anna'));
    for (let again = 0; again < 3; again++) await rigs.note(id, first, misfitOf('ben'));
    t.match(
      [await stored(), await moved()],
      [{ isKnocked: false }, { length: 0 }],
      'one visitor alone',
    );
    await rigs.note(id, first, misfitOf('carl'));
    t.match([await stored(), await moved()], [{ isKnocked: true }, [{ subject: id }]]);
    await rigs.note(id, first, misfitOf('dora'));
    t.equal((await moved()).length, 1, 'on record once');

    await rigs.put(id, { ...straightRig, baseline: 1.6 }, 'command:test');
    // A visitor who was seen by the cameras as they were before.
    await rigs.note(id, first, misfitOf('dora'));
    t.match([await stored(), await moved()], [{ isKnocked: false }, [{}]]);
  },
);
