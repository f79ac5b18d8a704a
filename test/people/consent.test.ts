import { rmSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { createFaceCheck } from '#server/checks/face.ts';
import { createLockOut } from '#server/checks/face/lock-out.ts';
import { createLogger } from '#server/ops/logging.ts';
import {
  publishConsentText,
  putConsent,
  renewConsent,
  withdrawConsent,
} from '#server/people/consent.ts';
import { Gallery } from '#server/people/gallery.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import type { Claim } from '#server/people/person.ts';
import { noDetails } from '#server/people/person-details.ts';
import { openTestStore } from '../support/store.ts';
import { consentsOf, currentConsentText } from '#server/store/tables/privacy.ts';
import { updatePerson } from '#server/store/tables/people.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { posingVision } from '../postgres/posing-screen.ts';
import { enrolledPerson } from '../store/rows.ts';
import { startHook } from '../support/hook.ts';
import { insertEnrolled } from './enrolled.ts';
import { enrolMore, enrolNew } from './enrol-as.ts';

const actor = 'command:desk';
// Never started, because no test here gets as far as a picture.
const vision = await createVision(
  { engine: 'onnx', visionWorkers: 1 },
  createLogger('silent'),
  null,
);

/** A real sign-in, with a camera that only counts its requests. */
async function place(t: Test) {
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  const cipher = await openTemplateCipher(db, path.join(folder, 'template.key'));
  const optOutKeyFile = path.join(folder, 'opt-out.key');
  const optOuts = new OptOuts(db, {
    optOutKeyFile,
    templateKeyFile: path.join(folder, 'template.key'),
  });
  const people = new Gallery({ db, cipher, model: vision.model });
  const camera = { asked: 0 };
  const face = createFaceCheck({
    people,
    optOuts,
    lockOut: createLockOut(db),
    captures: {
      handle: () => ({
        capture: async () => {
          camera.asked++;
          return { ending: 'kiosk_offline', frames: 0, showOutcome: () => {} };
        },
        leave: () => {},
      }),
    },
    vision,
    engine: 'onnx',
    liveness: 'passive',
    rigOf: () => null,
    rigs: { note: async () => {} },
  });
  const hook = await startHook(t, { checks: [face], databaseFile });
  t.teardown(() => hook.stop());
  await insertEnrolled(
    db,
    cipher,
    { id: 'ada', name: 'Ada Example', email: 'ada@example.com' },
    vision.model,
  );
  let job = 0;
  /** The outcome of a sign-in, and whether the camera was requested. */
  const outcome = async (visitor: { name?: string; email?: string; employeeId?: string } = {}) => {
    const before = camera.asked;
    const jobId = `job-${++job}`;
    const { status } = await hook.signIn({ jobId, email: 'ada@example.com', ...visitor });
    const row = await db
      .selectFrom('sign_ins')
      .select('reason')
      .where('jobId', '=', jobId)
      .executeTakeFirstOrThrow();
    return { status, reason: row.reason, camera: camera.asked > before };
  };
  return { db, cipher, people, optOuts, optOutKeyFile, outcome };
}

const text = 'I agree that my face is compared when I sign in.';
const camera = { status: 412, reason: 'kiosk_offline', camera: true };

t.test('a newer consent text keeps the camera off until the person agrees to it', async (t) => {
  const { db, outcome } = await place(t);
  t.strictSame(await outcome(), camera, 'before there was a text');
  t.ok(await publishConsentText(db, { version: '1', text }, actor));
  const asked = { status: 412, reason: 'consent_outdated', camera: false };
  t.strictSame(await outcome(), asked);
  t.ok(await renewConsent(db, 'ada', { statement: 'signed', given: 'paper' }, actor));
  t.strictSame(await outcome(), camera);
  t.ok(await publishConsentText(db, { version: '2', text: `${text} Now with more.` }, actor));
  t.strictSame(await outcome(), asked, 'and again when it changes');
});

t.test('a translation asks no one again, whichever language they agreed in', async (t) => {
  const { db, outcome } = await place(t);
  await publishConsentText(db, { version: '1', text, language: 'en' }, actor);
  await renewConsent(db, 'ada', { statement: 'signed', given: 'paper' }, actor);
  const french = { version: '1', text: 'J’accepte.', language: 'fr' };
  t.match(await publishConsentText(db, french, actor), { as: 'translation' });
  t.strictSame(await outcome(), camera);
  const agreement = { text: (await currentConsentText(db)) ?? null, language: 'fr' };
  const given = { givenAt: new Date(), recordedBy: 'kiosk:1', agreement };
  await putConsent(db, 'ada', { statement: 'on the screen', given: 'screen' }, given);
  t.strictSame(await outcome(), camera);
  t.match((await consentsOf(db, ['ada'])).at(-1), { textVersion: '1', language: 'fr' });
});

t.test('a consent keeps the text, its hash, the way, the time and who wrote it down', async (t) => {
  const { db } = await place(t);
  const published = await publishConsentText(db, { version: '1', text }, actor);
  const again = await publishConsentText(db, { version: '1', text: 'other' }, actor);
  t.same(again, { as: 'version_taken' });
  await renewConsent(db, 'ada', { statement: 'signed', given: 'paper' }, actor);
  t.match((await consentsOf(db, ['ada'])).at(-1), {
    textVersion: '1',
    textSha256: 'text' in published && published.text.sha256,
    statement: 'signed',
    given: 'paper',
    purpose: 'sign-in',
    givenAt: Date,
    recordedBy: actor,
    withdrawnAt: null,
  });
  t.equal(await renewConsent(db, 'nobody', { statement: 'signed' }, actor), null);
});

t.test('a text that is published while photos are looked at was agreed to by nobody', async (t) => {
  const { db, cipher, people, optOuts } = await place(t);
  const enrolment = { db, cipher, vision: posingVision(vision.model), people, optOuts };
  await publishConsentText(db, { version: '1', text }, actor);
  const photoDuring = (version: string, face: number) => ({
    label: 'photo.jpg',
    read: async () => {
      await publishConsentText(db, { version, text: `${text} (${version})` }, actor);
      return Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, face, 128, 0, 1, 0xff, 0xd9]);
    },
  });
  const details = { ...noDetails, name: 'Nina New', consent: 'signed version 1' };
  const result = await enrolNew(enrolment, details, [photoDuring('2', 10)]);
  if (result.state !== 'enrolled') throw new Error(JSON.stringify(result));
  const { personId } = result;
  t.match(await consentsOf(db, [personId]), [{ statement: 'signed version 1', textVersion: '1' }]);

  const changes = { consent: 'signed version 2' };
  const later = await enrolMore(enrolment, personId, changes, [photoDuring('3', 10)]);
  t.match(later, { state: 'updated' });
  const last = (await consentsOf(db, [personId])).at(-1);
  t.match(last, { statement: 'signed version 2', textVersion: '2' });
});

