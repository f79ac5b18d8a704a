import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely';
import { strict } from './sqlite-only.ts';

/** Refuses a value of another type, where the database can: see `strict`. */
export function table<Name extends string>(db: Kysely<unknown>, name: Name) {
  return db.schema.createTable(name).modifyEnd(strict);
}

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
