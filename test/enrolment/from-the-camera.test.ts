import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  twoPeopleFrames,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { askService } from '../../scripts/terminal/ask-service.ts';
import { makeCertificate } from '#server/installation/server-certificate.ts';
import { projectRoot } from '#server/config/environment.ts';
import { enrolmentPath, type EnrolmentRequest } from '#server/enrolment/enrolment-messages.ts';
import type { Guidance } from '#server/protocol/messages.ts';
import { readOperatorFile } from '#server/kiosk/operator-access.ts';
import { createLogger } from '#server/ops/logging.ts';
import { Lines } from '../support/lines.ts';
import { runInTurn } from '../support/in-turn.ts';
import { follow, viewsOf } from '../support/posing-person.ts';

// The real service with its models, and the command as a separate process. A camera client plays a person
// who does what the screen asks, from photos that get the depth of a head.

const { womanA, womanB, guest1, guest2 } = sampleFaces;
const anna = ['--name', 'Anna Lindqvist', '--email', 'anna@example.com'];
const consent = ['--consent', 'signed form, 2026-11-24'];

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** `enroll camera` as a separate process. */
function enrollCamera(trial: Trial, ...options: string[]) {
  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const env = { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: trial.config.dataDir };
  const child = spawn(
    process.execPath,
    [script, 'enroll', 'camera', '--kiosk', 'kiosk 1', ...options],
    {
      env,
    },
  );
  const said = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said.err += text.toString()));
  const ended = once(child, 'close').then(([code]): Ended => {
    return { code: code as number | null, ...said };
  });
  return { child, ended };
}

/** `enroll camera` in this process, where no signal ends it. */
function inTurn({ config }: Trial, ...options: string[]) {
  const command = ['enroll', 'camera', '--kiosk', 'kiosk 1', ...options];
  return runInTurn(path.dirname(config.dataDir), command);
}