t.test('whoever withdraws their consent is not captured, nor compared with', async (t) => {
  const { db, people, outcome } = await place(t);
  const probe = new Float32Array(vision.model.dimension).fill(0.01);
  t.ok((await people.compare(probe, [])).other, 'compared with before');
  t.equal(await withdrawConsent(db, 'ada', actor), true);
  t.strictSame(await outcome(), { status: 412, reason: 'opted_out', camera: false });
  t.equal((await people.compare(probe, [])).other, null);
  t.equal(await withdrawConsent(db, 'ada', actor), false, 'withdrawn already');
  await renewConsent(db, 'ada', { statement: 'changed their mind' }, actor);
  t.strictSame(await outcome(), camera);
});

t.test('a consent that has run out keeps the camera off', async (t) => {
  const { db, outcome } = await place(t);
  const expiresAt = new Date(Date.now() - 1000);
  await renewConsent(db, 'ada', { statement: 'for a day', expiresAt }, actor);
  t.strictSame(await outcome(), { status: 412, reason: 'enrolment_expired', camera: false });
});

t.test('whoever opted out is not captured, however they write themselves', async (t) => {
  const { db, optOuts, outcome } = await place(t);
  await updatePerson(
    db,
    enrolledPerson('ada', { email: 'ada@example.com', emailFolded: 'ada@example.com' }),
  );
  const optedOut = { status: 412, reason: 'opted_out', camera: false };
  for (const [claim, visitor] of [
    [{ email: ' ADA@Example.com' }, {}],
    [{ name: 'ada  EXAMPLE' }, {}],
    [{ employeeId: '640' }, { employeeId: '640' }],
  ] as const) {
    t.equal(await optOuts.add(claim, actor), 1);
    t.equal(await optOuts.add(claim, actor), 0, 'once is enough');
    t.strictSame(await outcome(visitor), optedOut, JSON.stringify(claim));
    t.equal(await optOuts.remove(claim, actor), 1);
    t.strictSame(await outcome(visitor), camera);
  }
  await optOuts.add({ email: 'eve@example.com' }, actor);
  t.strictSame(await outcome(), camera, 'others are not concerned');
});

