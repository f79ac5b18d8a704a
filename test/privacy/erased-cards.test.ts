import path from 'node:path';
import t, { type Test } from 'tap';
import { erasePerson } from '#server/people/erasure.ts';
import type { CheckResult } from '#server/sign-in/check.ts';
import type { Db } from '#server/store/schema.ts';
import { deskCardsOf } from '#server/store/tables/desk-cards.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { FaceDoubt, startRingingDesk } from '../desk/ringing-desk.ts';
import { insertEnrolled } from '../people/enrolled.ts';

// Each writer of a desk card meets an erasure between its read and its transaction. Nothing about the
// person may be written afterwards.

const ada = { name: 'Ada Erased', email: 'ada@example.com' };
const visit = { ...ada, entryId: 'entry-1', deviceId: 'ipad-1' };
const passport = 'Ada Erased has a blue passport';
const poor: CheckResult = { passed: false, reason: 'poor_quality' };

type Builder = ReturnType<Db['transaction']>;

/** Delays the next transaction until `work` is done. */
function before(db: Db, work: () => Promise<unknown>): void {
  const begin = db.transaction.bind(db);
  const waiting = (builder: Builder): Builder =>
    new Proxy(builder, {
      get: (target, property) => {
        if (property === 'setIsolationLevel') {
          return (...level: Parameters<Builder['setIsolationLevel']>) =>
            waiting(target.setIsolationLevel(...level));
        }
        if (property !== 'execute') return Reflect.get(target, property) as unknown;
        return async (inside: Parameters<Builder['execute']>[0]) => {
          await work();
          return target.execute(inside);
        };
      },
    });
  db.transaction = () => {
    db.transaction = begin;
    return waiting(begin());
  };
}

/** Ada is enrolled and was held, and the desk has written a note on her card. */
async function place(t: Test) {
  const face = new FaceDoubt(poor);
  const { desk, hook, enter } = await startRingingDesk(t, { checks: [face], askDesk: false });
  const { db } = desk;
  const cipher = await openTemplateCipher(db, path.join(desk.dataDir, 'template.key'));
  const id = 'person-ada';
  await insertEnrolled(db, cipher, { id, ...ada });
  face.personId = id;
  const { browser } = await enter('Ann Reception');
  const signIn = (jobId: string) => hook.signIn({ ...visit, jobId });
  await signIn('first');
  const note = { note: passport, was: '' };
  await browser.call('PUT', '/desk/api/cards/first/note', note);
  const messages = desk.desk.cipher;
  const erase = () => erasePerson(db, id, { actor: 'test', because: 'asked', messages });
  return { desk, db, hook, face, browser, signIn, erase };
}
type Place = Awaited<ReturnType<typeof place>>;

const writers: Record<string, (place: Place, t: Test) => Promise<unknown>> = {
  'a note': ({ browser, db, erase }) => {
    before(db, erase);
    const note = { note: 'Ada Erased again', was: passport };
    return browser.call('PUT', '/desk/api/cards/first/note', note);
  },
  'an outcome': ({ browser, db, erase }) => {
    before(db, erase);
    return browser.post('/desk/api/cards/first/outcome', { outcome: 'left' });
  },
  'a card put back': async ({ browser, db, erase }) => {
    await browser.post('/desk/api/cards/first/outcome', { outcome: 'left' });
    before(db, erase);
    return browser.post('/desk/api/cards/first/outcome', { outcome: null });
  },
  'a visitor held again': async ({ desk, db, signIn, erase }) => {
    await signIn('second');
    before(db, erase);
    return desk.desk.closing.heldAgain('second');
  },
  'one held again whose second card names no person': async (here, t) => {
    const { desk, db, face, signIn, erase } = here;
    face.personId = null;
    await signIn('second');
    await desk.desk.closing.heldAgain('second');
    const [second] = await deskCardsOf(db, ['second']);
    t.ok(second?.note, 'the note went along');
    return erase();
  },
  'a visitor who signed out': ({ desk, db, erase }) => {
    before(db, erase);
    return desk.desk.closing.signedOut('entry-1', null);
  },
};

/** The cards with contents or a note. */
async function writtenCards(db: Db) {
  const cards = await db.selectFrom('desk_cards').selectAll().execute();
  return cards.filter(({ contents, note }) => contents !== null || note !== null);
}

for (const [name, write] of Object.entries(writers)) {
  t.test(`${name}: nothing of who was erased meanwhile is on a card`, async (t) => {
    const here = await place(t);
    await write(here, t);
    t.same(await here.db.selectFrom('people').selectAll().execute(), [], 'erased');
    t.same(await writtenCards(here.db), []);
    const cards = await deskCardsOf(here.db, ['first', 'second']);
    t.ok(cards.length > 0);
  });
}

t.test('the card of a sign-in that was under way names nobody', async (t) => {
  const { db, desk, hook, signIn, erase } = await place(t);
  before(hook.store.db, erase);
  const { status } = await signIn('second');
  t.equal(status, 412);
  const stored = await writtenCards(db);
  t.match(stored, [{ jobId: 'second', note: null }]);
  const { contents, jobId } = stored[0]!;
  const said = JSON.stringify(desk.desk.cipher.open(contents!, jobId));
  t.match(said, '"visitor":null');
  t.notMatch(said, /ada/i);
});
