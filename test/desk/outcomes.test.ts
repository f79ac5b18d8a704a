import { once } from 'node:events';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { eventMeta, sendSigned, signedOutEntry } from '../../lab/simulate/held-sign-in.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import type { HistoryPage } from '#server/protocol/desk-history-messages.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { findDeskCard } from '#server/store/tables/desk-cards.ts';
import { untilTrue } from '../postgres/installation.ts';
import { DeskBrowser } from './start-desk.ts';

const { womanA, womanB, guest1 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

/** The whole service, with people who log in at its desk. */
async function place(t: Test) {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { db, lobbyUrl, hookUrl } = trial.service;
  const accounts = new Map<string, ReturnType<typeof newAccount>>();
  const enter = async (name: string, role: 'reception' | 'auditor') => {
    const account = accounts.get(name) ?? newAccount(name, role);
    accounts.set(name, account);
    return account;
  };
  const newAccount = async (name: string, role: 'reception' | 'auditor') => {
    const { link } = await addDeskAccount(db, { name, role }, { actor: 'command:test' });
    const browser = new DeskBrowser(lobbyUrl.replace(/\/$/, ''));
    const password = 'a long pass phrase of this test';
    await browser.post('/desk/api/set-password', { link: link.token, password });
    const say = (jobId: string, outcome: string | null) =>
      browser.post(`/desk/api/cards/${jobId}/outcome`, { outcome });
    const csv = async () => (await browser.get('/desk/api/history.csv')).text;
    const story = async (jobId: string) =>
      (await browser.get(`/desk/api/history/${jobId}`)).json as { entry: object; card: object };
    const note = (jobId: string, text: string, was = '') =>
      browser.call('PUT', `/desk/api/cards/${jobId}/note`, { note: text, was });
    const history = async (query: string) => {
      const { status, json } = await browser.get(`/desk/api/history?${query}`);
      return { status, ...(json as unknown as HistoryPage) };
    };
    return { say, story, csv, note, history };
  };
  const signIn = async (jobId: string, visitor: typeof anna = anna) =>
    (await trial.signIn({ ...visitor, jobId, entryId: `entry-${jobId.slice(0, 40)}` })).status;
  const signOut = async (jobId: string, at = new Date()) => {
    const payload = { ...signedOutEntry(anna, at), id: `entry-${jobId}` };
    const meta = eventMeta('entry_sign_out', `out-${jobId}`, {});
    const body = JSON.stringify({ meta, payload });
    const url = hookUrl.replace('sign-in', 'events');
    return (await sendSigned(url, trial.secrets.envoy[0], body)).status;
  };
  const outcomeOf = async (jobId: string) => (await findDeskCard(db, jobId))?.outcome;
  return { trial, db, enter, signIn, signOut, outcomeOf };
}

t.test('visits and how they end', async (t) => {
  const { trial, db, enter, signIn, signOut, outcomeOf } = await place(t);

  t.test(
    'the history is filtered by the answer, the place, and a reason that occurred',
    async (t) => {
      const aud = await enter('Aud Auditor', 'auditor');
      await signIn('first');
      const held = await aud.history('answer=held');
      t.match(held.entries, [{ jobId: 'first', location: /[a-z]/i }]);
      const [entry] = held.entries;
      t.same(held.reasons, [entry?.reason]);
      t.match((await aud.history(`reason=${entry?.reason}`)).entries, [{ jobId: 'first' }]);
      for (const other of ['answer=let_in', 'reason=matched', 'to=2020-01-01T00:00:00Z']) {
        t.same((await aud.history(other)).entries, [], other);
      }
      t.equal((await aud.history('answer=perhaps')).status, 400);
      const [somewhere] = held.locations;
      t.notMatch(somewhere?.name, /^\d+$/);
      t.match((await aud.history(`location=${somewhere?.id}`)).entries, [{ jobId: 'first' }]);
    },
  );

  t.test('a visitor who waits is closed with how it ended, by the first who presses', async (t) => {
    const ann = await enter('Ann Reception', 'reception');
    const bob = await enter('Bob Reception', 'reception');
    const aud = await enter('Aud Auditor', 'auditor');
    t.equal(await signIn('zoe', { name: 'Zoe Walk-In', email: 'zoe@example.com' }), 412);
    t.match(await aud.say('zoe', 'left'), { status: 403 });
    for (const odd of ['let_in_later', 'signed_out', 'seen']) {
      t.match(await ann.say('zoe', odd), { status: 400 }, `${odd} is nothing to say`);
    }
    t.match(await ann.say('nobody', 'left'), { status: 404 });
    t.match(await ann.say('zoe', 'turned_away'), {
      status: 200,
      json: { card: { outcome: 'turned_away', seenBy: 'Ann Reception' } },
    });
    t.match(await bob.say('zoe', 'let_in'), {
      status: 409,
      json: { message: 'Ann Reception was first: Turned away.' },
    });
    t.match(await aud.story('zoe'), {
      entry: { outcome: 'turned_away', seenBy: 'Ann Reception' },
      card: { outcome: 'turned_away' },
    });
    t.match(await aud.csv(), /"Zoe Walk-In".*"Turned away","20.*","Ann Reception"/);
    t.match(await bob.say('zoe', null), { status: 200, json: { card: { outcome: null } } });
    t.match(await bob.say('zoe', 'let_in'), { status: 200 });
    t.equal(await outcomeOf('zoe'), 'let_in');
    await ann.note('zoe', 'Came with');
    t.match(await bob.note('zoe', 'Wants a taxi'), {
      ...{ status: 409, json: { error: 'note_changed', values: { note: 'Came with' } } },
    });
    t.match(await bob.note('zoe', 'Came with Bo', 'Came with'), { status: 200 });
    t.match(await aud.csv(), /"Zoe Walk-In".*"Bob Reception","Came with Bo"/);
    const acts = (await auditEventsAbout(db, 'zoe')).filter(({ action }) =>
      action.startsWith('desk_'),
    );
    t.match(acts, [
      { action: 'desk_seen_to', details: /turned_away/ },
      { action: 'desk_put_back' },
      { action: 'desk_seen_to', details: /let_in/ },
    ]);
  });

  t.test('a visitor is seen to under an id of any length that Envoy may give', async (t) => {
    const ann = await enter('Ann Reception', 'reception');
    for (const jobId of ['j'.repeat(101), 'j'.repeat(256), '会'.repeat(256), '🙂'.repeat(128)]) {
      t.equal(await signIn(jobId, { name: 'Zoe Walk-In', email: 'zoe@example.com' }), 412);
      const inAddress = encodeURIComponent(jobId);
      t.match(await ann.note(inAddress, 'Waits'), { status: 200 });
      t.match(await ann.say(inAddress, 'turned_away'), { status: 200 });
      t.match(await ann.story(inAddress), { entry: { outcome: 'turned_away' } });
      t.equal(await outcomeOf(jobId), 'turned_away');
    }
  });

  t.test('a card closes by itself when Envoy tells that the visitor has left', async (t) => {
    t.equal(await signIn('gone'), 412);
    t.equal(await signIn('here', { name: 'Bo Beside', email: 'bo@example.com' }), 412);
    const before = new Date(Date.now() - 10 * 60_000);
    t.equal(await signOut('gone', before), 200);
    t.equal(await outcomeOf('gone'), null, 'they have come again since then');
    t.equal(await signOut('gone'), 200);
    t.equal(await outcomeOf('gone'), 'signed_out');
    t.equal(await outcomeOf('here'), null, 'and no other');
    t.equal(await signOut('gone'), 200, 'also a second time');
  });

  t.test(
    'a card closes by itself when the visitor is let in, unless somebody else was seen',
    async (t) => {
      const ann = await enter('Ann Reception', 'reception');
      await trial.enrol(anna, [await cropPhoto(womanA)]);
      const kiosk = await trial.openKiosk({ frames: await webcamFrames(guest1, 12) });
      t.equal(await signIn('somebody-else'), 412);
      kiosk.show([]);
      const begun = once(kiosk, 'capture');
      const declined = signIn('declined');
      await begun;
      kiosk.decline();
      t.equal(await declined, 412);
      t.equal(await outcomeOf('declined'), null);
      kiosk.show(await webcamFrames(womanB, 12));
      t.equal(await signIn('let-in'), 200);
      await untilTrue(async () => (await outcomeOf('declined')) !== null);
      t.equal(await outcomeOf('declined'), 'let_in_later');
      t.equal(await outcomeOf('somebody-else'), null, 'somebody else may stand there still');
      t.match(await ann.story('declined'), { card: { outcome: 'let_in_later', seenBy: null } });
      t.match(await ann.say('declined', 'left'), {
        status: 409,
        json: { message: 'The service was first: Let in by a later sign-in.' },
      });
      const acts = await auditEventsAbout(db, 'declined');
      t.match(acts.at(-1), { action: 'desk_closed', actor: 'service' });
    },
  );
});