/** Sends the command's request to the service, without a process for the command. */
function ask(trial: Trial, changes: Partial<EnrolmentRequest> = {}) {
  const request: EnrolmentRequest = {
    kiosk: 'Kiosk 1',
    details: { name: 'Anna Lindqvist', consent: 'signed form' },
    actor: 'command:test',
    twinOf: [],
    ...changes,
  };
  const { signal } = new AbortController();
  return askService(trial.config.dataDir, request, signal, () => {});
}

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
  const woman = await viewsOf(womanA);
  const guest = await viewsOf(guest1);
  const kiosk = await trial.openKiosk({ frames: woman.ahead });
  const before = await stored(trial);
  const nothingChanged = async (t: Test) =>
    t.same(await stored(trial), before, 'nothing is stored');
  const captures: string[] = [];
  kiosk.on('capture', ({ purpose }) => captures.push(purpose));

  t.test('without a consent the camera is never turned on', async (t) => {
    const { code, err } = await inTurn(trial, ...anna);
    t.equal(code, 1);
    t.match(err, 'There is no consent');
    t.same(captures, []);
    await nothingChanged(t);
  });

  t.test('a kiosk that is not there', async (t) => {
    const unknown = await ask(trial, { kiosk: 'Roof' });
    t.match(unknown, { code: 'unknown_kiosk', explanation: /called "Roof"[^]*"Kiosk 1"/ });
    t.same(captures, []);
    await nothingChanged(t);
  });

  t.test(
    'who stops it on the screen is not enrolled; nor is anybody once it is gone',
    async (t) => {
      const decliner = await trial.openKiosk({ frames: woman.ahead, decline: true });
      const kiosk = 'Kiosk 2';
      t.match(await ask(trial, { kiosk }), { code: 'declined', explanation: /stopped it/ });
      await decliner.stop();
      t.match(await ask(trial, { kiosk }), { code: 'screen_away', explanation: /not connected/ });
      const broken = await trial.openKiosk({ frames: woman.ahead, camera: 'missing' });
      t.match(await ask(trial, { kiosk: 'Kiosk 3' }), { code: 'camera_failed' });
      await broken.stop();
      const stuck = await trial.openKiosk({ frames: woman.ahead.slice(0, 1), frozen: true });
      t.match(await ask(trial, { kiosk: 'Kiosk 4' }), {
        code: 'camera_stuck',
        explanation: /same picture again/,
      });
      await stuck.stop();
      await nothingChanged(t);
    },
  );

  t.test('two people, and somebody who leaves half-way', async (t) => {
    kiosk.show(await twoPeopleFrames(womanA, guest1, 8));
    t.match(await ask(trial), { code: 'several_people', explanation: /Several people/ });

    kiosk.show(woman.ahead);
    const empty = await emptyFrames(8);
    const leave = (guidance: Guidance) => {
      if (guidance === 'turn_a_little_left') kiosk.show(empty);
    };
    kiosk.on('guidance', leave);
    const outcome = once(kiosk, 'outcome');
    t.match(await ask(trial), { code: 'moved_away', explanation: /left the camera/ });
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
    t.match(await ask(trial), { code: 'another_person', explanation: /Another face/ });
    kiosk.off('guidance', swap);
    await nothingChanged(t);
  });

  t.test('Ctrl-C turns the camera off at once', async (t) => {
    kiosk.show(await emptyFrames(8));
    const { child, ended } = enrollCamera(trial, ...anna, ...consent);
    await once(kiosk, 'guidance');
    const off = once(kiosk, 'captureEnd');
    const outcome = once(kiosk, 'outcome');
    child.kill('SIGINT');
    await off;
    t.same(await outcome, ['enrolment_stopped']);
    t.match(await ended, { code: 1, err: /Stopped. The camera is off/ });
    await nothingChanged(t);
  });

  t.test('three poses, and she is let in at once', async (t) => {
    kiosk.show(woman.ahead);
    const stop = follow(kiosk, () => woman);
    const capture = once(kiosk, 'capture');
    const outcome = once(kiosk, 'outcome');
    const given = ['--consent-given', 'paper'];
    const { code, out, err } = await inTurn(trial, ...anna, ...consent, ...given);
    stop();
    t.equal(code, 0, err);
    t.match(await capture, [{ purpose: 'enrolment', visitor: 'Anna' }]);
    t.same(await outcome, ['enrolled']);
    t.match(out, /Enrolled Anna Lindqvist \(anna@example\.com\) from 3 photos/);
    const lines = ['straight ahead', 'a little to the left', 'a little to the right'].map(
      (pose, index) => new RegExp(`${index + 1} of 3  ${pose} +taken`),
    );
    for (const line of lines) t.match(err, line, 'the operator saw how she was getting on');
    t.match(err, /Turn your head a little to your left/);
    t.match(await stored(trial), { people: [{ name: 'Anna Lindqvist' }], templates: 3 });
    const { db } = trial.service;
    const consents = await db.selectFrom('consents').select(['statement', 'given']).execute();
    t.same(consents, [{ statement: 'signed form, 2026-11-24', given: 'paper' }]);

    const signingIn = { name: 'Anna Lindqvist', email: 'anna@example.com' };
    kiosk.show(await webcamFrames(womanB, 12));
    t.equal((await trial.signIn(signingIn)).status, 200);
    kiosk.show(guest.ahead);
    t.equal((await trial.signIn(signingIn)).status, 412);
  });

  t.test('her face under another name is refused with hers; pictures can be added', async (t) => {
    const stop = follow(kiosk, () => woman);
    kiosk.show(woman.ahead);
    const other = ['--name', 'Berta Other', '--email', 'berta@example.com'];
    const refused = await inTurn(trial, ...other, ...consent, '--json');
    t.equal(refused.code, 1);
    t.match(JSON.parse(refused.out), {
      ok: false,
      state: 'refused',
      mistakes: [{ code: 'looks_like_enrolled', explanation: /Anna Lindqvist/ }],
      photos: [{ label: 'straight ahead', state: 'good' }, {}, {}],
    });
    t.match(await stored(trial), { people: [{ name: 'Anna Lindqvist' }], templates: 3 });

    kiosk.show(woman.ahead);
    const added = await inTurn(trial, '--update', 'anna@example.com', '--json');
    stop();
    t.equal(added.code, 0, added.out);
    t.match(await stored(trial), { people: [{}] });
  });

  t.test('a held sign-in comes first, and the enrolment goes on afterwards', async (t) => {
    await trial.enrol({ name: 'Bea', email: 'bea@example.com' }, [await cropPhoto(guest2)]);
    kiosk.show(await emptyFrames(8));
    const ended = ask(trial, { update: await annaId(trial), details: {} });
    await once(kiosk, 'guidance');
    kiosk.show(await webcamFrames(guest2, 12));
    const held = trial.signIn({ name: 'Bea', email: 'bea@example.com' });
    t.equal((await held).status, 200);
    t.match((await once(kiosk, 'capture'))[0], { purpose: 'enrolment', askFirst: true });
    kiosk.show(woman.ahead);
    const stop = follow(kiosk, () => woman);
    t.match(await ended, { type: 'result' });
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

t.test('the operator’s commands and a service', async (t) => {
  const trial = await Trial.start(path.join(t.testdir(), 'data'), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());

  t.test('nobody but the operator’s commands is heard, and not too often', async (t) => {
    const kiosk = await trial.openKiosk({ frames: await emptyFrames(2) });
    let isAsked = false;
    kiosk.on('capture', () => (isAsked = true));
    const operator = await readOperatorFile(trial.config.dataDir);
    const url = new URL(enrolmentPath, trial.service.lobbyUrl);
    t.equal(operator?.url, url.origin);
    const right = {
      authorization: `Bearer ${operator?.token}`,
      'content-type': 'application/json',
    };
    const details = { name: 'Eve', consent: 'none' };
    const everything = {
      kiosk: 'Kiosk 1',
      actor: 'command:eve',
      twinOf: [],
      details,
    };
    const status = async (headers: Record<string, string>, content: unknown = everything) =>
      (await fetch(url, { method: 'POST', headers, body: JSON.stringify(content) })).status;

    const { authorization, ...none } = right;
    t.equal(await status(none), 401, 'no token');
    t.equal(
      await status({ ...right, authorization: `Bearer ${'0'.repeat(64)}` }),
      401,
      'a wrong one',
    );
    t.equal(
      await status({ ...right, authorization: authorization.slice(0, -1) }),
      401,
      'a part of it',
    );
    t.equal(await status({ ...right, authorization: authorization.slice(7) }), 401, 'no scheme');
    t.equal(await status({ ...right, 'x-forwarded-for': '203.0.113.9' }), 401, 'through a tunnel');
    t.equal(await status({ ...right, origin: url.origin }), 401, 'a page, even the kiosk’s own');
    t.equal(await status(right, { ...everything, kiosk: undefined }), 400, 'not the protocol');
    t.equal(await status(right, { ...everything, actor: 'service' }), 400, 'not a command');
    const hook = new URL(enrolmentPath, trial.service.hookUrl);
    t.equal(
      (await fetch(hook, { method: 'POST', headers: right, body: '{}' })).status,
      404,
      'not at the tunnel',
    );
    const statuses = new Set<number>();
    for (let i = 0; i < 20; i++) statuses.add(await status(none));
    t.same([...statuses], [401, 429]);
    t.notOk(isAsked);
  });

  t.test('without a service there is no camera', async (t) => {
    const file = path.join(trial.config.dataDir, 'operator.json');
    t.equal((await stat(file)).mode & 0o777, 0o600, 'the token is its owner’s only');
    const left = await readFile(file);
    await trial.stop();
    await t.rejects(stat(file), { code: 'ENOENT' }, 'and ends with the service');
    const options = [...anna, ...consent];
    t.match(await inTurn(trial, ...options), { code: 1, err: /does not\s+run/ });
    for (const [what, content] of [
      ['a file that was left', left],
      ['a torn one', '{'],
    ] as const) {
      await writeFile(file, content);
      await t.rejects(ask(trial), { code: 'service_not_running' }, what);
    }
  });
});

t.test('a lobby listener that speaks TLS is reached as well', async (t) => {
  const { certificate, key } = await makeCertificate(['lobby.example'], 30);
  const folder = t.testdir({ 'lobby.crt': certificate, 'lobby.key': key });
  await chmod(path.join(folder, 'lobby.key'), 0o600);
  const trial = await Trial.start(path.join(folder, 'data'), pino({ level: 'silent' }), {
    VESTIBULE_LOBBY_TLS_CERTIFICATE: path.join(folder, 'lobby.crt'),
    VESTIBULE_LOBBY_TLS_KEY: path.join(folder, 'lobby.key'),
  });
  t.teardown(() => trial.stop());
  t.match(trial.service.lobbyUrl, /^https:/);
  t.match(await ask(trial, { kiosk: 'Roof' }), { code: 'unknown_kiosk' });
});
