import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import type { Finding } from '#server/installation/diagnosis/finding.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { purge } from '#server/people/retention.ts';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { findSignIn, insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { DeskBrowser } from './start-desk.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('after a hundred failures in a row the face is off until a manager says so', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { db, lobbyUrl } = trial.service;
  const id = await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  const kiosk = await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanB, 12) });
  let captures = 0;
  kiosk.on('capture', () => captures++);
  const fail = async (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const failed = { verdict: 'review', reason: 'no_match', tried: 'failed' } as const;
      // Long ago, so that the person is not locked out now.
      await insertSignIn(db, decidedSignIn(`failed-${i}`, { ...failed, claimedPersonId: id }));
    }
  };
  const signIn = async (jobId: string) => {
    const { status, body } = await trial.signIn({ ...anna, jobId });
    return { status, body, reason: (await findSignIn(db, jobId))?.reason };
  };
  const browser = async (name: string, role: DeskRole) => {
    const { link } = await addDeskAccount(db, { name, role }, { actor: 'command:test' });
    const desk = new DeskBrowser(new URL(lobbyUrl).origin);
    const password = 'a long pass phrase of this test';
    await desk.post('/desk/api/set-password', { link: link.token, password });
    return desk;
  };
  const manager = await browser('Mia Manager', 'manager');
  const reception = await browser('Rik Reception', 'reception');
  const page = `/desk/api/people/${id}`;
  const shown = async () => (await manager.get(page)).json;
  const json = async (...command: string[]) => (await runJson(path.dirname(dataDir), command)).json;
  const doctor = async () => {
    const { findings } = (await json('doctor')) as unknown as { findings: Finding[] };
    return findings.filter(({ code }) => code === 'faces_off');
  };

  await fail(0, 99);
  t.match(await signIn('herself'), { status: 200 }, 'ninety-nine are none too many');
  t.equal(captures, 1);
  t.match(await manager.post(`${page}/face-on`), { status: 409 }, 'and a match ends the row');

  const messages = new RecordCipher(trial.config.templateKeyFile);
  const eraser = { actor: 'command:test', messages };
  await fail(100, 200);
  t.match(await purge(db, { enrolmentDays: 10_000, signInDays: 0 }, eraser), {
    signIns: 200,
  });
  const off = {
    status: 412,
    reason: 'locked_out',
    body: /off for them until a manager turns it on/,
  };
  t.match(await signIn('off'), off, 'though none of those sign-ins is left');
  t.equal(captures, 1, 'nobody is looked at');
  t.match(await shown(), { person: { faceOff: true } });
  t.match(await json('enroll', 'list'), { people: [{ id, faceOff: true }] });
  t.match(await doctor(), [{ state: 'warning', found: /off for 1 person/ }]);

  t.match(await reception.post(`${page}/face-on`), { status: 403 });
  t.match(await signIn('still'), off);
  const turnedOn = { status: 200, json: { message: /face check of Anna Lindqvist is on again/ } };
  t.match(await manager.post(`${page}/face-on`), turnedOn);
  t.match(await shown(), { person: { faceOff: false } });
  t.match((await auditEventsAbout(db, id)).at(-1), { action: 'face_turned_on', actor: /^desk:/ });
  t.match(await signIn('on'), { status: 200, reason: 'matched' });

  await fail(200, 300);
  t.match(await json('enroll', 'face-on', anna.email), { id, turnedOn: true });
  t.match(await json('enroll', 'face-on', anna.email), { id, turnedOn: false });
  t.match((await auditEventsAbout(db, id)).at(-1), { actor: /^command:/ });
  t.same(await doctor(), []);
});
