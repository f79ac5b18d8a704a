import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { makeCard, type CardContent } from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';

const policy = `
answers: { healthCard: Health card, birthDate: Date of birth }
dates: day-first
default:
  checks:
    face:
    health_pass: { vaccines: "208", birthDate: required }
`;
const john = { name: 'John Doe', email: 'john@example.com' };

t.test('a face and the pass of somebody else do not make one visitor', async (t) => {
  const issuer = await makeIssuer();
  const trusted = JSON.stringify({ issuer: issuer.iss, jwks: issuer.keySet });
  const folder = t.testdir({
    'policy.yaml': policy,
    issuers: { 'cards.json': trusted, revoked: {} },
  });
  const trial = await Trial.start(folder, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  await trial.enrol(john, [await cropPhoto(sampleFaces.womanA)]);
  await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanB, 12) });
  let job = 0;
  const visit = async (name: string, card: CardContent) => {
    const jobId = `job-${++job}`;
    const answers = [
      { field: 'Health card', value: await makeCard(issuer, card) },
      { field: 'Date of birth', value: '10.12.1985' },
    ];
    const { status } = await trial.signIn({ ...john, name, answers, jobId });
    const said = (await checksOf(db, jobId)).map(({ check, reason }) => [check, reason]);
    const row = await findSignIn(db, jobId);
    return {
      status,
      reason: row?.reason,
      note: row?.note,
      said: Object.fromEntries(said) as Record<string, string>,
    };
  };
  const own = { family: 'Doe', given: ['John'] };
  const janes = { family: 'Roe', given: ['Jane'] };
  t.match(await visit('John Doe', own), { status: 200 });
  t.match(await visit('Doe, John Q.', { ...own, given: ['John', 'Quentin'] }), { status: 200 });
  t.match(await visit('John Jane Roe Doe', janes), { status: 412, reason: 'name_differs' });
  t.match(await visit('Doe Jane John', { family: 'Doe', given: ['Jane'] }), {
    status: 412,
    reason: 'credential_invalid',
    note: /another name than the one that the person is enrolled under/,
    said: { face: 'matched', health_pass: 'credential_invalid' },
  });
});
