import path from 'node:path';
import t from 'tap';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import type { Visitor } from '../../lab/simulate/held-sign-in.ts';
import { createLogger } from '#server/ops/logging.ts';
import { publishConsentText, renewConsent } from '#server/people/consent.ts';
import type { CaptureStart } from '#server/protocol/messages.ts';
import { findPerson, updatePerson } from '#server/store/tables/people.ts';
import { joinVisit } from '#server/store/tables/desk-cards.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { Lines } from '../support/lines.ts';
import { follow, viewsOf } from '../support/posing-person.ts';
import { casesOf } from '../support/release.ts';
import { storeEnvironment } from '../support/store.ts';
import { Offerer } from './desk-people.ts';

// The whole service with its models. The person in front of the screen is generated from a photo that gets
// the depth of a head; requests play the people at the desk.

const { womanA, guest1, guest2, guest3 } = sampleFaces;
const carl = { name: 'Carl Colleague', email: 'carl@example.com', employeeId: 'B-77' };
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const mallory = 'Mallory Stranger';

t.test('an offer to enrol', async (t) => {
  const folder = path.join(t.testdir(), 'data');
  const trial = await Trial.start(folder, createLogger('trace', new Lines()), {
    VESTIBULE_DESK_RECEPTION_OFFERS: 'true',
    VESTIBULE_DEADLINE_SECONDS: '20',
    ...(await storeEnvironment(folder)),
  });
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  await publishConsentText(db, { version: '1', text: 'You agree.' }, 'command:test');
  const carlId = await trial.enrol(carl, [await cropPhoto(guest3)]);
  const manager = await Offerer.enter(t, trial, 'manager');
  const reception = await Offerer.enter(t, trial, 'reception');
  const views = { anna: await viewsOf(womanA), other: await viewsOf(guest1) };
  let posing = views.anna;
  const kiosk = await trial.openKiosk({ frames: views.anna.ahead });
  const asked: CaptureStart[] = [];
  kiosk.on('capture', (capture) => void asked.push(capture));

  const stored = () =>
    Promise.all(
      (['people', 'templates', 'consents', 'lookalikes'] as const).map(async (table) =>
        JSON.stringify(await db.selectFrom(table).selectAll().execute()),
      ),
    );
  let job = 0;
  const held = async (visitor: Visitor) => {
    const jobId = `job-${++job}`;
    t.equal((await trial.signIn({ ...visitor, jobId })).status, 412);
    return jobId;
  };
  const person = async (name: string) =>
    db.selectFrom('people').selectAll().where('name', '=', name).executeTakeFirst();
  /** The person in front of the screen does what it asks, after `before`. */
  const poses = async (jobId: string, who = views.anna, before = async () => {}) => {
    posing = who;
    kiosk.show(who.ahead);
    await manager.sees(jobId, ({ step }) => step === 'posing');
    await before();
    const stop = follow(kiosk, () => posing);
    const end = await manager.ended(jobId);
    stop();
    return end;
  };

  t.test('is not made from what somebody else is known by', async (t) => {
    const before = await stored();
    const cards: Record<string, Visitor> = {
      'their e-mail': { name: mallory, email: carl.email },
      'their badge number': { name: mallory, employeeId: carl.employeeId },
      'two words, one of theirs': { name: 'Carl Stranger', email: carl.email },
    };
    for (const [what, visitor] of Object.entries(cards)) {
      const jobId = await held(visitor);
      t.match(await manager.claim(jobId), { problem: /It finds: Carl Colleague \(/ }, what);
      const { problem } = await reception.claim(jobId);
      t.match(problem, /belongs to somebody else/);
      t.notMatch(problem, /Carl Colleague/, 'whose, only a manager is told');
      for (const each of [manager, reception]) {
        const { status, json } = await each.offer(jobId);
        t.equal(status, 409);
        t.equal(/Carl Colleague/.test(String(json['message'])), each === manager);
        const theirs = await each.offer(jobId, { name: carl.name, recordId: carlId });
        t.match(theirs, { status: 409, json: { message: /does not fit the name on the card/ } });
      }
    }
    t.same(await stored(), before);
    t.same(asked, [], 'and no screen asked');
  });

  t.test('takes nothing from whoever posts it', async (t) => {
    const jobId = await held({ name: mallory, email: 'mallory@example.com' });
    const other = await reception.offer(jobId, { recordId: carlId });
    t.match(other, { status: 409, json: { message: /has changed since the card was opened/ } });
    t.match(await reception.offer(jobId, { name: 'Somebody Else' }), { status: 409 });
    t.same(asked, []);
  });

  t.test('says that somebody new is enrolled', async (t) => {
    const jobId = await held(anna);
    t.match(await reception.claim(jobId), { ...anna, record: null, problem: null });
    const more = { email: carl.email, employeeId: 'B-78' };
    const offered = await reception.offer(jobId, more);
    t.match(offered, { status: 200, json: { enrolment: { record: null } } });
    t.match(await poses(jobId), { step: 'enrolled' });
    t.match(asked.at(-1)?.consent, { record: { name: anna.name, isNew: true } });
    const row = await person(anna.name);
    t.match(row, { email: anna.email, employeeId: null }, 'what was posted counts for nothing');
    t.equal((await findSignIn(db, jobId))?.claimedPersonId, row?.id, 'the sign-in is theirs');
    kiosk.show(views.anna.ahead);
    t.equal((await trial.signIn({ ...anna, jobId: 'let-in' })).status, 200);
  });

  t.test('says whose record is changed, and whose consent is taken anew', async (t) => {
    await publishConsentText(db, { version: '2', text: 'You agree, again.' }, 'command:test');
    const jobId = await held(anna);
    const record = { personId: (await person(anna.name))?.id, name: anna.name };
    t.match(await reception.claim(jobId), { record, problem: null });
    const offered = await reception.offer(jobId);
    t.match(offered, { status: 200, json: { enrolment: { record: anna.name } } });
    t.match(await poses(jobId), { step: 'enrolled' });
    t.match(asked.at(-1)?.consent, { version: '2', record: { name: anna.name, isNew: false } });
  });

  t.test('writes over nothing that changed while it was open', async (t) => {
    await publishConsentText(db, { version: '3', text: 'Once more.' }, 'command:test');
    const row = (await findPerson(db, (await person(anna.name))!.id))!;
    const edited = async (change: () => Promise<unknown>) => {
      const jobId = await held(anna);
      t.match(await reception.offer(jobId), { status: 200 });
      let now = await stored();
      const end = await poses(jobId, views.anna, async () => {
        await change();
        now = await stored();
      });
      t.match(end, {
        step: 'ended',
        message: /changed since it was|has changed this record|has been removed/,
      });
      t.same(await stored(), now);
    };
    const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
    /** Changes a person and seals the record, as every such change in the service does. */
    const put = async (person: typeof row) => {
      await updatePerson(db, person);
      await cipher.sealPeople(db, [person.id]);
    };
    await edited(() => put({ ...row, employeeId: 'A-1' }));
    await edited(() =>
      renewConsent(db, row.id, { statement: 'signed form', given: 'paper' }, 'command:test'),
    );
    await put(row);
    // Outdates the consent, or the face check would run and take the photo for an attack, which bars an enrolment.
    await publishConsentText(db, { version: '4', text: 'And again.' }, 'command:test');
    await edited(() => db.deleteFrom('people').where('id', '=', row.id).execute());
  });

  t.test('enrols nobody new under what became somebody else’s while it was open', async (t) => {
    const bo = { name: 'Bo Newcomer', email: 'bo@example.com' };
    const jobId = await held(bo);
    t.match(await reception.offer(jobId), { status: 200 });
    const late = await poses(jobId, views.other, async () => {
      await trial.enrol({ name: 'Eva Elsewhere', email: bo.email }, [await cropPhoto(guest2)]);
    });
    t.match(late, { step: 'ended', message: /enrolled already, for Eva Elsewhere/ });
    const seen = await reception.ended(jobId);
    t.match(seen, { message: /A manager sees who/, looksLike: { length: 0 } });
    t.notMatch(JSON.stringify(seen.message), /Eva/);
    t.equal(await person(bo.name), undefined);
  });

  t.test('enrols nobody under an enrolled name without a manager', async (t) => {
    const jobId = await held({ name: carl.name });
    t.match(await reception.claim(jobId), { problem: /ask a manager/ });
    t.match(await reception.offer(jobId), { status: 409, json: { message: /ask a manager/ } });
    t.match(await manager.claim(jobId), { problem: null, record: null });
    const before = await stored();
    const forms: [Visitor, string][] = [
      [{ name: carl.name, email: 'another.carl@example.com' }, carl.name],
      [{ name: 'Carl Quentin Colleague' }, carl.name],
      [{ name: 'Carl Quentin Colleague', email: 'another.carl@example.com' }, carl.name],
      [{ name: 'Carl Quentin Colleague' }, 'Carl Quentin Colleague'],
      [{ name: 'Colleague, Carl' }, 'Colleague, Carl'],
      [{ name: 'C\u0430rl Colleague' }, 'C\u0430rl Colleague'],
    ];
    for (const [visitor, name] of forms) {
      const jobId = await held(visitor);
      const what = `${visitor.name}, ${name}`;
      const asked = { name, recordId: null };
      t.match(
        await reception.offer(jobId, asked),
        { status: 409, json: { message: /ask a man/ } },
        what,
      );
      t.match(await manager.claim(jobId), { problem: null, record: null }, what);
    }
    t.same(await stored(), before);
    const stranger = await held({ name: 'Carl Stranger' });
    t.match(await reception.claim(stranger), { problem: null, record: null });
  });

  t.test('enrols nobody under a name that was enrolled while it was open', async (t) => {
    const jobId = await held({ name: 'Dora Quill Later' });
    t.match(await reception.offer(jobId, { name: 'Dora Later', recordId: null }), { status: 200 });
    const end = await poses(jobId, views.other, async () => {
      const eva = (await person('Eva Elsewhere'))!;
      await updatePerson(db, { ...eva, name: 'Dora Later', nameFolded: 'dora later' });
    });
    t.match(end, { step: 'ended', message: /whom it finds, has changed/ });
    const named = await db
      .selectFrom('people')
      .where('name', '=', 'Dora Later')
      .select('email')
      .execute();
    t.same(named, [{ email: 'bo@example.com' }]);
  });

  const changes: Record<string, (jobId: string) => Promise<unknown>> = {
    'the card is emptied': (jobId) =>
      db.updateTable('desk_cards').set({ contents: null }).where('jobId', '=', jobId).execute(),
    'the visit becomes an alarm': async (jobId) => {
      const later = await held({ name: 'Gone Soon', email: 'gone@example.com' });
      await joinVisit(db, later, { firstJobId: jobId, personId: null });
      const alarm = db.updateTable('sign_ins').set({ reason: 'watchlist_hit' });
      await alarm.where('jobId', '=', later).execute();
    },
  };
  for (const [what, change] of casesOf(changes, ['the card is emptied'])) {
    t.test(`ends when ${what}`, async (t) => {
      const jobId = await held({ name: 'Gone Soon', email: 'gone@example.com' });
      t.match(await reception.offer(jobId), { status: 200 });
      const end = await poses(jobId, views.other, async () => void (await change(jobId)));
      t.match(end, { step: 'ended', message: /The card, or whom it finds, has changed/ });
      const again = { name: 'Gone Soon', recordId: null, screenId: 'none' };
      t.match(await reception.offer(jobId, again), { status: 409 });
    });
  }
});
