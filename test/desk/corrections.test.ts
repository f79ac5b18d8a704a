import path from 'node:path';
import t, { type Test } from 'tap';
import { RecordCipher } from '../../server/keys/record-cipher.ts';
import { recordEvent } from '../../server/audit/record.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { purge } from '../../server/people/retention.ts';
import { foldName } from '../../server/platform/text.ts';
import type { DeskRole } from '../../server/protocol/desk-account-messages.ts';
import { auditEventsAbout } from '../../server/store/tables/audit-events.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { openTemplateCipher } from '../../server/templates/open-cipher.ts';
import { insertSignIn } from '../../server/store/tables/sign-ins.ts';
import { createVision } from '../../server/vision/pool/vision-pool.ts';
import { decidedSignIn, enrolledPerson } from '../store/rows.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

const face = { engine: 'onnx', visionWorkers: 1 } as const;
const { model } = await createVision(face, createLogger('silent'), null);
const high = model.threshold + 0.2;
const low = model.threshold - 0.2;

async function place(t: Test) {
  const folder = t.testdir({});
  const desk = await startDesk(t, { dataDir: path.join(folder, 'data') });
  const { db } = desk;
  const url = await desk.listen();
  for (const [id, name] of [
    ['id-ada', 'Ada Example'],
    ['id-eve', 'Eve Example'],
  ] as const) {
    await insertPerson(db, enrolledPerson(id, { name, nameFolded: foldName(name) }));
  }
  const cipher = await openTemplateCipher(db, path.join(folder, 'data', 'template.key'));
  await cipher.sealPeople(db, ['id-ada', 'id-eve']);
  const enter = async (name: string, role: DeskRole) => {
    const { link, id } = await desk.add(name, role);
    const browser = new DeskBrowser(url);
    const password = 'four plain words here';
    await browser.post('/desk/api/set-password', { link, password });
    const say = (jobId: string, said: unknown) =>
      browser.call('PUT', `/desk/api/history/${jobId}/correction`, { said });
    const story = async (jobId: string) => (await browser.get(`/desk/api/history/${jobId}`)).json;
    return { browser, say, story, actor: `desk:${id}` };
  };
  const signedIn = async (jobId: string, score: number | null, personId = 'id-ada') => {
    const isIn = score !== null && score >= model.threshold;
    const decided = {
      verdict: isIn ? 'approved' : 'review',
      reason: isIn ? 'matched' : 'no_match',
    };
    const row = { ...decided, score, model: model.id, claimedPersonId: personId };
    await insertSignIn(db, decidedSignIn(jobId, row));
    const event = { action: 'sign_in_decided', actor: 'service', subject: jobId } as const;
    await recordEvent(db, { ...event, details: decided });
  };
  return { folder, db, enter, signedIn };
}

t.test('reception and managers say who it was, and auditors read it', async (t) => {
  const { db, enter, signedIn } = await place(t);
  const rik = await enter('Rik Reception', 'reception');
  const mia = await enter('Mia Manager', 'manager');
  const aud = await enter('Aud Auditor', 'auditor');
  await signedIn('seen', high);
  await signedIn('unseen', null);

  t.match(await aud.say('seen', 'right_person'), { status: 403, json: { error: 'not_allowed' } });
  t.match(await new DeskBrowser(rik.browser.url).get('/desk/api/history/seen'), { status: 401 });
  t.match(await rik.say('unseen', 'right_person'), {
    status: 409,
    json: { error: 'nothing_compared', message: /No face was compared/ },
  });
  t.match(await rik.say('never', 'right_person'), { status: 404 });
  for (const said of ['nobody', 1, undefined])
    t.match(await rik.say('seen', said), { status: 400 });
  t.match(await rik.story('seen'), { canCorrect: true, correction: null });
  t.match(await rik.story('unseen'), { canCorrect: false, correction: null });

  const said = { said: 'somebody_else', by: 'Rik Reception' };
  t.match(await rik.say('seen', 'somebody_else'), { status: 200, json: { correction: said } });
  t.match(await mia.say('seen', 'right_person'), {
    status: 409,
    json: { error: 'already_so', message: /Rik Reception has said/, correction: said },
  });
  t.match(await aud.story('seen'), { correction: said });
  t.match(await mia.say('seen', null), { status: 200, json: { correction: null } });
  t.match(await rik.say('seen', null), { status: 409, json: { message: /taken back already/ } });
  t.match(await mia.say('seen', 'right_person'), { status: 200 });
  t.match(await aud.story('seen'), { correction: { said: 'right_person', by: 'Mia Manager' } });

  const [decided, ...acts] = await auditEventsAbout(db, 'seen');
  t.equal(decided?.action, 'sign_in_decided');
  t.match(
    acts.map(({ action, actor, details }) => [action, actor, details]),
    [
      ['sign_in_corrected', rik.actor, '{"said":"somebody_else"}'],
      ['correction_taken_back', mia.actor, '{}'],
      ['sign_in_corrected', mia.actor, '{"said":"right_person"}'],
    ],
  );
  const stored = await db.selectFrom('sign_ins').select(['verdict', 'score']).execute();
  t.same(stored[0], { verdict: 'approved', score: high }, 'and no answer was changed');
});

