import { readFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { invitationEvent, type Invited } from '../support/invitation.ts';
import { sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { ExpectedVisits } from '#server/desk/arrivals/expected-visits.ts';
import { foldEmail, foldName } from '#base/text';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { erasePerson } from '#server/people/erasure.ts';
import { Gallery } from '#server/people/gallery.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { noDetails } from '#server/people/person-details.ts';
import { personalData } from '#server/people/personal-data.ts';
import { publishConsentText, withdrawConsent } from '#server/people/consent.ts';
import { openTestStore } from '../support/store.ts';
import { insertConsent } from '#server/store/tables/privacy.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { insertTemplate } from '#server/store/tables/templates.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { Lines } from '../support/lines.ts';
import { createLogger } from '#server/ops/logging.ts';
import { hookSecret, startHook } from '../support/hook.ts';

const model = { id: 'onnx/test', dimension: 8 };
const noon = new Date('2026-03-12T12:00:00.000Z');
const day = '2026-03-12';
const listed = { request: async () => {}, listsOf: async () => [] };

/** The real hook listener over a real database file, with the list of invitations. */
async function place(t: Test) {
  const folder = t.testdir({});
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const keyFile = path.join(folder, 'template.key');
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  const templates = await openTemplateCipher(db, keyFile);
  const people = new Gallery({ db, cipher: templates, model });
  const optOuts = new OptOuts(db, {
    optOutKeyFile: path.join(folder, 'opt-outs.key'),
    templateKeyFile: keyFile,
  });
  const cipher = new RecordCipher(keyFile);
  await cipher.readKey();
  const clock = { at: noon, now: () => clock.at };
  const places = { nameOf: () => null };
  const expected = new ExpectedVisits({ db, cipher, people, optOuts, clock, places, listed });
  const lines = new Lines();
  const approve = {
    name: 'always',
    run: async () => ({ passed: true, reason: 'passed' }) as const,
  };
  const hook = await startHook(t, {
    checks: [approve],
    databaseFile,
    arrivals: expected,
    ledgerHook: [expected.ledgerHook],
    log: createLogger('trace', lines),
  });
  t.teardown(() => hook.stop());
  const url = hook.url.replace('sign-in', 'events');
  const send = (event: string, invited: Partial<Invited> = {}, key = hookSecret) => {
    const body = invitationEvent(event, {
      inviteId: '7001',
      name: 'Ada Example',
      expectedAt: noon,
      ...invited,
    });
    return sendSigned(url, key, JSON.stringify(body));
  };
  const enrolled = async (id: string, name: string, email: string) => {
    const at = new Date();
    await insertPerson(db, {
      id,
      ...noDetails,
      name,
      email,
      nameFolded: foldName(name),
      emailFolded: foldEmail(email),
      consent: 'form',
      consentAt: at,
      createdAt: at,
    });
    const template = Float32Array.from({ length: model.dimension }, (_, i) => (i === 1 ? 1 : 0));
    const ciphertext = templates.encrypt(template, id, model.id);
    await insertTemplate(db, {
      personId: id,
      model: model.id,
      ciphertext,
      source: 'photo',
      createdAt: at,
    });
    await insertConsent(db, {
      personId: id,
      textVersion: null,
      textSha256: null,
      language: null,
      statement: 'form',
      given: 'paper',
      purpose: 'sign-in',
      givenAt: at,
      recordedBy: 'command:test',
      expiresAt: null,
      withdrawnAt: null,
    });
  };
  const onDay = async (which = day) => (await expected.on(which)).visitors;
  return {
    ...{ hook, url, send, onDay, enrolled, expected, clock, db, store, databaseFile, keyFile },
    ...{ cipher, optOuts, people, lines },
  };
}

t.test('whoever is invited is on the list of their day, by any event and once', async (t) => {
  const { send, onDay, lines } = await place(t);
  t.equal((await send('invite_created')).status, 200);
  t.equal((await send('invite_created')).status, 200, 'sent again');
  const later = new Date('2026-03-12T15:00:00.000Z');
  await send('upcoming_visit', { inviteId: '7002', name: 'Bo Example', expectedAt: later });
  await send('employee_invite_created', { inviteId: '7003', name: 'Cy', employeeId: '88' });
  t.match(await onDay(), [
    { inviteId: '7001', visitor: 'Ada Example', host: 'Grace Host', location: 'HQ' },
    { inviteId: '7003', visitor: 'Cy', host: null, flow: 'Employee registration' },
    { inviteId: '7002', visitor: 'Bo Example', expectedAt: later.toISOString() },
  ]);
  t.same(await onDay('2026-03-13'), []);
  t.notMatch(lines.text(), /Ada|Grace|token/, 'and nobody is named in the log');
});

t.test('an invitation is changed and withdrawn, in whatever order it is told', async (t) => {
  const { send, onDay, db } = await place(t);
  await send('invite_created');
  const tomorrow = new Date('2026-03-13T09:00:00.000Z');
  await send('invite_updated', { name: 'Ada Renamed', expectedAt: tomorrow });
  t.same(await onDay(), []);
  t.match(await onDay('2026-03-13'), [{ visitor: 'Ada Renamed', state: 'expected' }]);
  await send('invite_created');
  t.match(await onDay('2026-03-13'), [{ visitor: 'Ada Renamed' }], 'a late first event');
  await send('invite_updated', { name: 'Ada Renamed', expectedAt: tomorrow, arrived: true });
  t.match(await onDay('2026-03-13'), [{ state: 'arrived' }]);

  await send('invite_removed');
  for (const event of ['invite_created', 'invite_updated', 'upcoming_visit']) {
    await send(event, { expectedAt: tomorrow });
    t.same(await onDay('2026-03-13'), [], `${event} after it was withdrawn`);
  }
  const [row] = await db.selectFrom('expected_visits').selectAll().execute();
  t.match(row, { contents: null, personId: null });
  await send('invite_removed', { inviteId: 'unknown' });
  await send('invite_created', { inviteId: 'unknown' });
  t.same(await onDay(), [], 'withdrawn before it was known');
});

t.test('the day is that of the place, and one that is over is refused', async (t) => {
  const { send, onDay, db } = await place(t);
  const late = new Date('2026-03-13T02:00:00.000Z');
  const timezone = 'America/Los_Angeles';
  await send('invite_created', { inviteId: 'west', expectedAt: late, timezone });
  await send('invite_created', { inviteId: 'nowhere', expectedAt: late, timezone: 'No/Where' });
  t.match(await onDay(), [{ inviteId: 'west' }]);
  t.match(await onDay('2026-03-13'), [{ inviteId: 'nowhere' }]);
  await send('invite_created', { inviteId: 'past', expectedAt: new Date('2026-03-09T12:00:00Z') });
  await send('invite_created', { inviteId: 'far', expectedAt: new Date('2029-03-09T12:00:00Z') });
  const rows = await db.selectFrom('expected_visits').select('inviteId').execute();
  t.equal(rows.length, 2);
});

t.test('what Envoy did not sign changes nothing, nor what says too little', async (t) => {
  const { send, url, onDay, lines } = await place(t);
  t.equal((await send('invite_created', {}, 'another secret')).status, 401);
  const bodies = [
    { meta: { event: 'invite_created' } },
    { meta: { event: 'invite_created' }, payload: { id: null, attributes: null } },
    { event: 'upcoming_visit', meta: {}, payload: { id: '1', attributes: {} } },
    {
      event: 'upcoming_visit',
      meta: { location: 5 },
      payload: { id: {}, attributes: { 'expected-arrival-time': noon.toISOString() } },
    },
    { meta: { event: 'invite_created' }, payload: { id: '1', attributes: ['Quux'] } },
  ];
  for (const body of bodies) {
    t.equal((await sendSigned(url, hookSecret, JSON.stringify(body))).status, 200);
  }
  t.same(await onDay(), []);
  t.match(lines.text(), /an invitation could not be read/);
});

t.test('an event is answered 200 only once it is stored, so that Envoy repeats it', async (t) => {
  const failing = {
    put: async () => Promise.reject(new Error('the disk is full')),
    remove: async () => Promise.reject(new Error('the disk is full')),
  };
  const hook = await startHook(t, { checks: [], arrivals: failing });
  t.teardown(() => hook.stop());
  const url = hook.url.replace('sign-in', 'events');
  const invited = { inviteId: '1', name: 'Ada', expectedAt: noon };
  for (const event of ['invite_created', 'invite_removed']) {
    const body = JSON.stringify(invitationEvent(event, invited));
    t.equal((await sendSigned(url, hookSecret, body)).status, 500);
  }
});

t.test('hostile texts are cut and cleaned, and cost no more than others', async (t) => {
  const { send, onDay } = await place(t);
  const name = `Ada\u202e\u0000\r\nExample\ud800 ${'x\u0301'.repeat(100_000)}`;
  const host = '<b>\u001b[31m'.repeat(10_000);
  t.equal((await send('invite_created', { name, host, email: 'e'.repeat(100_000) })).status, 200);
  const [visit] = await onDay();
  t.match(visit?.visitor, /^Ada.{1,3}Example/u);
  for (const text of [visit?.visitor, visit?.host]) {
    t.ok([...(text ?? '')].length <= 301);
    t.notMatch(text, /[\p{Cc}\p{Surrogate}\u202e]/u);
  }
  t.equal((await send('invite_created', { inviteId: 'i'.repeat(300) })).status, 200);
  t.equal((await onDay()).length, 1, 'an id that is too long is nobody’s');
});

t.test('the list says who is enrolled and whose consent needs renewing', async (t) => {
  const { send, onDay, enrolled, db, optOuts } = await place(t);
  await enrolled('ada', 'Ada Example', 'ada@example.com');
  await enrolled('bo', 'Bo Example', 'bo@example.com');
  const invite = (inviteId: string, name: string, email: string | null = null) =>
    send('invite_created', { inviteId, name, email });
  await invite('1', 'Ada Example', 'ADA@example.com');
  await invite('2', 'Somebody Else', 'ada@example.com');
  await invite('3', 'Nobody Known', 'nobody@example.com');
  await invite('4', 'Bo Example', 'bo@example.com');
  const states = async () => (await onDay()).map((visit) => visit.enrolled);
  t.same(await states(), ['enrolled', 'unclear', 'not_enrolled', 'enrolled']);
  await withdrawConsent(db, 'bo', 'command:test');
  t.equal((await states())[3], 'opted_out');
  await publishConsentText(db, { version: '2', text: 'I agree.' }, 'command:test');
  t.equal((await states())[0], 'consent_needed');
  await optOuts.add({ name: null, email: 'nobody@example.com', employeeId: null }, 'command:test');
  t.equal((await states())[2], 'opted_out');
});

t.test('a sign-in that comes with the invitation is on it, with what was decided', async (t) => {
  const { send, onDay, hook } = await place(t);
  await send('invite_created');
  await send('invite_created', { inviteId: '7002', name: 'Bo Example' });
  t.equal((await hook.signIn({ inviteId: '7001' })).status, 200);
  t.match(await onDay(), [{ state: 'let_in', cameAt: /^\d{4}-/ }, { state: 'expected' }]);
  await send('invite_updated', { host: 'Hana Host' });
  t.match(await onDay(), [{ state: 'let_in', host: 'Hana Host' }, {}]);
});

t.test('names are encrypted, emptied with an erased person, and deleted a day later', async (t) => {
  const here = await place(t);
  const { send, onDay, enrolled, db, clock, cipher, expected } = here;
  const name = 'Wilhelmina Quuxington';
  const email = 'wilhelmina@quux.example';
  await send('invite_created', { name, email, host: 'Quuxhost' });
  for (const file of [here.databaseFile, `${here.databaseFile}-wal`]) {
    t.notOk(/Wilhelmina|quux\.example|Quuxhost/.test(readFileSync(file, 'latin1')), file);
  }
  await enrolled('wil', name, email);
  t.match(await onDay(), [{ enrolled: 'enrolled' }], 'enrolled after the invitation came');
  const keys = { templates: null, messages: cipher };
  const data = await personalData(db, 'wil', keys);
  t.match(data?.other['expected_visits'], [{ contents: { visitor: name, host: 'Quuxhost' } }]);
  const by = { actor: 'command:test', because: 'asked', messages: cipher } as const;
  const receipt = await erasePerson(db, 'wil', by);
  t.match(receipt?.unlinked, { expected_visits: 1 });
  t.match(await onDay(), [{ visitor: null, host: null, enrolled: 'unknown' }]);

  clock.at = new Date('2026-03-14T11:59:00.000Z');
  t.equal(await expected.purge(), 0, 'the day ended 24 hours ago in the last place that had it');
  clock.at = new Date('2026-03-14T12:00:00.000Z');
  t.equal(await expected.purge(), 1);
  t.same(await onDay(), []);
});

t.test('whoever is erased while their invitation is stored is not named by it', async (t) => {
  const { db, cipher, people, optOuts, clock, enrolled, onDay } = await place(t);
  const invited = {
    employeeId: null,
    host: 'Quuxhost',
    location: 'HQ',
    locationId: null,
    flow: 'Visitor',
  };
  const on = { ...invited, expectedAt: noon, day, arrived: false };
  const by = { actor: 'command:test', because: 'asked', messages: cipher } as const;
  const put = async (inviteId: string, email: string, ids: readonly string[]) => {
    const has: OptOuts['has'] = async (...known) => {
      for (const id of ids) await erasePerson(db, id, by);
      return optOuts.has(...known);
    };
    const places = { nameOf: () => null };
    const slow = new ExpectedVisits({
      db,
      cipher,
      people,
      optOuts: { has },
      clock,
      places,
      listed,
    });
    await slow.put({ ...on, inviteId, visitor: 'Wilhelmina Quuxington', email }, true);
  };
  await enrolled('wil', 'Wilhelmina Quuxington', 'w@quux.example');
  await put('one', 'w@quux.example', ['wil']);
  for (const id of ['a', 'b']) await enrolled(id, 'Wilhelmina Quuxington', `${id}@quux.example`);
  await put('of either', '', ['a', 'b']);
  const anHourAgo = new Date(Date.now() - 60 * 60_000);
  await db.updateTable('erasures').set({ erasedAt: anHourAgo }).execute();
  await put('afterwards', 'w@quux.example', []);
  const named = (await onDay()).map(({ inviteId, visitor, host }) => [inviteId, visitor, host]);
  t.same(
    named.sort(),
    [
      ['afterwards', 'Wilhelmina Quuxington', 'Quuxhost'],
      ['of either', null, null],
      ['one', null, null],
    ],
    'and is invited later as a stranger is',
  );
});
