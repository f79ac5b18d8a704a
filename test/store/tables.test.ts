import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { migrations } from '#server/store/migrations.ts';
import { openTestStore } from '../support/store.ts';
import * as kiosks from '#server/store/tables/kiosks.ts';
import * as codes from '#server/store/tables/kiosks.ts';
import {
  deletePerson,
  insertPerson,
  listPeople,
  peopleRevision,
} from '#server/store/tables/people.ts';
import { findSignIn, insertSignIn } from '#server/store/tables/sign-ins.ts';
import { insertTemplate, templatesOfPerson } from '#server/store/tables/templates.ts';
import { lacking } from '../support/needs.ts';
import { isOnPostgres } from '../support/postgres/databases.ts';
import { decidedSignIn, enrolledPerson } from './rows.ts';

const now = new Date('2026-11-24T10:00:00.000Z');
const later = new Date('2026-11-24T10:10:00.000Z');

async function openedDb(t: Test, databaseFile = path.join(t.testdir(), 'vestibule.sqlite')) {
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  return { db: store.db, databaseFile };
}

const template = (personId: string, model = 'm') => ({
  personId,
  model,
  ciphertext: Buffer.from('ciphertext'),
  source: 'photo',
  createdAt: now,
});

t.test('the first decision of a job stands', async (t) => {
  const { db } = await openedDb(t);
  const first = decidedSignIn('job', { note: 'first' });
  t.equal(await findSignIn(db, 'job'), undefined);
  t.strictSame(await insertSignIn(db, first), first);
  const second = decidedSignIn('job', { verdict: 'review', reason: 'no_match', note: 'second' });
  t.equal(await insertSignIn(db, second), null);
  t.strictSame(await findSignIn(db, 'job'), first);
});

t.test('a sign-in forgets an erased person, before and after it is stored', async (t) => {
  const { db } = await openedDb(t);
  await insertPerson(db, enrolledPerson('ada'));
  await insertSignIn(db, decidedSignIn('before', { claimedPersonId: 'ada' }));
  t.equal((await findSignIn(db, 'before'))?.claimedPersonId, 'ada');
  t.equal(await deletePerson(db, 'ada'), true);
  t.equal((await findSignIn(db, 'before'))?.claimedPersonId, null);
  const after = await insertSignIn(db, decidedSignIn('after', { claimedPersonId: 'ada' }));
  t.equal(after?.claimedPersonId, null);
});

t.test('erasing a person erases their templates and nobody else', async (t) => {
  const { db } = await openedDb(t);
  for (const id of ['ada', 'bob']) {
    await insertPerson(db, enrolledPerson(id));
    await insertTemplate(db, template(id));
  }
  await deletePerson(db, 'ada');
  t.equal(await deletePerson(db, 'ada'), false);
  t.strictSame(await templatesOfPerson(db, 'ada'), []);
  t.equal((await templatesOfPerson(db, 'bob')).length, 1);
});

t.test('people are listed by name with their templates of one model', async (t) => {
  const { db } = await openedDb(t);
  await insertPerson(db, enrolledPerson('1', { name: 'Zoë', nameFolded: 'zoë' }));
  await insertPerson(db, enrolledPerson('2', { name: 'Ada', nameFolded: 'ada' }));
  await insertTemplate(db, template('1'));
  await insertTemplate(db, template('1'));
  await insertTemplate(db, template('1', 'another model'));
  const list = await listPeople(db, 'm');
  t.strictSame(
    list.map(({ name, templates }) => [name, templates]),
    [
      ['Ada', 0],
      ['Zoë', 2],
    ],
  );
});

t.test('every change to people and templates counts, whichever connection makes it', async (t) => {
  const { db, databaseFile } = await openedDb(t);
  const { db: otherDb } = await openedDb(t, databaseFile);
  let last = await peopleRevision(db);
  const changes: [string, () => Promise<unknown>][] = [
    ['a person added', () => insertPerson(otherDb, enrolledPerson('ada'))],
    ['a template added', () => insertTemplate(otherDb, template('ada'))],
    ['a person changed', () => otherDb.updateTable('people').set({ name: 'Ada Other' }).execute()],
    ['a person erased', () => deletePerson(otherDb, 'ada')],
  ];
  for (const [change, make] of changes) {
    await make();
    const revision = await peopleRevision(db);
    t.ok(revision > last, change);
    last = revision;
  }
  await insertSignIn(otherDb, decidedSignIn('job'));
  t.equal(await peopleRevision(db), last, 'a sign-in does not');
});

