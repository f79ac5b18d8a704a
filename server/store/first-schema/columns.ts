import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely';
import { sqlDialectOf } from '../dialects/sql-dialect.ts';

// Types are named as SQLite names them: `text`, `integer` (up to 2^53), `real`, `blob`. What they are in
// PostgreSQL: see dialects/postgres-compiler.ts.

/** Refuses a value of another type. */
export function createTable<Name extends string>(db: Kysely<unknown>, name: Name) {
  const builder = db.schema.createTable(name);
  const { strictSuffix } = sqlDialectOf(db);
  return strictSuffix ? builder.modifyEnd(strictSuffix) : builder;
}

export async function index(db: Kysely<unknown>, name: string, on: string, columns: string[]) {
  await db.schema.createIndex(name).on(on).columns(columns).execute();
}

export const bytes = 'blob';

/** A row's number, never given out twice. */
export const rowNumber = (column: ColumnDefinitionBuilder) => column.primaryKey().autoIncrement();

/** Compared without regard to the case of A to Z. */
export const caseless = (column: ColumnDefinitionBuilder) =>
  column.notNull().modifyEnd(sql`collate nocase`);

export const required = (column: ColumnDefinitionBuilder) => column.notNull();
export const key = (column: ColumnDefinitionBuilder) => column.primaryKey().notNull();
export const unique = (column: ColumnDefinitionBuilder) => column.unique();
export const requiredAndUnique = (column: ColumnDefinitionBuilder) => column.notNull().unique();

/** Not empty, and not of spaces alone. */
export const notBlank = (name: string) => (column: ColumnDefinitionBuilder) =>
  column.notNull().check(sql`trim(${sql.ref(name)}) <> ''`);

/** One of these values. */
export const oneOf =
  (name: string, ...values: readonly (string | number)[]) =>
  (column: ColumnDefinitionBuilder) =>
    column
      .notNull()
      .check(sql`${sql.ref(name)} in (${sql.join(values.map((value) => sql.lit(value)))})`);

/** Deleted with the row that it refers to. */
export const partOf = (reference: string) => (column: ColumnDefinitionBuilder) =>
  column.notNull().references(reference).onDelete('cascade');

export const keyPartOf = (reference: string) => (column: ColumnDefinitionBuilder) =>
  column.primaryKey().notNull().references(reference).onDelete('cascade');
