import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { QueryError } from '#database';
import { inspectDatabase } from '#server/store/inspect.ts';
import { openStore } from '#server/store/store.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { enrolledPerson } from './rows.ts';

t.test('a refused query says why and leaves the store usable', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openStore({ databaseFile });
  t.teardown(() => store.close());
  await insertPerson(store.db, enrolledPerson('a', { emailFolded: 'ada@example.com' }));
  const again = insertPerson(store.db, enrolledPerson('b', { emailFolded: 'ada@example.com' }));
  await t.rejects(
    again,
    new QueryError('SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE constraint failed: people.email_folded'),
  );
  t.equal((await store.db.selectFrom('people').selectAll().execute()).length, 1);
});

t.test('a database of a newer version is refused and left alone', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openStore({ databaseFile });
  await sql`insert into kysely_migration values ('999-from-the-future', '2030-01-01')`.execute(
    store.db,
  );
  await store.close();
  const before = readFileSync(databaseFile);
  await t.rejects(openStore({ databaseFile }), {
    code: 'database_newer',
    message: /newer version of Vestibule.*999-from-the-future.*nothing was changed/,
  });
  t.ok(before.equals(readFileSync(databaseFile)));
});

t.test('a database of a development build is refused and left alone', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openStore({ databaseFile });
  await sql`delete from kysely_migration`.execute(store.db);
  await sql`insert into kysely_migration values ('000-schema', '2025-01-01')`.execute(store.db);
  await store.close();
  const before = readFileSync(databaseFile);
  await t.rejects(openStore({ databaseFile }), {
    code: 'database_of_development',
    message: /Move it and its key elsewhere/,
  });
  t.equal(inspectDatabase(databaseFile).state, 'development');
  t.ok(before.equals(readFileSync(databaseFile)));
});
