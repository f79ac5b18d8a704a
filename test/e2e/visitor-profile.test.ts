import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../scripts/trial/sample-photos.ts';
import { Trial } from '../../scripts/trial/trial.ts';
import type { Visitor } from '../../scripts/simulate/held-sign-in.ts';
import { RecordCipher } from '../../server/keys/record-cipher.ts';
import { erasePerson } from '../../server/people/erasure.ts';
import { personalData } from '../../server/people/personal-data.ts';
import { forgetProfiles } from '../../server/people/claims.ts';
import { auditEventsAbout } from '../../server/store/tables/audit-events.ts';
import { findSignIn } from '../../server/store/tables/sign-ins.ts';

const { womanA, womanB, guest2 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const bea = { name: 'Bea Moreau', email: 'bea@example.com' };

const policy = `
kiosks:
  - { kiosk: Kiosk 1, entrance: 31 }
  - { kiosk: Kiosk 2, entrance: 32 }
rules:
  - name: any name
    when: { flow: Any name }
    checks: { face: { whenNameDiffers: compare } }
  - name: nothing asked
    when: { flow: Delivery }
    checks: none
default:
  checks: { face: { whenNotEnrolled: approve } }
`;

t.test("Envoy's profile of a visitor, and the entrance where they sign in", async (t) => {
  const folder = t.testdir({ 'policy.yaml': policy });
  const trial = await Trial.start(folder, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  const annaId = await trial.enrol(anna, [await cropPhoto(womanA)]);
  const beaId = await trial.enrol(bea, [await cropPhoto(guest2)]);
  const captures = { 31: 0, 32: 0 };
  for (const entrance of [31, 32] as const) {
    const kiosk = await trial.openKiosk({ frames: await webcamFrames(womanB, 12) });
    kiosk.on('capture', () => captures[entrance]++);
  }
  let job = 0;
  const visit = async (visitor: Partial<Visitor>) => {
    captures[31] = captures[32] = 0;
    const jobId = `job-${++job}`;
    const { status } = await trial.signIn({ ...anna, entranceId: '31', ...visitor, jobId });
    const row = await findSignIn(db, jobId);
    const looks = captures[31] + captures[32];
    return { status, looks, reason: row?.reason, about: row?.claimedPersonId };
  };
  const profiles = () =>
    db
      .selectFrom('visitor_profiles')
      .select(['profileId', 'personId'])
      .orderBy('profileId')
      .execute();
  const letIn = { status: 200, reason: 'matched', about: annaId, looks: 1 };
  const elsewhere = { ...anna, email: 'anna@home.example' };

  t.test('choose the screen', async (t) => {
    t.match(await visit({ entranceId: '32' }), letIn);
    t.strictSame(captures, { 31: 0, 32: 1 });
    t.match(await visit({ entranceId: '31' }), letIn);
    t.strictSame(captures, { 31: 1, 32: 0 });
    t.match(await visit({ entranceId: '33' }), { status: 412, reason: 'no_kiosk_here' });
  });

  t.test('is learnt when the camera let them in, and at no other time', async (t) => {
    t.match(await visit({ ...elsewhere, profileId: '5550001' }), { reason: 'not_enrolled' });
    t.match(await visit({ flow: 'Delivery', profileId: '5550001' }), { status: 200 });
    t.match(await visit({ name: bea.name, profileId: '5550001' }), { reason: 'name_differs' });
    t.match(await visit({ ...bea, profileId: '5550001' }), { status: 412, about: beaId, looks: 1 });
    t.same(await profiles(), []);
    t.match(await visit({ profileId: 5550001 }), letIn);
    t.match(await visit({ profileId: '5550001' }), letIn, 'again');
    t.same(await profiles(), [{ profileId: '5550001', personId: annaId }]);
    const acts = await auditEventsAbout(db, annaId);
    const learnt = acts.filter(({ action }) => action === 'visitor_profile_learnt');
    t.equal(learnt.length, 1, 'on record once');
  });

  t.test('finds them under another e-mail, by the same name and face only', async (t) => {
    t.match(await visit({ ...elsewhere, profileId: '5550001' }), letIn);
    t.match(await visit({ email: null, profileId: '5550001' }), letIn);
    const other = { email: 'else@example.com', name: 'Somebody Else', profileId: '5550001' };
    const differs = { status: 412, reason: 'name_differs', looks: 0 };
    t.match(await visit(other), differs);
    t.match(await visit({ ...other, flow: 'Any name' }), differs, 'whatever the policy says');
    t.match(await visit({ ...other, name: '' }), { status: 412, looks: 0 });
  });

  t.test('of one person beside the e-mail of another is a doubt', async (t) => {
    const doubt = { status: 412, reason: 'profile_differs', about: beaId, looks: 0 };
    t.match(await visit({ ...bea, profileId: '5550001' }), doubt);
    t.match(await visit({ ...anna, email: bea.email, profileId: '5550001' }), doubt);
    t.same(await profiles(), [{ profileId: '5550001', personId: annaId }], 'and stays whose it is');
  });

  t.test('that is odd holds nobody up', async (t) => {
    for (const profileId of ['x'.repeat(300), '', '\ufffd', 1.5]) {
      t.match(await visit({ profileId }), letIn, String(profileId).slice(0, 9));
    }
    t.equal((await profiles()).length, 1);
  });

  t.test('is in what a person is given, and can be forgotten', async (t) => {
    const messages = new RecordCipher(trial.config.templateKeyFile);
    const data = await personalData(db, annaId, { templates: null, messages });
    t.match(data?.other['visitor_profiles'], [{ profile_id: '5550001', person_id: annaId }]);
    t.equal(await forgetProfiles(db, annaId, 'command:test'), 1);
    t.match(await visit({ ...elsewhere, profileId: '5550001' }), { reason: 'not_enrolled' });
    t.match(await visit({ profileId: '5550002' }), letIn, 'and another is learnt');
    t.match(await visit({ ...elsewhere, profileId: '5550002' }), letIn);
  });

  t.test('is erased with the person', async (t) => {
    const messages = new RecordCipher(trial.config.templateKeyFile);
    const by = { actor: 'command:test', because: 'asked', messages } as const;
    const receipt = await erasePerson(db, annaId, by);
    t.match(receipt?.removed, { visitor_profiles: 1 });
    t.same(await profiles(), []);
  });
});
