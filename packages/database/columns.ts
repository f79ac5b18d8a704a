import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely';
import { sqlDialectOf } from './dialects/sql-dialect.ts';

// Types have SQLite's names: `text`, `integer` (up to 2^53), `real`, `blob`. For PostgreSQL's types see
// dialects/postgres-compiler.ts.

/** The table rejects values of another type than its column's. */
export function createTable<Name extends string>(db: Kysely<unknown>, name: Name) {
  const builder = db.schema.createTable(name);
  const { strictSuffix } = sqlDialectOf(db);
  return strictSuffix ? builder.modifyEnd(strictSuffix) : builder;
}

export async function index(db: Kysely<unknown>, name: string, on: string, columns: string[]) {
  await db.schema.createIndex(name).on(on).columns(columns).execute();
}

export const bytes = 'blob';

/** A row number that is never reused. */
export const rowNumber = (column: ColumnDefinitionBuilder) => column.primaryKey().autoIncrement();

/** Compares without regard to the case of A to Z. */
export const caseless = (column: ColumnDefinitionBuilder) =>
  column.notNull().modifyEnd(sql`collate nocase`);

export const notNull = (column: ColumnDefinitionBuilder) => column.notNull();
export const key = (column: ColumnDefinitionBuilder) => column.primaryKey().notNull();
export const unique = (column: ColumnDefinitionBuilder) => column.unique();
export const notNullAndUnique = (column: ColumnDefinitionBuilder) => column.notNull().unique();

/** Neither empty nor only spaces. */
export const notBlank = (name: string) => (column: ColumnDefinitionBuilder) =>
  column.notNull().check(sql`trim(${sql.ref(name)}) <> ''`);

/** One of these values. */
export const oneOf =
  (name: string, ...values: readonly (string | number)[]) =>
  (column: ColumnDefinitionBuilder) =>
    column
      .notNull()
      .check(sql`${sql.ref(name)} in (${sql.join(values.map((value) => sql.lit(value)))})`);

/** Deletes the row together with the row that it refers to. */
export const partOf = (reference: string) => (column: ColumnDefinitionBuilder) =>
  column.notNull().references(reference).onDelete('cascade');

export const keyPartOf = (reference: string) => (column: ColumnDefinitionBuilder) =>
  column.primaryKey().notNull().references(reference).onDelete('cascade');
