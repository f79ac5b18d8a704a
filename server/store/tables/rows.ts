import type {
  DeleteResult,
  Insertable,
  InsertResult,
  Kysely,
  Selectable,
  Updateable,
  UpdateResult,
} from 'kysely';
import type { Db, Schema } from '../schema.ts';

type Table = keyof Schema;
type Row<Name extends Table> = Selectable<Schema[Name]>;
/** The required value of each of these columns; null: the column is empty. */
type Of<Name extends Table> = Partial<Row<Name>>;

/** Kysely cannot type the columns when the table is a parameter; `Row` and `Of` type them here. */
const untyped = (db: Db) => db as unknown as Kysely<Record<string, Record<string, unknown>>>;

/** Arguments of Kysely's `where` for each column. Undefined is refused: it must not select every row. */
function wheres(of: object): [column: string, operator: 'is' | '=', value: unknown][] {
  return Object.entries(of).map(([column, value]) => {
    if (value === undefined) throw new Error(`What ${column} has to hold is not said.`);
    return [column, value === null ? 'is' : '=', value];
  });
}

/** For changes, which must never select every row of a table. */
function someOf(of: object): ReturnType<typeof wheres> {
  const all = wheres(of);
  if (all.length === 0) throw new Error('It is not said which rows are meant.');
  return all;
}

/** @param order columns to sort by */
export async function findRows<Name extends Table>(
  db: Db,
  table: Name,
  of: Of<Name>,
  ...order: (keyof Row<Name> & string)[]
): Promise<Row<Name>[]> {
  let query = untyped(db).selectFrom<string>(table).selectAll();
  for (const where of wheres(of)) query = query.where(...where);
  for (const column of order) query = query.orderBy(column);
  return (await query.execute()) as Row<Name>[];
}

export async function findRow<Name extends Table>(db: Db, table: Name, of: Of<Name>) {
  const [row] = await findRows(db, table, of);
  return row;
}

/** @returns false when there was no such row */
export async function changeRows<Name extends Table>(
  db: Db,
  table: Name,
  of: Of<Name>,
  change: Updateable<Schema[Name]>,
): Promise<boolean> {
  let query = untyped(db).updateTable<string>(table).set(change);
  for (const where of someOf(of)) query = query.where(...where);
  return hadEffect(query);
}

/** @returns false when there was no such row */
export async function deleteRows<Name extends Table>(
  db: Db,
  table: Name,
  of: Of<Name>,
): Promise<boolean> {
  let query = untyped(db).deleteFrom<string>(table);
  for (const where of someOf(of)) query = query.where(...where);
  return hadEffect(query);
}

/** @returns false and changes nothing when a unique column has that value already */
export async function insertNew<Name extends Table>(
  db: Db,
  table: Name,
  row: Insertable<Schema[Name]>,
): Promise<boolean> {
  const query = untyped(db).insertInto<string>(table).values(row);
  return hadEffect(query.onConflict((conflict) => conflict.doNothing()));
}

interface Statement {
  executeTakeFirst(): Promise<InsertResult | UpdateResult | DeleteResult>;
}

/** Executes a statement. @returns how many rows it inserted, changed or deleted */
export async function rowsChanged(statement: Statement): Promise<number> {
  const result = await statement.executeTakeFirst();
  if ('numDeletedRows' in result) return Number(result.numDeletedRows);
  if ('numUpdatedRows' in result) return Number(result.numUpdatedRows);
  return Number(result.numInsertedOrUpdatedRows ?? 0);
}

/** Executes a statement. @returns false when it changed nothing */
export async function hadEffect(statement: Statement): Promise<boolean> {
  return (await rowsChanged(statement)) > 0;
}
