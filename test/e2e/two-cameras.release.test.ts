import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { drawVisitor } from '../../lab/trial/two-cameras.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import type { CameraSetUp } from '#server/protocol/desk-manage-messages.ts';
import { auditEventsAfter } from '#server/store/tables/audit-events.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { DeskBrowser } from '../desk/start-desk.ts';

// The whole service, the desk's routes and the real models. The pictures are drawn: a photo on the depths of a mean head.

const drawn = await drawVisitor();
const visitor = { name: 'Vera Visitor', email: 'vera@example.com' };

t.test('two cameras let in a head, and no picture of one', async (t) => {
  const folder = t.testdir({});
  // Longer than a lobby waits, because a busy machine analyses few pairs a second.
  const settings = { VESTIBULE_LIVENESS: 'two_cameras', VESTIBULE_DEADLINE_SECONDS: '20' };
  const trial = await Trial.start(path.join(folder, 'data'), pino({ level: 'silent' }), settings);
  t.teardown(() => trial.stop());
  const { db, lobbyUrl } = trial.service;
  const { portrait, steps: learning, stands: seen, photo: shown } = drawn;
  await trial.enrol(visitor, [portrait]);
  const kiosk = await trial.openKiosk({ frames: learning.first, second: learning.second });
  const { account, link } = await addDeskAccount(
    db,
    { name: 'Mia Manager', role: 'manager' },
    { actor: 'command:test', now: new Date() },
  );
  t.ok(account.id);
  const browser = new DeskBrowser(lobbyUrl.replace(/\/$/, ''));
  const password = 'four plain words here';
  await browser.post('/desk/api/set-password', { link: link.token, password });
  const { screens } = (await browser.get('/desk/api/lobby')).json as {
    screens: { id: string; twoCameras: unknown }[];
  };
  const [screen] = screens;
  const route = `/desk/api/lobby/${screen!.id}/cameras`;
  const setUp = async (): Promise<CameraSetUp> => {
    await browser.post(route, {});
    for (let pictures = 0; ;) {
      const state = (await browser.get(route)).json as CameraSetUp;
      if (state.pictures) pictures += 1;
      if (state.phase === 'running') continue;
      t.ok(pictures > 0, 'both pictures were shown');
      t.equal(state.pictures, null, 'and are gone');
      return state;
    }
  };
  let job = 0;
  const signIn = async () => {
    const jobId = `job-${++job}`;
    const { status } = await trial.signIn({ ...visitor, jobId });
    const { reason, usableFrames } = (await findSignIn(db, jobId)) ?? {};
    return { status, reason, usableFrames };
  };

  t.match(screen, { twoCameras: { standing: 'not_set_up' } });
  t.match(await signIn(), { status: 412, reason: 'cameras_not_set_up' });

  t.match(await setUp(), { phase: 'learned', said: [{ code: 'cameras_learned' }] });
  const events = await auditEventsAfter(db, 0, 1000);
  t.match(
    events.filter(({ action }) => action === 'cameras_set_up'),
    [{ actor: `desk:${account.id}`, subject: screen!.id }],
  );

  kiosk.show(shown.first, shown.second);
  t.match(await signIn(), { status: 412, reason: 'spoof_suspected' }, 'a picture');
  kiosk.show(seen.first, seen.first);
  t.match(await signIn(), { status: 412 }, 'one film in both cameras');
  kiosk.show(seen.first);
  t.match(await signIn(), { status: 412, reason: 'second_camera_missing' });
  kiosk.show(seen.first, seen.second);
  const letIn = await signIn();
  t.match(letIn, { status: 200, reason: 'matched' }, 'a head');
  t.ok((letIn.usableFrames ?? Infinity) <= 24, `after ${letIn.usableFrames} pairs`);
});
