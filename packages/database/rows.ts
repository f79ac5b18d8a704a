import type {
  DeleteResult,
  Insertable,
  InsertResult,
  Kysely,
  Selectable,
  Updateable,
  UpdateResult,
} from 'kysely';

type Table<DB> = keyof DB & string;
type Row<DB, Name extends Table<DB>> = Selectable<DB[Name]>;
/** The required value of each of these columns; null: the column is empty. */
type Of<DB, Name extends Table<DB>> = Partial<Row<DB, Name>>;

/** Kysely cannot type the columns when the table is a parameter; `Row` and `Of` type them here. */
const withoutTypes = <DB>(db: Kysely<DB>) =>
  db as unknown as Kysely<Record<string, Record<string, unknown>>>;

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
export async function findRows<DB, Name extends Table<DB>>(
  db: Kysely<DB>,
  table: Name,
  of: Of<DB, Name>,
  ...order: (keyof Row<DB, Name> & string)[]
): Promise<Row<DB, Name>[]> {
  let query = withoutTypes(db).selectFrom<string>(table).selectAll();
  for (const where of wheres(of)) query = query.where(...where);
  for (const column of order) query = query.orderBy(column);
  return (await query.execute()) as Row<DB, Name>[];
}

export async function findRow<DB, Name extends Table<DB>>(
  db: Kysely<DB>,
  table: Name,
  of: Of<DB, Name>,
) {
  const [row] = await findRows(db, table, of);
  return row;
}

/** @returns false when there was no such row */
export async function changeRows<DB, Name extends Table<DB>>(
  db: Kysely<DB>,
  table: Name,
  of: Of<DB, Name>,
  change: Updateable<DB[Name]>,
): Promise<boolean> {
  let query = withoutTypes(db).updateTable<string>(table).set(change);
  for (const where of someOf(of)) query = query.where(...where);
  return hadEffect(query);
}

/** @returns false when there was no such row */
export async function deleteRows<DB, Name extends Table<DB>>(
  db: Kysely<DB>,
  table: Name,
  of: Of<DB, Name>,
): Promise<boolean> {
  let query = withoutTypes(db).deleteFrom<string>(table);
  for (const where of someOf(of)) query = query.where(...where);
  return hadEffect(query);
}

/** @returns false and changes nothing when a unique column has that value already */
export async function insertNew<DB, Name extends Table<DB>>(
  db: Kysely<DB>,
  table: Name,
  row: Insertable<DB[Name]>,
): Promise<boolean> {
  const query = withoutTypes(db).insertInto<string>(table).values(row);
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
