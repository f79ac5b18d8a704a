import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  twoPeopleFrames,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import type { Guidance } from '#server/protocol/messages.ts';
import type { LobbyEnrolment } from '#server/protocol/desk-enrolment-messages.ts';
import { createLogger } from '#server/ops/logging.ts';
import { Offerer } from '../desk/desk-people.ts';
import { Lines } from '../support/lines.ts';
import { follow, viewsOf } from '../support/posing-person.ts';

// The real service with its models, and a manager at the desk. A camera client plays a person who does what the
// screen asks, from photos that get the depth of a head.

const { womanA, womanB, guest1, guest2 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

const endedBy = (code: string, explanation = /./) => ({
  step: 'ended',
  reasons: [{ code, explanation }],
});

async function stored({ service: { db } }: Trial) {
  const people = await db.selectFrom('people').select(['name', 'consent']).execute();
  const templates = await db.selectFrom('templates').select('source').execute();
  return { people, templates: templates.length };
}

async function annaId({ service: { db } }: Trial): Promise<string> {
  const person = db.selectFrom('people').select('id').where('name', '=', 'Anna Lindqvist');
  return (await person.executeTakeFirstOrThrow()).id;
}

t.test('enrolling from the lobby camera', async (t) => {
  const log = new Lines();
  const trial = await Trial.start(path.join(t.testdir(), 'data'), createLogger('trace', log), {
    VESTIBULE_DEADLINE_SECONDS: '20',
  });
  t.teardown(() => trial.stop());
  const manager = await Offerer.enter(t, trial, 'manager');
  const screenId = (name = 'Kiosk 1') =>
    trial.service.kioskRegistry.status().find((screen) => screen.name === name)!.id;
  const ask = (screen?: string) => manager.enrol(screenId(screen), anna);
  const woman = await viewsOf(womanA);
  const guest = await viewsOf(guest1);
  const kiosk = await trial.openKiosk({ frames: woman.ahead });
  const before = await stored(trial);
  const nothingChanged = async (t: Test) =>
    t.same(await stored(trial), before, 'nothing is stored');
  const captures: string[] = [];
  kiosk.on('capture', ({ purpose }) => captures.push(purpose));

  t.test('without a consent the camera is never turned on', async (t) => {
    const last = await manager.enrol(screenId(), { ...anna, consent: '' });
    t.match(last, { step: 'ended', message: /There is no consent/ });
    t.same(captures, []);
    await nothingChanged(t);
  });

  t.test(
    'who stops it on the screen is not enrolled; nor is anybody once it is gone',
    async (t) => {
      const decliner = await trial.openKiosk({ frames: woman.ahead, decline: true });
      t.match(await ask('Kiosk 2'), endedBy('declined', /stopped it/));
      await decliner.stop();
      const away = await manager.order(screenId('Kiosk 2'), anna);
      t.match(away, { status: 409, json: { message: /not connected/ } });
      const broken = await trial.openKiosk({ frames: woman.ahead, camera: 'missing' });
      t.match(await ask('Kiosk 3'), endedBy('camera_failed'));
      await broken.stop();
      const stuck = await trial.openKiosk({ frames: woman.ahead.slice(0, 1), frozen: true });
      t.match(await ask('Kiosk 4'), endedBy('camera_stuck', /same picture again/));
      await stuck.stop();
      await nothingChanged(t);
    },
  );

  t.test('two people, and somebody who leaves half-way', async (t) => {
    kiosk.show(await twoPeopleFrames(womanA, guest1, 8));
    t.match(await ask(), endedBy('several_people', /Several people/));

    kiosk.show(woman.ahead);
    const empty = await emptyFrames(8);
    const leave = (guidance: Guidance) => {
      if (guidance === 'turn_a_little_left') kiosk.show(empty);
    };
    kiosk.on('guidance', leave);
    const outcome = once(kiosk, 'outcome');
    t.match(await ask(), endedBy('moved_away', /left the camera/));
    kiosk.off('guidance', leave);
    t.same(await outcome, ['enrolment_failed']);
    await nothingChanged(t);
  });

  t.test('another person half-way is refused', async (t) => {
    kiosk.show(woman.ahead);
    const swap = (guidance: Guidance) => {
      if (guidance === 'turn_a_little_left') kiosk.show(guest.ahead);
    };
    kiosk.on('guidance', swap);
    t.match(await ask(), endedBy('another_person', /Another face/));
    kiosk.off('guidance', swap);
    await nothingChanged(t);
  });

  t.test('stopped at the desk, the camera turns off at once', async (t) => {
    kiosk.show(await emptyFrames(8));
    const posed = once(kiosk, 'guidance');
    const { json } = await manager.order(screenId(), anna);
    const { id } = json['enrolment'] as LobbyEnrolment;
    await posed;
    const off = once(kiosk, 'captureEnd');
    const outcome = once(kiosk, 'outcome');
    await manager.browser.call('DELETE', `/desk/api/enrolments/${id}`);
    await off;
    t.same(await outcome, ['enrolment_stopped']);
    t.match(await manager.over(id), endedBy('ending_stopped'));
    await nothingChanged(t);
  });

  t.test('three poses, and she is let in at once', async (t) => {
    kiosk.show(woman.ahead);
    const stop = follow(kiosk, () => woman);
    const capture = once(kiosk, 'capture');
    const outcome = once(kiosk, 'outcome');
    const last = await ask();
    stop();
    t.match(last, { step: 'enrolled', taken: 3, personId: /./ });
    t.match(await capture, [{ purpose: 'enrolment', visitor: 'Anna' }]);
    t.same(await outcome, ['enrolled']);
    t.ok(guided(manager).has('turn_a_little_left'), 'the desk saw how she was getting on');
    t.match(await stored(trial), { people: [{ name: 'Anna Lindqvist' }], templates: 3 });
    const { db } = trial.service;
    const consents = await db.selectFrom('consents').select(['statement', 'given']).execute();
    t.same(consents, [{ statement: 'signed form', given: 'paper' }]);

    kiosk.show(await webcamFrames(womanB, 12));
    t.equal((await trial.signIn(anna)).status, 200);
    kiosk.show(guest.ahead);
    t.equal((await trial.signIn(anna)).status, 412);
  });

  t.test('her face under another name is refused with hers; pictures can be added', async (t) => {
    const stop = follow(kiosk, () => woman);
    kiosk.show(woman.ahead);
    const refused = await manager.enrol(screenId(), {
      name: 'Berta Other',
      email: 'b@example.com',
    });
    t.match(refused, {
      ...endedBy('looks_like_enrolled', /Anna Lindqvist/),
      looksLike: [{ personId: await annaId(trial) }],
    });
    t.match(await stored(trial), { people: [{ name: 'Anna Lindqvist' }], templates: 3 });

    kiosk.show(woman.ahead);
    const added = await manager.enrol(screenId(), { personId: await annaId(trial) });
    stop();
    t.match(added, { step: 'enrolled' });
    t.match(await stored(trial), { people: [{}] });
  });

  t.test('a held sign-in comes first, and the enrolment goes on afterwards', async (t) => {
    await trial.enrol({ name: 'Bea', email: 'bea@example.com' }, [await cropPhoto(guest2)]);
    kiosk.show(await emptyFrames(8));
    const ended = manager.enrol(screenId(), { personId: await annaId(trial) });
    await once(kiosk, 'guidance');
    kiosk.show(await webcamFrames(guest2, 12));
    const held = trial.signIn({ name: 'Bea', email: 'bea@example.com' });
    t.equal((await held).status, 200);
    t.match((await once(kiosk, 'capture'))[0], { purpose: 'enrolment', askFirst: true });
    kiosk.show(woman.ahead);
    const stop = follow(kiosk, () => woman);
    t.match(await ended, { step: 'enrolled' });
    stop();
  });

  t.test('neither names nor pictures nor the token reach the log or the disk', async (t) => {
    const { token } = JSON.parse(
      await readFile(path.join(trial.config.dataDir, 'operator.json'), 'utf8'),
    ) as { token: string };
    t.match(log.text(), 'an enrolment at a kiosk ended');
    for (const secret of ['Lindqvist', 'anna@example.com', 'Berta', token, 'score']) {
      t.notMatch(log.text(), secret);
    }
    for (const name of await readdir(trial.config.dataDir)) {
      // An atomic write may have renamed its draft meanwhile.
      if (name.endsWith('.new')) continue;
      const file = path.join(trial.config.dataDir, name);
      if (!(await stat(file)).isFile()) continue;
      t.notOk((await readFile(file)).includes(Buffer.from([0xff, 0xd8, 0xff])), name);
    }
  });
});

function guided({ messages }: Offerer): Set<string | null> {
  const shown = messages.flatMap((each) => (each.type === 'enrolments' ? each.enrolments : []));
  return new Set(shown.map(({ guidance }) => guidance));
}