t.test('leaving out what they opted out with does not bring the camera back', async (t) => {
  const { db, cipher, optOuts, outcome } = await place(t);
  const onRecord = { email: 'ada@example.com', emailFolded: 'ada@example.com', employeeId: '640' };
  await updatePerson(db, enrolledPerson('ada', onRecord));
  await cipher.sealPeople(db, ['ada']);
  const optedOut = { status: 412, reason: 'opted_out', camera: false };
  const byNameOnly = { name: 'Ada Example', email: '' };
  t.strictSame(await outcome(byNameOnly), camera);
  for (const claim of [{ email: 'ada@example.com' }, { employeeId: '640' }]) {
    await optOuts.add(claim, actor);
    t.strictSame(await outcome(byNameOnly), optedOut, JSON.stringify(claim));
    await optOuts.remove(claim, actor);
  }
  await optOuts.add({ name: 'Ada Example' }, actor);
  t.strictSame(await outcome({ name: 'A. Example' }), optedOut, 'found by e-mail');
});

t.test('no edit takes from a record what its opt-out is known by', async (t) => {
  const { db, cipher, people, optOuts, outcome } = await place(t);
  const enrolment = { db, cipher, vision, people, optOuts };
  const edit = (changes: Partial<typeof noDetails>) => enrolMore(enrolment, 'ada', changes, []);
  const refused = {
    state: 'refused',
    mistakes: [{ code: 'opted_out', explanation: /opt-out add.*opt-out remove/ }],
  };
  const optedOut = { status: 412, reason: 'opted_out', camera: false };
  const byNameOnly = { name: 'Ada Example', email: '' };

  await optOuts.add({ email: 'ada@example.com' }, actor);
  const before = await db.selectFrom('people').selectAll().execute();
  t.match(await edit({ email: 'ada@new.example' }), refused);
  t.match(await edit({ email: null, employeeId: '640' }), refused);
  t.strictSame(await db.selectFrom('people').selectAll().execute(), before);
  t.strictSame(await outcome(byNameOnly), optedOut);
  t.match(await edit({ employeeId: '640' }), { state: 'updated' }, 'still known by the e-mail');

  await optOuts.add({ email: 'ada@new.example' }, actor);
  t.match(await edit({ email: 'ada@new.example' }), { state: 'updated' });
  t.strictSame(await outcome({ email: 'ada@new.example' }), optedOut);
  t.strictSame(await outcome(byNameOnly), optedOut);

  await optOuts.remove({ email: 'ada@new.example' }, actor);
  t.strictSame(await outcome(byNameOnly), camera);
  t.match(await edit({ email: 'ada@third.example' }), { state: 'updated' }, 'a change of mind');
  await optOuts.add({ name: 'Ada Example' }, actor);
  t.match(await edit({ name: 'Ada Married' }), refused);
});

