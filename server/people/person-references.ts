import { sql } from 'kysely';
import type { Db } from '../store/schema.ts';

/** A column that says whom a row is about. */
export interface PersonReference {
  table: string;
  column: string;
}

/** Who was erased stays known as such. */
const registers = new Set(['erasures']);

/**
 * Every column of the database that refers to people: by a foreign key, or by its name. Asked of the
 * database itself, so that no table is forgotten that was added later.
 */
export async function personReferences(db: Db): Promise<PersonReference[]> {
  const { rows } = await sql<PersonReference>`
    select s.name as "table", k."from" as "column"
      from sqlite_schema s, pragma_foreign_key_list(s.name) k
      where s.type = 'table' and k."table" = 'people'
    union
    select s.name, c.name
      from sqlite_schema s, pragma_table_info(s.name) c
      where s.type = 'table' and c.name = 'person_id'
    order by 1, 2`.execute(db);
  return rows.filter(({ table }) => !registers.has(table));
}

/** How many rows of each table are about the person; tables without any are left out. */
export async function countReferences(db: Db, personId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, column } of await personReferences(db)) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(table)}
      where ${sql.ref(column)} = ${personId}`.execute(db);
    const count = rows[0]?.count ?? 0;
    if (count > 0) counts[table] = (counts[table] ?? 0) + count;
  }
  return counts;
}
