import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { sql } from 'kysely';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { resetPersonalCode } from '#server/people/personal-code.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { listSecret, answerHit, startDatabase } from '../checks/remote-database.ts';
import { setUpCode } from '../support/authenticator.ts';

// Face and code have passed, and another check still waits: a change that happens then must count.

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const policyFor = (url: string) => `
default:
  checks:
    face: { againWithinMinutes: 0 }
    personal_code:
    remote_list: { url: '${url}', fields: [name] }
`;

t.test('a code that is reset between the typing and the answer holds the visitor', async (t) => {
  let held: ((response: ServerResponse) => void) | undefined;
  const database = await startDatabase(t, (response) => held?.(response));
  const folder = t.testdir({ 'policy.yaml': policyFor(database.url) });
  const trial = await Trial.start(folder, pino({ level: 'silent' }), {
    REMOTE_LIST_SECRET: listSecret,
  });
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  const kiosk = await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanB, 12) });
  const id = await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);

  const outcomeAfter = async (jobId: string, change: () => Promise<unknown>) => {
    const app = await setUpCode(db, trial.config.templateKeyFile, id);
    const asked = new Promise<ServerResponse>((resolve) => (held = resolve));
    const wanted = once(kiosk, 'codeWanted');
    const typed = once(kiosk, 'captureEnd');
    const answer = trial.signIn({ ...anna, jobId });
    const [response] = await Promise.all([asked, wanted]);
    kiosk.typeCode(app.code());
    await typed;
    // The check sends no more queries. These wait behind its last ones.
    for (let i = 0; i < 50; i++) await sql`select 1`.execute(db);
    await change();
    answerHit(false)(response, database.asked.at(-1)!);
    const { status } = await answer;
    const { reason, note } = (await findSignIn(db, jobId)) ?? {};
    return { status, reason, note, checks: await checksOf(db, jobId) };
  };

  t.match(await outcomeAfter('nothing', async () => {}), { status: 200, reason: 'matched' });
  const reset = () => resetPersonalCode(db, id, 'command:test');
  t.match(await outcomeAfter('reset', reset), {
    ...{ status: 412, reason: 'code_not_set_up', note: /before the visitor was answered/ },
    checks: [
      { check: 'face', passed: true },
      { check: 'personal_code', passed: false, reason: 'code_not_set_up' },
      { check: 'remote_list', passed: true },
    ],
  });
  const renew = async () => {
    await reset();
    await setUpCode(db, trial.config.templateKeyFile, id);
  };
  t.match(await outcomeAfter('renewed', renew), { status: 412, reason: 'code_not_set_up' });
});
