import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { sqlDialectOf } from '../../server/store/dialects/sql-dialect.ts';
import { tablesWhere } from '../../server/store/table-rules.ts';
import { renewedColumns } from '../../server/templates/rotation.ts';
import { lacking } from '../support/needs.ts';
import { openStore } from '../support/store.ts';

const skip = lacking('SQLite');

async function emptyStore(t: Test) {
  const store = await openStore({ databaseFile: path.join(t.testdir(), 'v.sqlite') });
  t.teardown(() => store.close());
  return store;
}

t.test('a table that names people has a rule for their erasure', { skip }, async (t) => {
  const { db } = await emptyStore(t);
  const { rows } = await sqlDialectOf(db).columnsAboutPeople.execute(db);
  const naming = new Set(['people', ...rows.map(({ table }) => table)]);
  const ruled = tablesWhere('onErasure', 'removed', 'unlinked', 'remembered');
  t.same([...naming].sort(), ruled.sort());
});

t.test('the database erases by these rules', { skip }, async (t) => {
  const { db } = await emptyStore(t);
  const { rows } = await sql<{ table: string }>`
    select distinct s.name as "table" from sqlite_schema s, pragma_foreign_key_list(s.name) k
    where s.type = 'table' and k."table" = 'people' and k.on_delete = 'CASCADE'`.execute(db);
  const removed = tablesWhere('onErasure', 'removed').filter((table) => table !== 'people');
  t.same(rows.map(({ table }) => table).sort(), removed.sort());
});

/** Columns of bytes that a key change need not renew. */
const others = new Map([
  ['csca_lists.content', 'public, and its seal is renewed'],
  ['person_seals.seal', 'made again for everybody'],
  ['shared_work.contents', 'gone before a start that changes keys: no other instance may run then'],
  ['shared_work.shown', 'the same'],
  ['template_keys.check_value', 'says which key it is'],
  ['template_keys.transform_check', 'the same'],
]);

t.test('a key change renews every column of sealed bytes', { skip }, async (t) => {
  const { db } = await emptyStore(t);
  const { rows } = await sql<{ name: string }>`
    select t.name || '.' || c.name as name
    from pragma_table_list t join pragma_table_info(t.name) c
    where t.schema = 'main' and c.type = 'BLOB' order by 1`.execute(db);
  const renewed = renewedColumns.map(({ table, ciphertext }) => `${table}.${ciphertext}`);
  t.same(
    rows.map(({ name }) => name),
    [...renewed, ...others.keys()].sort(),
  );
});
