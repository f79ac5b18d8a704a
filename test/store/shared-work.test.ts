import path from 'node:path';
import t, { type Test } from 'tap';
import type { Db } from '#server/store/schema.ts';
import { beatInstance } from '#server/store/tables/instances.ts';
import { deletePerson, insertPerson } from '#server/store/tables/people.ts';
import {
  insertWork,
  dropWork,
  endWork,
  listWork,
  showWork,
  sweepWork,
  claimWork,
  type NewWorkRow,
} from '#server/store/tables/shared-work.ts';
import { openTestStore } from '../support/store.ts';
import { enrolledPerson } from './rows.ts';

// Tests the table of work that instances do for one another. `a`, `b` and `c` are alive; other instances are gone.

const kinds = ['sign_in', 'press', 'enrolment'] as const;

async function openedDb(t: Test): Promise<Db> {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  for (const id of ['a', 'b', 'c']) {
    const row = { name: id, version: '1', protocol: 1, policy: null, address: null, deskPages: 0 };
    await beatInstance(store.db, { id, ...row });
  }
  return store.db;
}

const work = (id: string, changes: Partial<NewWorkRow> = {}): NewWorkRow => ({
  id,
  kind: 'sign_in',
  asker: 'a',
  runner: 'b',
  contents: Buffer.from(`asked ${id}`),
  shown: Buffer.from(`shown ${id}`),
  leftMs: 20_000,
  ...changes,
});
const enrolment = (id: string, changes: Partial<NewWorkRow> = {}) =>
  work(id, { kind: 'enrolment', kioskId: 'lobby', ...changes });

async function find(db: Db, id: string) {
  return (await listWork(db)).find((row) => row.id === id);
}

/** A sign-in runs where it was asked. */
const running = (id: string, instance: string, changes: Partial<NewWorkRow> = {}): NewWorkRow =>
  work(id, { asker: instance, runner: instance, contents: null, ...changes });

t.test('of several instances that are asked for one sign-in at once, one runs it', async (t) => {
  const db = await openedDb(t);
  const all = ['a', 'b', 'c'];
  const asked = await Promise.all(all.map((instance) => insertWork(db, running('job', instance))));
  t.equal(asked.filter(Boolean).length, 1, String(asked));
  t.match(await listWork(db), [{ runner: all[asked.indexOf(true)] }]);
});

t.test(
  'a sign-in is taken over only when its instance is gone, or its lease is over',
  async (t) => {
    const db = await openedDb(t);
    t.equal(await insertWork(db, running('job', 'a')), true);
    t.equal(await insertWork(db, running('job', 'c')), false, 'it is theirs');
    t.equal(await insertWork(db, running('job', 'a')), true, 'an earlier row of its own');
    t.match(await find(db, 'job'), { asker: 'a', runner: 'a', isTaken: true });
    t.equal(await insertWork(db, running('orphan', 'gone')), true);
    t.equal(await insertWork(db, running('orphan', 'c', { shown: Buffer.from('c') })), true);
    t.match(await find(db, 'orphan'), { asker: 'c', runner: 'c', shown: Buffer.from('c') });
    t.equal(await insertWork(db, running('late', 'a', { leftMs: -1 })), true);
    t.equal(await insertWork(db, running('late', 'c')), true);
    const { runner, leftMs } = (await find(db, 'late'))!;
    t.equal(runner, 'c');
    t.ok(leftMs > 0, 'with a lease of its own');
  },
);

t.test('what is asked is taken once, by its runner, and not left behind', async (t) => {
  const db = await openedDb(t);
  for (const id of ['one', 'two']) await insertWork(db, work(id));
  await insertWork(db, work('of c', { runner: 'c' }));
  t.same(await claimWork(db, 'b', ['press']), [], 'of another kind');
  const takes = await Promise.all([claimWork(db, 'b', kinds), claimWork(db, 'b', kinds)]);
  const taken = takes.flat().sort((one, other) => (one.id < other.id ? -1 : 1));
  t.match(taken, [
    { id: 'one', kind: 'sign_in', contents: Buffer.from('asked one') },
    { id: 'two', kind: 'sign_in', contents: Buffer.from('asked two') },
  ]);
  t.equal(taken.length, 2);
  t.same(
    await db.selectFrom('shared_work').select('id').where('contents', 'is not', null).execute(),
    [{ id: 'of c' }],
  );
});

t.test('the first end of an enrolment counts, and its screen is free again', async (t) => {
  const db = await openedDb(t);
  await insertPerson(db, enrolledPerson('ada'));
  t.equal(await insertWork(db, enrolment('first', { jobId: 'card' })), true);
  t.equal(await insertWork(db, enrolment('second')), false, 'at that screen');
  t.equal(await insertWork(db, enrolment('third', { kioskId: 'x', jobId: 'card' })), false);
  t.equal(await endWork(db, { id: 'first', ending: 'stopped', keptMs: 60_000 }), true);
  const stored = { id: 'first', runner: 'b', ending: 'stored', personId: 'ada' };
  t.equal(await db.transaction().execute((inside) => endWork(inside, stored)), false);
  t.match(await find(db, 'first'), { ending: 'stopped', isTaken: true });

  t.equal(await insertWork(db, enrolment('second', { jobId: 'card' })), true);
  await dropWork(db, { endedOfCard: 'card', but: 'second' });
  t.same(
    (await listWork(db)).map(({ id }) => id),
    ['second'],
    'the latest of a card',
  );
  await showWork(db, 'c', [{ id: 'second', bytes: Buffer.from('not its runner') }]);
  await showWork(db, 'b', [{ id: 'second', bytes: Buffer.from('posing') }]);
  t.match(await find(db, 'second'), { shown: Buffer.from('posing') });
  t.equal(await endWork(db, { ...stored, id: 'second' }), true);
  t.equal(await endWork(db, { id: 'second', ending: 'stopped' }), false, 'it is too late');
  t.equal(await endWork(db, { id: 'second', from: 'stored', ending: 'done' }), true);
  await deletePerson(db, 'ada');
  t.same(await listWork(db), [], 'and whoever is erased is gone from here');
});

t.test('what nobody does any more is ended, and what is over is forgotten', async (t) => {
  const db = await openedDb(t);
  await insertWork(db, enrolment('left', { runner: 'gone', contents: null }));
  await insertWork(db, enrolment('not begun', { kioskId: 'x', leftMs: -1 }));
  await insertWork(db, enrolment('going on', { kioskId: 'y', leftMs: -1, contents: null }));
  await insertWork(db, work('just late', { leftMs: -5000 }));
  await insertWork(db, work('over', { leftMs: -11_000 }));
  await insertWork(db, work('press', { kind: 'press', leftMs: -11_000 }));
  const forSweep = (await listWork(db)).filter(({ isForSweep }) => isForSweep);
  t.same(forSweep.map(({ id }) => id).sort(), ['left', 'not begun', 'over', 'press']);
  await sweepWork(db);
  const rows = (await listWork(db)).map(({ id, ending, isForSweep }) => [id, ending, isForSweep]);
  t.same(rows.sort(), [
    ['going on', null, false],
    ['just late', null, false],
    ['left', 'lost', false],
    ['not begun', 'not_taken', false],
  ]);
});
