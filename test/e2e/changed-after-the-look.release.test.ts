import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { sql } from 'kysely';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { revokePairing } from '#server/kiosk/pairing.ts';
import { publishConsentText, withdrawConsent } from '#server/people/consent.ts';
import { failuresUntilPause } from '#server/people/failed-attempts.ts';
import { findPerson, updatePerson } from '#server/store/tables/people.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { listSecret, answerHit, startDatabase } from '../checks/remote-database.ts';
import { openAsAnother } from '../support/elsewhere.ts';
import { tamper } from '../support/store.ts';

// The face check has passed, and another check still waits: a change that happens then must count.

const actor = 'command:desk';
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

const policyFor = (url: string) => `
default:
  checks:
    face: { againWithinMinutes: 0 }
    remote_list: { url: '${url}', fields: [name] }
`;

t.test('what is decided between the look and the answer holds the visitor', async (t) => {
  let held: ((response: ServerResponse) => void) | undefined;
  const database = await startDatabase(t, (response) => held?.(response));
  const folder = t.testdir({ 'policy.yaml': policyFor(database.url) });
  const trial = await Trial.start(folder, pino({ level: 'silent' }), {
    REMOTE_LIST_SECRET: listSecret,
  });
  t.teardown(() => trial.stop());
  const { db, optOuts, erase } = await openAsAnother(t, trial, actor);
  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  const kiosk = await trial.openKiosk({ frames });

  /** The face matches, then `change` happens, and then the other check passes. */
  const outcomeAfter = async (jobId: string, change: (annaId: string) => Promise<unknown>) => {
    const annaId = await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
    const asked = new Promise<ServerResponse>((resolve) => (held = resolve));
    const looked = once(kiosk, 'captureEnd');
    const answer = trial.signIn({ ...anna, jobId });
    const [response] = await Promise.all([asked, looked]);
    // The check has queued queries before it passes. These queries wait behind them.
    for (let i = 0; i < 200; i++) await sql`select 1`.execute(trial.service.db);
    await change(annaId);
    answerHit(false)(response, database.asked.at(-1)!);
    const { status } = await answer;
    const row = await findSignIn(db, jobId);
    const checks = await checksOf(db, jobId);
    await erase(annaId);
    return { status, reason: row?.reason, score: row?.score, note: row?.note, checks };
  };
  const held412 = (reason: string) => ({
    ...{ status: 412, reason, score: null, note: /before the visitor was answered/ },
    checks: [
      { check: 'face', passed: false, reason },
      { check: 'remote_list', passed: true },
    ],
  });

  t.match(await outcomeAfter('nothing', async () => {}), { status: 200, reason: 'matched' });
  t.match(
    await outcomeAfter('withdrawn', (id) => withdrawConsent(db, id, actor)),
    held412('opted_out'),
  );
  t.match(
    await outcomeAfter('opt-out', () => optOuts.add({ email: anna.email }, actor)),
    held412('opted_out'),
  );
  await optOuts.remove({ email: anna.email }, actor);
  const end = async (id: string) => {
    const person = await findPerson(db, id);
    await updatePerson(db, { ...person!, expiresAt: new Date(Date.now() - 1) });
  };
  t.match(await outcomeAfter('ended', end), held412('enrolment_expired'));
  const { databaseFile } = trial.config;
  const alter = (id: string) =>
    tamper(databaseFile, `update people set employee_id = '17' where id = '${id}'`);
  t.match(await outcomeAfter('altered', alter), held412('record_differs'));
  const edit = (name: string) => async (id: string) => {
    await db.transaction().execute(async (transaction) => {
      const person = await findPerson(transaction, id);
      await updatePerson(transaction, { ...person!, name, nameFolded: name.toLowerCase() });
      await cipher.expectKeyOf(transaction);
      await cipher.sealPeople(transaction, [id]);
    });
  };
  t.match(await outcomeAfter('renamed', edit('Zoe Quentaris')), held412('name_differs'));
  t.match(
    await outcomeAfter('same face', edit('Anna Maria Lindqvist')),
    { status: 200, reason: 'matched' },
    'the face is compared again, and still is theirs',
  );
  const lockOut = (id: string) =>
    db
      .insertInto('person_tries')
      .values({ personId: id, failures: failuresUntilPause, triedAt: new Date() })
      .execute();
  t.match(await outcomeAfter('locked out', lockOut), held412('locked_out'));
  const text = { version: '2', text: 'What becomes of the pictures is another matter now.' };
  t.match(
    await outcomeAfter('text', () => publishConsentText(db, text, actor)),
    held412('consent_outdated'),
  );
  const unpair = async () => {
    const rows = await db
      .selectFrom('kiosks')
      .select('id')
      .where('revokedAt', 'is', null)
      .execute();
    for (const { id } of rows) await revokePairing(db, id, actor);
  };
  t.match(await outcomeAfter('unpaired', unpair), held412('kiosk_offline'));
});