t.test('what was said counts for tune, with its number, once there is enough', async (t) => {
  const { folder, db, enter, signedIn } = await place(t);
  const { say, browser } = await enter('Mia Manager', 'manager');
  const sayOf = async (jobId: string, said: string, score: number, personId?: string) => {
    await signedIn(jobId, score, personId);
    t.equal((await say(jobId, said)).status, 200, jobId);
  };
  for (let i = 0; i < 3; i++) await sayOf(`else-${i}`, 'somebody_else', high);
  for (let i = 0; i < 2; i++) await sayOf(`right-${i}`, 'right_person', low, 'id-eve');
  const few = await runJson(folder, ['tune', '--apply']);
  t.match(few.json, {
    verdict: { fits: 'unknown' },
    signIns: {
      said: {
        rightPerson: { count: 2 },
        somebodyElse: { count: 3 },
        falseMatches: { events: 3, of: 3 },
        wronglyLetIn: 3,
      },
    },
    applied: 0,
  });
  const said = await run(folder, ['tune']);
  t.match(said.out, /of 2 sign-ins that it was the right person, and of 3 that/);
  t.match(said.out, /Of fewer than\s+30 of a kind give no rate/);
  t.match(said.out, /3 sign-ins that the camera let in were of somebody else/);
  t.notMatch(said.out, /non-match rate/);

  for (let i = 3; i < 30; i++) await sayOf(`else-${i}`, 'somebody_else', low);
  for (let i = 2; i < 40; i++) await sayOf(`right-${i}`, 'right_person', high, 'id-eve');
  const many = await run(folder, ['tune']);
  t.match(
    many.out,
    /2 of 40 sign-ins of the right person[^]*below[^]*non-match rate 1\.4 % to\s+16\.5 %/,
  );
  t.match(
    many.out,
    /does not keep strangers out: 3 of 30 sign-ins[^]*match\s+rate 3\.5 % to 25\.6 %/,
  );
  t.match(many.out, /the right person, said the desk\s+40 /);
  t.ok(
    many.out.split('\n').every((line) => line.length <= 80),
    'fits 80 columns',
  );
  t.match((await runJson(folder, ['tune'])).json, { verdict: { fits: 'no' } });

  const exported = await browser.post('/desk/api/people/id-ada/export');
  const [{ content }] = exported.json['files'] as [{ content: string }];
  const { other } = JSON.parse(content) as { other: Record<string, { said: string }[]> };
  t.equal(other['corrections']?.length, 30, 'all of hers are in what is held of her');
  t.match(other['corrections']?.[0], { said: 'somebody_else', person_id: 'id-ada' });
  t.match(await browser.post('/desk/api/people/id-ada/erase', { name: 'Ada Example' }), {
    status: 200,
    json: { receipt: /"corrections": 30/ },
  });
  const left = await db.selectFrom('corrections').select('personId').distinct().execute();
  t.same(left, [{ personId: 'id-eve' }], 'and go with her');
  t.match((await runJson(folder, ['tune'])).json, {
    signIns: { said: { somebodyElse: { count: 0 }, rightPerson: { count: 40 } } },
  });
  t.match((await run(folder, ['audit', 'verify'])).code, 0);

  const by = {
    actor: 'service',
    messages: new RecordCipher(path.join(folder, 'data', 'template.key')),
  };
  await purge(db, { enrolmentDays: 365, signInDays: 1 }, by, new Date('2026-12-24'));
  t.same(await db.selectFrom('corrections').selectAll().execute(), [], 'nor outlive a sign-in');
});
