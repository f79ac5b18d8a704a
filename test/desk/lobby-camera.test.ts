import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { standingOf } from '#server/kiosk/paired-camera.ts';
import { auditEventsAfter } from '#server/store/tables/audit-events.ts';
import { confirmCameras, findKiosk } from '#server/store/tables/kiosks.ts';
import { askCapture, enough } from '../kiosk/ask-capture.ts';
import { jpegLike, RawKiosk } from '../kiosk/raw-kiosk.ts';
import { lacking } from '../support/needs.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

// The real listener, sockets, hub and database.

const webcam = 'HD Pro Webcam C920 (046d:08e5), 1920 × 1080';
const another = 'USB Camera (1bcf:2284), 640 × 480';

t.test('which cameras are those that were recorded', async (t) => {
  const rows: [string[] | null, string[] | undefined, string][] = [
    [null, undefined, 'as_paired'],
    [null, [webcam], 'first'],
    [null, ['OBS Virtual Camera, 1280 × 720'], 'changed'],
    [null, [webcam, 'Dummy video device (0x0000)'], 'changed'],
    [null, ['Obsbot Tiny (3564:fef0), 1920 × 1080'], 'first'],
    [[webcam], [webcam], 'as_paired'],
    [[webcam], [another], 'changed'],
    [[webcam], [webcam, another], 'changed'],
    [[webcam, another], [webcam], 'as_paired'],
    [[webcam, another], [another, webcam], 'changed'],
    [[webcam, another], [webcam, another, another], 'changed'],
    [[webcam, another, another], [webcam, another, another], 'as_paired'],
    [[webcam], [webcam, webcam], 'changed'],
    [[webcam], undefined, 'changed'],
    [['OBS Virtual Camera, 1280 × 720'], ['OBS Virtual Camera, 1280 × 720'], 'as_paired'],
  ];
  for (const [recorded, seen, standing] of rows) {
    t.equal(standingOf(recorded, seen), standing, `${String(recorded)} | ${String(seen)}`);
  }
});

async function lobby(t: Test) {
  const desk = await startDesk(t, { kioskTimes: { outcomeHoldMs: 0 } });
  const url = await desk.listen();
  const { code } = await desk.pairing.newCode({ name: 'Lobby' });
  const paired = await desk.pairing.redeem(code);
  if (!paired.paired) throw new Error(paired.refusal);
  const kiosk = await RawKiosk.ready(url, paired.token);
  t.teardown(() => kiosk.socket.terminate());
  const account = await desk.add('Rik Reception');
  const browser = new DeskBrowser(url);
  await browser.post('/desk/api/set-password', {
    link: account.link,
    password: 'four plain words here',
  });
  let pictures = 0;
  /** Captures with a page that has these cameras. @returns the ending, and the number of analysed pictures */
  const capture = async (cameras?: string[]) => {
    const { ended, seen } = askCapture(desk.kioskRegistry, { onFrame: async () => enough });
    const { captureId } = await kiosk.next('capture_start');
    kiosk.send({ type: 'capture_started', captureId, ...(cameras && { cameras }) });
    // No camera delivers the same picture twice.
    kiosk.frame(captureId, 0, jpegLike(++pictures));
    return { ending: (await ended).ending, looks: seen.length };
  };
  const { id } = paired.kiosk;
  const confirm = (camera: string) => browser.post(`/desk/api/lobby/${id}/camera`, { camera });
  /** Audit events of this action, as soon as there is one. */
  const recorded = async (action: string) => {
    for (;;) {
      const events = await auditEventsAfter(desk.db, 0, 1000);
      const found = events.filter((event) => event.action === action);
      if (found.length > 0) return found;
    }
  };
  const tamper = (statement: string) => sql.raw(statement).execute(desk.db);
  return { ...desk, id, capture, confirm, recorded, tamper };
}

t.test('another camera looks at nobody until the desk has confirmed it', async (t) => {
  const { db, kioskRegistry, capture, confirm, recorded, id } = await lobby(t);
  t.same(await capture([webcam]), { ending: 'done', looks: 1 }, 'the first one is recorded');
  t.match(await recorded('camera_recorded'), [{ actor: `kiosk:${id}`, subject: id }]);
  t.same(await capture([webcam]), { ending: 'done', looks: 1 });
  for (const cameras of [[another], undefined, [webcam, another]]) {
    t.same(await capture(cameras), { ending: 'camera_changed', looks: 0 });
  }
  await recorded('camera_changed');
  while (kioskRegistry.status()[0]?.otherCamera !== `${webcam}; besides: ${another}`)
    await pause(10);
  t.match(
    await confirm(another),
    { status: 200, json: { worked: false } },
    'not what was looked at',
  );
  t.same(await capture([webcam, another]), { ending: 'camera_changed', looks: 0 });
  const looked = `${webcam}; besides: ${another}`;
  t.match(await confirm(looked), { status: 200, json: { worked: true } });
  t.match(await recorded('camera_confirmed'), [{ actor: /^desk:/, subject: id }]);
  t.notOk(kioskRegistry.status()[0]?.otherCamera);
  t.same(await capture([webcam, another]), { ending: 'done', looks: 1 });
  t.same(await capture([webcam]), { ending: 'done', looks: 1 }, 'one fewer shows nobody anything');

  t.same(await capture([another]), { ending: 'camera_changed', looks: 0 });
  // Another instance's desk confirms the camera. This instance has not read that yet.
  t.ok(await confirmCameras(db, id, () => true));
  t.same(await capture([another]), { ending: 'done', looks: 1 }, 'the confirmation counts at once');
  t.match(await findKiosk(db, id), { camerasSeen: null }, 'and nothing is noted as changed again');
});

t.test(
  'a camera that could not be put on record is not believed',
  { skip: lacking('SQLite') },
  async (t) => {
    const { capture, tamper, recorded, id } = await lobby(t);
    await tamper(
      `create trigger no_cameras before update of cameras on kiosks begin select raise(abort, 'no'); end`,
    );
    const refused = { ending: 'aborted', looks: 0 };
    t.same(await capture([another]), refused);
    t.same(await capture([webcam]), refused);
    await tamper('drop trigger no_cameras');
    t.same(await capture([webcam]), { ending: 'done', looks: 1 }, 'the one that is stored');
    t.match(await recorded('camera_recorded'), [{ subject: id }]);
    t.same(await capture([another]), { ending: 'camera_changed', looks: 0 });
  },
);

t.test('a screen that was paired before is not held up by having none recorded', async (t) => {
  const { capture } = await lobby(t);
  t.same(await capture(), { ending: 'done', looks: 1 });
  t.same(await capture([webcam]), { ending: 'done', looks: 1 });
  t.same(await capture([another]), { ending: 'camera_changed', looks: 0 });
});

t.test('as many cameras as a page names are read, in every script', async (t) => {
  const { capture } = await lobby(t);
  const many = Array.from({ length: 16 }, (_, i) => `${i} ${'視訊攝影機'.repeat(30)}`);
  t.same(await capture(many), { ending: 'done', looks: 1 });
  t.same(await capture([...many.slice(0, 15), another]), { ending: 'camera_changed', looks: 0 });
});