t.test('an opt-out that comes while an edit is under way stands, too', async (t) => {
  const { db, cipher, people, optOuts } = await place(t);
  let asked = 0;
  const list = {
    has: async (...claims: readonly Partial<Claim>[]) => {
      const has = await optOuts.has(...claims);
      if (++asked === 1) await optOuts.add({ email: 'ada@example.com' }, actor);
      return has;
    },
    within: (transaction: typeof db) => optOuts.within(transaction),
  };
  const enrolment = { db, cipher, vision, people, optOuts: list };
  const result = await enrolMore(enrolment, 'ada', { email: 'ada@new.example' }, []);
  t.match(result, { state: 'refused', mistakes: [{ code: 'opted_out' }] });
  t.match(await db.selectFrom('people').select('email').execute(), [{ email: 'ada@example.com' }]);
});

t.test(
  'no photo is looked at when the consent does not stand, nor for the same words',
  async (t) => {
    const { db, cipher, people, optOuts } = await place(t);
    const enrolment = { db, cipher, vision, people, optOuts };
    let looks = 0;
    const read = () => {
      looks++;
      return Promise.reject(new Error('not there'));
    };
    const add = (changes: { consent?: string } = {}) =>
      enrolMore(enrolment, 'ada', changes, [{ label: 'ada.jpg', read }]);
    const before = await db.selectFrom('people').selectAll().execute();
    const ended = (explanation: RegExp) => ({
      state: 'refused',
      mistakes: [{ code: 'consent_ended', explanation }],
    });

    await publishConsentText(db, { version: '1', text }, actor);
    t.match(await add(), ended(/text has changed/));
    t.match(
      await add({ consent: 'signed form' }),
      ended(/text has changed/),
      'the same list again',
    );
    const yesterday = new Date(Date.now() - 86_400_000);
    await renewConsent(db, 'ada', { statement: 'signed form', expiresAt: yesterday }, actor);
    t.match(await add(), ended(/has run out/));
    await renewConsent(db, 'ada', { statement: 'signed form' }, actor);
    await withdrawConsent(db, 'ada', actor);
    t.match(await add(), ended(/withdrew.*consent renew ada@example\.com/));
    t.equal(looks, 0);

    const looked = { state: 'refused', mistakes: [], photos: [{ label: 'ada.jpg' }] };
    t.match(await add({ consent: 'signed form, 2026-11-25' }), looked, 'given anew');
    await renewConsent(db, 'ada', { statement: 'signed form' }, actor);
    t.match(await add(), looked);
    t.equal(looks, 2);
    const after = await db.selectFrom('people').selectAll().execute();
    t.match(after, [{ ...before[0], consentAt: Date }], 'and nothing else has changed');
  },
);

t.test('the list does not say who is on it, and is not trusted without its key', async (t) => {
  const { db, optOuts, optOutKeyFile, outcome } = await place(t);
  await optOuts.add({ email: 'ada@example.com', name: 'Ada Example' }, actor);
  const rows = JSON.stringify(await db.selectFrom('opt_outs').selectAll().execute());
  t.notMatch(rows, /ada@|Ada Ex/i);
  rmSync(optOutKeyFile);
  await db.updateTable('opt_outs').set({ keyCheck: 'of another key' }).execute();
  await t.rejects(optOuts.has({}), { code: 'key_missing', message: /opt-out\.key, is missing/ });
  t.strictSame(await outcome(), { status: 412, reason: 'internal_error', camera: false });
  await t.rejects(optOuts.add({ name: 'Bo' }, actor), { code: 'key_missing' }, 'no new key');
});

t.test('nobody who opted out is enrolled, and no photo of theirs is looked at', async (t) => {
  const { db, cipher, people, optOuts } = await place(t);
  await optOuts.add({ name: 'Bo Example' }, actor);
  const photo = {
    label: 'bo.jpg',
    read: () => {
      t.fail('the photo was looked at');
      return Promise.reject(new Error('never'));
    },
  };
  const details = {
    ...noDetails,
    name: 'Bo Example',
    email: 'bo@example.com',
    consent: 'form',
  };
  const result = await enrolNew({ db, cipher, vision, people, optOuts }, details, [photo]);
  t.match(result, { state: 'refused', mistakes: [{ code: 'opted_out' }] });
});
