import { once } from 'node:events';
import { pino } from 'pino';
import t from 'tap';
import {
  cropPhoto,
  darkFrames,
  emptyFrames,
  sampleFaces,
  twoPeopleFrames,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { createLogger } from '#server/ops/logging.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { Lines } from '../support/lines.ts';
import { storeEnvironment } from '../support/store.ts';

// The real service with its models, its database and its listeners. A camera client replaces
// the browser, and photos replace the people.
const { womanA, womanB, guest1, guest2, guest3, guest4, guest5 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const bea = { name: 'Bea Moreau', email: 'bea@example.com' };

t.test('a sign-in, end to end', async (t) => {
  const log = new Lines();
  const dataDir = t.testdir();
  const trial = await Trial.start(dataDir, createLogger('trace', log), {
    ...(await storeEnvironment(dataDir)),
    VESTIBULE_DEADLINE_SECONDS: '20',
  });
  t.teardown(() => trial.stop());
  const annaId = await trial.enrol(anna, [await cropPhoto(womanA)]);
  await trial.enrol(bea, [await cropPhoto(guest2)]);
  const kiosk = await trial.openKiosk(
    { frames: await webcamFrames(womanB, 12) },
    { deviceId: 'a' },
  );
  const reasonOf = (body: string) =>
    (JSON.parse(body) as { attachments: { label: string; value: string }[] }).attachments.find(
      ({ label }) => label === 'Reason',
    )?.value;
  const stored = (jobId: string) => findSignIn(trial.service.db, jobId);

  t.test('the enrolled person is let in and welcomed on the screen', async (t) => {
    const outcome = once(kiosk, 'outcome');
    const capture = once(kiosk, 'capture');
    const answer = await trial.signIn({ ...anna, deviceId: 'a', jobId: 'match' });
    t.equal(answer.status, 200);
    t.equal(answer.body, '{}');
    t.same(await outcome, ['welcome']);
    t.match(await capture, [{ visitor: 'Anna', askFirst: false }]);
    const row = await stored('match');
    t.match(row, {
      claimedPersonId: annaId,
      verdict: 'approved',
      reason: 'matched',
      check: 'face',
      engine: 'onnx',
      model: trial.service.vision.model.id,
      deviceId: 'a',
    });
    t.ok((row?.usableFrames ?? 0) >= 3, 'not on a single frame');
    t.ok((row?.score ?? 0) >= trial.service.vision.model.threshold);
  });

  t.test('a stranger who gives her name is held, and the screen accuses nobody', async (t) => {
    kiosk.show(await webcamFrames(guest1, 12));
    const outcome = once(kiosk, 'outcome');
    const answer = await trial.signIn({ ...anna, deviceId: 'a', jobId: 'stranger' });
    t.equal(answer.status, 412);
    t.equal(reasonOf(answer.body), 'no match');
    t.same(await outcome, ['please_wait']);
    t.match(await stored('stranger'), { claimedPersonId: annaId, verdict: 'review' });
  });

  t.test('another enrolled person who gives her name is told apart', async (t) => {
    kiosk.show(await webcamFrames(guest2, 12));
    const answer = await trial.signIn({ ...anna, deviceId: 'a' });
    t.equal(answer.status, 412);
    t.equal(reasonOf(answer.body), 'other person');
    t.notMatch(answer.body, 'Bea', 'who that is, is not told');
  });

  t.test('somebody who is not enrolled is held at once and the camera stays off', async (t) => {
    const captures: unknown[] = [];
    kiosk.on('capture', (capture) => captures.push(capture));
    const visitor = { name: 'Cleo Unknown', email: 'cleo@example.com', deviceId: 'a' };
    const answer = await trial.signIn({ ...visitor, jobId: 'unknown' });
    t.equal(reasonOf(answer.body), 'not enrolled');
    t.same(captures, []);
    t.match(await stored('unknown'), { claimedPersonId: null, frames: null });
  });

  t.test('a name does not claim somebody whose e-mail is another', async (t) => {
    const visitor = { name: anna.name, email: 'another-anna@example.com', deviceId: 'a' };
    t.equal(reasonOf((await trial.signIn(visitor)).body), 'not enrolled');
  });

  t.test('an expired enrolment is not compared', async (t) => {
    const visitor = { name: 'Dora Old', email: 'dora@example.com' };
    const id = await trial.enrol(visitor, [await cropPhoto(guest3)]);
    // Set in the database, because no command accepts a date that has passed.
    const over = new Date(Date.now() - 1000);
    const { db } = trial.service;
    await db.updateTable('people').set({ expiresAt: over }).where('id', '=', id).execute();
    t.equal(
      reasonOf((await trial.signIn({ ...visitor, deviceId: 'a' })).body),
      'enrolment expired',
    );
  });

  t.test(
    'two people of one name are both compared, and it is stored which one it was',
    async (t) => {
      const ids = [
        await trial.enrol({ name: 'Kim Park' }, [await cropPhoto(guest3)]),
        await trial.enrol({ name: 'KIM  PARK' }, [await cropPhoto(guest4)]),
      ];
      kiosk.show(await webcamFrames(guest4, 12));
      const answer = await trial.signIn({ name: 'Kim Park', deviceId: 'a', jobId: 'kim' });
      t.equal(answer.status, 200);
      t.equal((await stored('kim'))?.claimedPersonId, ids[1]);
      kiosk.show(await webcamFrames(guest1, 12));
      const held = await trial.signIn({ name: 'Kim Park', deviceId: 'a' });
      t.match(held.body, '2 people are enrolled under this name');
    },
  );

  t.test('people in line at one kiosk are answered one after the other', async (t) => {
    kiosk.show(await webcamFrames(womanB, 12));
    const answers = await Promise.all(
      ['line-1', 'line-2', 'line-3'].map((jobId) =>
        trial.signIn({ ...anna, deviceId: 'a', jobId }),
      ),
    );
    t.same(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
  });

  t.test('two calls for one job are one capture and one answer', async (t) => {
    let captures = 0;
    kiosk.on('capture', () => captures++);
    const visitor = { ...anna, deviceId: 'a', jobId: 'twice' };
    const [first, second] = await Promise.all([trial.signIn(visitor), trial.signIn(visitor)]);
    t.same([first.status, second.status], [200, 200]);
    t.equal(captures, 1);
  });

  t.test('a connection that is cut in mid-capture is taken up again', async (t) => {
    const guided = once(kiosk, 'guidance');
    const held = trial.signIn({ ...anna, deviceId: 'a' });
    await guided;
    kiosk.cut();
    t.equal((await held).status, 200);
  });

  t.test('a worker that is killed in mid-capture costs a frame, not the sign-in', async (t) => {
    const started = once(kiosk, 'capture');
    const held = trial.signIn({ ...anna, deviceId: 'a' });
    await started;
    for (const pid of trial.service.vision.pids) process.kill(pid, 'SIGKILL');
    t.equal((await held).status, 200);
  });

  t.test('what the camera cannot use is held with the reason why', async (t) => {
    const frames = await webcamFrames(womanB, 12);
    const scenes = {
      'no face': { frames: await emptyFrames(6) },
      'several faces': { frames: await twoPeopleFrames(womanB, guest1, 6) },
      'poor quality': { frames: await darkFrames(womanB, 6) },
      'camera stuck': { frames: frames.slice(0, 1), frozen: true },
      declined: { frames, decline: true },
      'kiosk offline': { frames, camera: 'missing' as const },
    };
    await Promise.all(
      Object.entries(scenes).map(async ([reason, options]) => {
        await trial.openKiosk({ fps: 3, ...options }, { deviceId: reason });
        const answer = await trial.signIn({ ...anna, deviceId: reason });
        t.equal(answer.status, 412, reason);
        t.equal(reasonOf(answer.body), reason);
      }),
    );
    const nowhere = await trial.signIn({ ...anna, deviceId: 'elsewhere', locationId: 'elsewhere' });
    t.equal(reasonOf(nowhere.body), 'no kiosk here', 'no kiosk serves that iPad');
  });

  t.test(
    'after five failures in a row under one name nobody is looked at for a while',
    async (t) => {
      const visitor = { name: 'Eve Often', email: 'eve@example.com', deviceId: 'a' };
      await trial.enrol(visitor, [await cropPhoto(guest5)]);
      kiosk.show(await webcamFrames(guest1, 12));
      const reasons: unknown[] = [];
      for (let i = 0; i < 6; i++) reasons.push(reasonOf((await trial.signIn(visitor)).body));
      t.same(reasons, [...Array.from({ length: 5 }, () => 'no match'), 'locked out']);
    },
  );

  t.test('nobody is named and nothing measured in the log', async (t) => {
    const text = log.text();
    t.match(text, '"reason":"matched"', 'decisions are logged');
    const secrets = [
      anna.name,
      anna.email,
      'Lindqvist',
      bea.email,
      trial.secrets.envoy[0],
      'score',
    ];
    for (const secret of secrets) t.notMatch(text, secret);
    const scores = await Promise.all(['match', 'stranger', 'kim'].map(stored));
    for (const row of scores) t.notMatch(text, String(row?.score), 'a score');
  });
});

t.test('without any kiosk a sign-in is held within its grace', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  t.match((await trial.signIn(anna)).body, 'The lobby camera is not connected');
  const ready = await fetch(new URL('readyz', trial.service.lobbyUrl));
  t.equal(ready.status, 503);
  t.same(await ready.json(), {
    status: 'not ready',
    checks: { store: 'ok', models: 'ok', kiosk: 'failing' },
  });
  await trial.openKiosk({ frames: await emptyFrames(2) });
  t.equal((await fetch(new URL('readyz', trial.service.lobbyUrl))).status, 200);
});