t.test('when somebody was last approved outlives their sign-ins', async (t) => {
  const { db } = await openedDb(t);
  await insertPerson(db, enrolledPerson('ada'));
  const lastApproved = async () => {
    const row = await db.selectFrom('person_uses').select('approvedAt').executeTakeFirst();
    return row?.approvedAt;
  };
  const ada = { claimedPersonId: 'ada' };
  await insertSignIn(db, decidedSignIn('held', { ...ada, verdict: 'review', decidedAt: later }));
  await insertSignIn(db, decidedSignIn('stranger', { decidedAt: later }));
  t.equal(await lastApproved(), undefined, 'neither held nor of somebody unknown');
  await insertSignIn(db, decidedSignIn('first', { ...ada, decidedAt: now }));
  t.same(await lastApproved(), now);
  await db
    .updateTable('sign_ins')
    .set({ verdict: 'approved' })
    .where('jobId', '=', 'held')
    .execute();
  t.same(await lastApproved(), later, 'approved afterwards');
  await insertSignIn(db, decidedSignIn('early', { ...ada, decidedAt: now }));
  t.same(await lastApproved(), later, 'the latest counts');
  await db.deleteFrom('sign_ins').execute();
  t.same(await lastApproved(), later);
});

t.test('the migrations make every table, and none takes a value of another type', async (t) => {
  const { db } = await openedDb(t);
  const { rows: applied } = await sql<{ name: string }>`select name from kysely_migration`.execute(
    db,
  );
  t.strictSame(
    applied.map(({ name }) => name),
    Object.keys(migrations),
  );
  await insertSignIn(db, decidedSignIn('job'));
  const frames = sql<number>`'many'`;
  await t.rejects(
    db.updateTable('sign_ins').set({ frames }).execute(),
    /cannot store TEXT|invalid input syntax for type bigint/,
  );
});

t.test('every table of SQLite is strict', { skip: lacking('SQLite') }, async (t) => {
  const { db } = await openedDb(t);
  const { rows: lax } = await sql<{ name: string }>`
    select name from pragma_table_list where schema = 'main' and strict = 0
      and name not like 'sqlite_%' and name not like 'kysely_%'`.execute(db);
  t.strictSame(lax, []);
});

t.test('a blank consent is refused by the database itself', async (t) => {
  const { db } = await openedDb(t);
  await t.rejects(insertPerson(db, enrolledPerson('ada', { consent: '  ' })), {
    code: isOnPostgres ? '23514' : 'SQLITE_CONSTRAINT_CHECK',
  });
});

t.test('kiosks are found by token until revoked, and names in use are unique', async (t) => {
  const { db } = await openedDb(t);
  const kiosk = (id: string, name: string): kiosks.NewKiosk => ({
    id,
    name,
    tokenHash: `hash of ${id}`,
    locationId: '1042',
    deviceId: null,
    createdAt: now,
  });
  t.equal(await kiosks.insertKiosk(db, kiosk('k1', 'Lobby')), true);
  t.equal(await kiosks.insertKiosk(db, kiosk('k2', 'LOBBY')), false, 'the name is taken');
  await kiosks.touchKiosk(db, 'k1', { lastSeenAt: later });
  const found = await kiosks.findKioskByTokenHash(db, 'hash of k1');
  const unused = {
    revokedAt: null,
    cameras: null,
    camerasSeen: null,
    rig: null,
    readerTokenHash: null,
    readerSeenAt: null,
  };
  t.strictSame(found, { ...kiosk('k1', 'Lobby'), lastSeenAt: later, ...unused });

  t.equal(await kiosks.revokeKiosk(db, 'k1', later), true);
  t.equal(await kiosks.revokeKiosk(db, 'k1', later), false);
  t.equal(await kiosks.findKioskByTokenHash(db, 'hash of k1'), undefined);
  t.equal(await kiosks.insertKiosk(db, kiosk('k2', 'Lobby')), true, 'the name is free again');
  t.strictSame(
    (await kiosks.listKiosks(db)).map(({ id, revokedAt }) => [id, revokedAt]),
    [
      ['k1', later],
      ['k2', null],
    ],
  );
});

t.test('a pairing code works once, in time, and after few failed tries only', async (t) => {
  const { db } = await openedDb(t);
  const code = (codeHash: string, kioskName: string): codes.PairingCode => ({
    codeHash,
    kioskName,
    locationId: null,
    deviceId: '88',
    readerOf: null,
    expiresAt: later,
  });
  const claim = (hash: string, at = now) => codes.claimPairingCode(db, hash, at);

  await codes.insertPairingCode(db, code('a', 'Lobby'));
  const claims = await Promise.all([claim('a'), claim('a'), claim('a')]);
  t.strictSame(claims.filter(Boolean), [code('a', 'Lobby')], 'one of several at once gets it');

  await codes.insertPairingCode(db, code('b', 'Lobby'));
  t.equal(await claim('b', later), undefined, 'too late');
  await codes.insertPairingCode(db, code('c', 'Lobby'));
  t.equal(await claim('b'), undefined, 'replaced by a newer code for the same kiosk');

  await codes.insertPairingCode(db, code('d', 'Back door'));
  await codes.purgeExpiredPairingCodes(db, now);
  t.ok(await claim('d'));
  await codes.purgeExpiredPairingCodes(db, later);
  t.strictSame(await db.selectFrom('pairing_codes').selectAll().execute(), []);
});
