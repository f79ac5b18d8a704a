import path from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { renewedColumns } from '../../server/templates/rotation.ts';
import { lacking } from '../support/needs.ts';
import { openStore } from '../support/store.ts';

/** Bytes that no key change has to renew. */
const others = new Map([
  ['csca_lists.content', 'public, and its seal is renewed'],
  ['person_seals.seal', 'made again for everybody'],
  ['shared_work.contents', 'gone before a start that changes keys: no other instance may run then'],
  ['shared_work.shown', 'the same'],
  ['template_keys.check_value', 'says which key it is'],
  ['template_keys.transform_check', 'the same'],
]);

t.test(
  'a key change renews every column of sealed bytes',
  { skip: lacking('SQLite') },
  async (t) => {
    const store = await openStore({ databaseFile: path.join(t.testdir(), 'v.sqlite') });
    t.teardown(() => store.close());
    const { rows } = await sql<{ name: string }>`
    select t.name || '.' || c.name as name
    from pragma_table_list t join pragma_table_info(t.name) c
    where t.schema = 'main' and c.type = 'BLOB' order by 1`.execute(store.db);
    const renewed = renewedColumns.map(({ table, ciphertext }) => `${table}.${ciphertext}`);
    t.same(
      rows.map(({ name }) => name),
      [...renewed, ...others.keys()].sort(),
    );
  },
);
