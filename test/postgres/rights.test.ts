import path from 'node:path';
import pg from 'pg';
import t from 'tap';
import { recordEvent } from '#server/audit/record.ts';
import { databaseServerOf } from '#server/config/database-server.ts';
import { openStore } from '#server/store/store.ts';
import { findSignIn, insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn, enrolledPerson } from '../store/rows.ts';
import { insertPerson, deletePerson } from '#server/store/tables/people.ts';
import { runInTurn as run } from '../support/in-turn.ts';
import { administer, makeDatabase } from '../support/postgres/databases.ts';

const serverUrl = process.env['TEST_POSTGRES_URL'] ?? '';
const name = `rights_${process.pid}`;

t.test(
  'a role that may only read and write rows starts, once another has made the tables',
  async (t) => {
    await administer(serverUrl, `create database ${name}`);
    await administer(serverUrl, `create role ${name} login`);
    t.teardown(async () => {
      await administer(serverUrl, `drop database ${name} with (force)`);
      await administer(serverUrl, `drop role ${name}`);
    });
    const ownerUrl = `${serverUrl}/${name}`;
    const roleUrl = ownerUrl.replace('vestibule@', `${name}@`);
    const databaseServer = databaseServerOf(roleUrl);
    const open = () => openStore({ databaseFile: '', databaseServer });
    await t.rejects(open(), {
      code: 'database_unusable',
      message: /may not do that.*many-lobbies/,
    });

    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(
      `alter default privileges in schema public grant select, insert, update, delete on tables to ${name}`,
    );
    await owner.end();
    const folder = t.testdir();
    const made = await run(folder, ['store', 'migrate'], { VESTIBULE_DATABASE_URL: ownerUrl });
    t.equal(made.code, 0, made.err);

    const store = await open();
    t.teardown(() => store.close());
    await insertPerson(store.db, enrolledPerson('ada'));
    await insertSignIn(store.db, decidedSignIn('job', { claimedPersonId: 'ada' }));
    await recordEvent(store.db, { action: 'policy_changed', actor: 'service' });
    t.equal(await deletePerson(store.db, 'ada'), true);
    t.equal(await store.scrub(), false, 'it says that PostgreSQL still holds it');
  },
);

t.test('several instances append to one chain of the record', async (t) => {
  const url = await makeDatabase(serverUrl, `chain_${process.pid}`);
  const databaseServer = databaseServerOf(url);
  const stores = await Promise.all(
    [1, 2, 3].map(() => openStore({ databaseFile: '', databaseServer })),
  );
  t.teardown(() => Promise.all(stores.map((store) => store.close())));
  await Promise.all(
    Array.from({ length: 60 }, (_, i) => {
      const { db } = stores[i % stores.length]!;
      const event = { action: 'policy_changed', actor: 'service', details: { i } } as const;
      // Half of the events are recorded in concurrent transactions.
      if (i % 2 === 0) return recordEvent(db, event);
      const beside = db.transaction().setIsolationLevel('read committed');
      return beside.execute((transaction) => recordEvent(transaction, event));
    }),
  );
  const rows = await stores[0]!.db
    .selectFrom('audit_events')
    .select(['seq', 'hash', 'previousHash'])
    .orderBy('seq')
    .execute();
  t.equal(rows.length, 60);
  t.ok(
    rows.every(
      ({ seq, previousHash }, i) =>
        seq === i + 1 && (i === 0 || previousHash === rows[i - 1]?.hash),
    ),
  );
});

t.test('one of several instances stores the answer of a job', async (t) => {
  const url = await makeDatabase(serverUrl, `once_${process.pid}`);
  const databaseServer = databaseServerOf(url);
  const stores = await Promise.all(
    [1, 2].map(() => openStore({ databaseFile: '', databaseServer })),
  );
  t.teardown(() => Promise.all(stores.map((store) => store.close())));
  const results = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      insertSignIn(stores[i % 2]!.db, decidedSignIn('job', { note: String(i) })),
    ),
  );
  const [first, ...others] = results.filter((stored) => stored !== null);
  t.same(others, []);
  for (const { db } of stores) t.same(await findSignIn(db, 'job'), first, 'all hear the same');
});

t.test('doctor looks at PostgreSQL without changing it', async (t) => {
  const folder = t.testdir();
  const database = `doctor_${process.pid}`;
  await administer(serverUrl, `create database ${database}`);
  const settings = {
    VESTIBULE_DATABASE_URL: `${serverUrl}/${database}`,
    ENVOY_CLIENT_SECRET: 'a-client-secret-of-16',
  };
  const { out } = await run(folder, ['doctor', '--json'], settings);
  t.match(out, /PostgreSQL 1\d/);
  t.match(out, /nothing of Vestibule in it yet/);
  t.match(out, /agrees with the clock/);
  const refused = await run(folder, ['kiosk', 'list'], {
    VESTIBULE_DATABASE_URL: `${serverUrl}/nowhere_at_all`,
  });
  t.match(refused, { code: 1, err: /there\s+is\s+none\s+of\s+that\s+name/ });
  t.notMatch(path.join(refused.out, refused.err), /postgres:\/\//);
});
