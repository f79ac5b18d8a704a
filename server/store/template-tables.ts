import { sql, type QueryResult, type RawBuilder } from 'kysely';
import type { Db, Schema } from './schema.ts';

/** A table with template ciphertexts, and the columns that are authenticated with them. */
export interface TemplateTable {
  table: keyof Schema;
  /** Its primary key. */
  id: string;
  owner: string;
  model: string;
  ciphertext: string;
}

/**
 * Every table with template ciphertexts: a change of the key reaches what is listed here. Their
 * `update` triggers must tell whoever keeps decrypted copies.
 */
export const templateTables: readonly TemplateTable[] = [
  {
    table: 'templates',
    id: 'id',
    owner: 'person_id',
    model: 'model',
    ciphertext: 'ciphertext',
  },
  {
    table: 'watchlist_faces',
    id: 'id',
    owner: 'entry_id',
    model: 'model',
    ciphertext: 'ciphertext',
  },
];

export interface StoredCiphertext {
  id: number | string;
  owner: string;
  model: string;
  ciphertext: Buffer;
}

/** All ciphertexts of the table, at most so many at a time, in the order of their ids. */
export async function* ciphertextsOf(
  db: Db,
  { table, id, owner, model, ciphertext }: TemplateTable,
  limit: number,
): AsyncGenerator<StoredCiphertext[]> {
  for (let last: number | string | null = null; ;) {
    const after: RawBuilder<unknown> = last === null ? sql`true` : sql`${sql.ref(id)} > ${last}`;
    const { rows }: QueryResult<StoredCiphertext> = await sql<StoredCiphertext>`
      select ${sql.ref(id)} as id, ${sql.ref(owner)} as owner, ${sql.ref(model)} as model,
        ${sql.ref(ciphertext)} as ciphertext
      from ${sql.table(table)} where ${after} order by ${sql.ref(id)} limit ${limit}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    last = rows.at(-1)?.id ?? null;
  }
}

/** Replaces ciphertexts, all in one statement. */
export async function putCiphertexts(
  db: Db,
  { table, id, ciphertext }: TemplateTable,
  rows: readonly Pick<StoredCiphertext, 'id' | 'ciphertext'>[],
): Promise<void> {
  const values = rows.map((row) => sql`(${row.id}, ${row.ciphertext})`);
  await sql`update ${sql.table(table)} set ${sql.ref(ciphertext)} = fresh.column2
    from (values ${sql.join(values)}) as fresh
    where ${sql.table(table)}.${sql.ref(id)} = fresh.column1`.execute(db);
}

export async function countCiphertexts(db: Db): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table } of templateTables) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(table)}`.execute(db);
    counts[table] = rows[0]?.count ?? 0;
  }
  return counts;
}
