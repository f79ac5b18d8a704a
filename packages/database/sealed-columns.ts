import { sql } from 'kysely';
import { sqlDialectOf, type Executor } from './dialects/sql-dialect.ts';

/** A column of encrypted bytes, by its names in the database. */
export interface SealedColumn {
  table: string;
  /** The primary key or another unique column. */
  id: string;
  ciphertext: string;
}

export interface CiphertextRow {
  id: number | string;
  ciphertext: Buffer;
}

/** Every row with bytes in the column. */
export async function ciphertextRows(
  db: Executor,
  { table, id, ciphertext }: SealedColumn,
): Promise<CiphertextRow[]> {
  const { rows } = await sql<CiphertextRow>`
    select ${sql.ref(id)} as id, ${sql.ref(ciphertext)} as ciphertext
    from ${sql.table(table)} where ${sql.ref(ciphertext)} is not null`.execute(db);
  return rows;
}

/** Number of rows per statement. */
const rowsAtOnce = 200;

/** Replaces the bytes of these rows. */
export async function putCiphertextRows(
  db: Executor,
  { table, id, ciphertext }: SealedColumn,
  rows: readonly CiphertextRow[],
): Promise<void> {
  for (let i = 0; i < rows.length; i += rowsAtOnce) {
    const fresh = rows
      .slice(i, i + rowsAtOnce)
      .map((row) => ({ id: row.id, bytes: row.ciphertext }));
    await sql`update ${sql.table(table)} set ${sql.ref(ciphertext)} = fresh.column2
      from ${sqlDialectOf(db).idsWithBytes(fresh)} as fresh
      where ${sql.table(table)}.${sql.ref(id)} = fresh.column1`.execute(db);
  }
}
