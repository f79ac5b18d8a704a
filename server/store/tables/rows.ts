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
/** What each of these columns has to hold; null: nothing. */
type Of<Name extends Table> = Partial<Row<Name>>;

/** Of a table that is a parameter, Kysely does not know the columns; here, `Row` and `Of` say which there are. */
const untyped = (db: Db) => db as unknown as Kysely<Record<string, Record<string, unknown>>>;

/** What `where` of Kysely takes, for each of the columns. A column that is forgotten must not mean every row. */
function wheres(of: object): [column: string, operator: 'is' | '=', value: unknown][] {
  return Object.entries(of).map(([column, value]) => {
    if (value === undefined) throw new Error(`What ${column} has to hold is not said.`);
    return [column, value === null ? 'is' : '=', value];
  });
}

/** For what changes rows: every row of a table is never meant. */
function someOf(of: object): ReturnType<typeof wheres> {
  const all = wheres(of);
  if (all.length === 0) throw new Error('It is not said which rows are meant.');
  return all;
}

/** @param order by these columns */
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

/** @returns false when there was none */
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

/** @returns false when there was none */
export async function deleteRows<Name extends Table>(
  db: Db,
  table: Name,
  of: Of<Name>,
): Promise<boolean> {
  let query = untyped(db).deleteFrom<string>(table);
  for (const where of someOf(of)) query = query.where(...where);
  return hadEffect(query);
}

/** @returns false, and changes nothing, when there is another one where there may be one */
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
