import { sql, SqliteAdapter } from 'kysely';
import { sqliteTriggers } from '../first-schema/sqlite-triggers.ts';
import { sqlitePeopleChanges } from '../people-changes/sqlite-triggers.ts';
import type { Differences } from './differences.ts';

const sqlite: Differences = {
  name: 'SQLite',
  tableEnd: sql`strict`,
  triggers: {
    '001-first-schema': sqliteTriggers,
    '002-people-changes': sqlitePeopleChanges,
  },
  prepare: async () => {},
  larger: (one, other) => sql`max(${one}, ${other})`,
  smaller: (one, other) => sql`coalesce(min(${one}, ${other}), ${one}, ${other})`,
  idsWithBytes: (rows) =>
    sql`(values ${sql.join(rows.map(({ id, bytes }) => sql`(${id}, ${bytes})`))})`,
  // There is one writer at a time.
  skipTaken: sql``,
  clockMs: sql`cast(unixepoch('subsec') * 1000 as integer)`,
  triggersOf: (table) =>
    sql`select name from sqlite_schema where type = 'trigger' and tbl_name = ${table}`,
  columnsAboutPeople: sql`
    select s.name as "table", k."from" as "column"
      from sqlite_schema s, pragma_foreign_key_list(s.name) k
      where s.type = 'table' and k."table" = 'people'
    union
    select s.name, c.name
      from sqlite_schema s, pragma_table_info(s.name) c
      where s.type = 'table' and c.name = 'person_id'
    order by 1, 2`,
  storable: (text) => text,
  lockChain: null,
  danglingRows: sql`pragma foreign_key_check`,
};

/** Lets a migration run in one transaction, which SQLite can: half a migration is never left behind. */
export class StoreSqliteAdapter extends SqliteAdapter {
  readonly differences = sqlite;

  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
