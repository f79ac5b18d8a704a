import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { sqlDialectOf } from '#database';
import { tablesWhere } from '#server/store/table-rules.ts';
import { renewedColumns } from '#server/templates/rotation.ts';
import { lacking } from '../support/needs.ts';
import { openTestStore } from '../support/store.ts';

const skip = lacking('SQLite');

async function emptyStore(t: Test) {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'v.sqlite') });
  t.teardown(() => store.close());
  return store;
}

t.test('a table that names people has a rule for their erasure', { skip }, async (t) => {
  const { db } = await emptyStore(t);
  const { rows } = await sqlDialectOf(db).referencesTo('people', 'person_id').execute(db);
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

t.test('what a person gets names them, and every table that does is in it', { skip }, async (t) => {
  const { db } = await emptyStore(t);
  const { rows } = await sqlDialectOf(db).referencesTo('people', 'person_id').execute(db);
  const naming = new Set(['people', 'sign_in_checks', ...rows.map(({ table }) => table)]);
  t.same([...naming].sort(), tablesWhere('onExport', 'rows', 'apart', 'repeats').sort());
});

t.test('what goes with a person or a sign-in is deleted by the database', { skip }, async (t) => {
  const { db } = await emptyStore(t);
  const partsOf = async (whole: string) => {
    const { rows } = await sql<{ table: string }>`
      select distinct s.name as "table" from sqlite_schema s, pragma_foreign_key_list(s.name) k
      where s.type = 'table' and k."table" = ${whole} and k.on_delete = 'CASCADE'`.execute(db);
    return rows.map(({ table }) => table).sort();
  };
  t.same(tablesWhere('onRetention', 'with_person').sort(), await partsOf('people'));
  t.same(tablesWhere('onRetention', 'with_sign_in').sort(), await partsOf('sign_ins'));
});

/** Columns of bytes that are not sealed, or not under a key that changes. */
const others = new Map([
  ['csca_lists.content', 'public, and its seal is renewed'],
  ['template_keys.check_value', 'says which key it is'],
  ['template_keys.transform_check', 'the same'],
]);

t.test('each column of sealed bytes has a rule for a key change', { skip }, async (t) => {
  const { db } = await emptyStore(t);
  const { rows } = await sql<{ table: string; name: string }>`
    select t.name as "table", t.name || '.' || c.name as name
    from pragma_table_list t join pragma_table_info(t.name) c
    where t.schema = 'main' and c.type = 'BLOB' order by 2`.execute(db);
  const sealed = rows.filter(({ name }) => !others.has(name));
  const renewable: readonly string[] = tablesWhere('onKeyChange', 'renewed');
  const renewed = renewedColumns.map(({ table, ciphertext }) => `${table}.${ciphertext}`);
  t.same(
    sealed.flatMap(({ table, name }) => (renewable.includes(table) ? [name] : [])),
    renewed.sort(),
  );
  const ruled = tablesWhere('onKeyChange', 'renewed', 'made_again', 'ends');
  t.same([...new Set(sealed.map(({ table }) => table))].sort(), ruled.sort());
});
