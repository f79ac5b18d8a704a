import {
  AggregateFunctionNode,
  AliasNode,
  ColumnNode,
  IdentifierNode,
  RawNode,
  ReferenceNode,
  SelectQueryNode,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type RootOperationNode,
  type SelectionNode,
  type SelectType,
  type UnknownRow,
} from 'kysely';
import { withoutNul } from '#base/text';

/** Type of a value in memory; `text` also covers numbers and bytes, which both databases return unchanged. */
export type ColumnKind = 'time' | 'boolean' | 'json' | 'text';

type FieldsOf<Table, Value> = {
  [Field in keyof Table & string]: Extract<SelectType<Table[Field]>, Value> extends never
    ? never
    : Field;
}[keyof Table & string];
type Fields<DB, Value> = { [Name in keyof DB]: FieldsOf<DB[Name], Value> }[keyof DB];
type Timely = `${string}At` | `${string}Until`;

/**
 * The type of each field whose name does not show it. A name that ends in `At` or `Until` is a time. Derived from the
 * schema. Columns with the same name in several tables must have the same type.
 */
export type ColumnKinds<DB> = Readonly<
  Record<Exclude<Fields<DB, Date>, Timely>, 'time'> &
    Record<Fields<DB, boolean>, 'boolean'> &
    Record<Fields<DB, readonly string[]>, 'json'> &
    Record<Extract<Fields<DB, string>, Timely>, 'text'> &
    Record<Fields<DB, Date> & Fields<DB, string>, never>
>;

const decoders: Readonly<Record<ColumnKind, ((value: unknown) => unknown) | undefined>> = {
  time: (value) => (typeof value === 'string' ? new Date(value) : value),
  boolean: (value) => (typeof value === 'number' ? value !== 0 : value),
  json: (value) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value),
  text: undefined,
};

/**
 * Converts a value to what both databases take. PostgreSQL takes no NUL in a text, and SQLite must store the same.
 * Every input refuses or replaces NUL; this also covers searches, moved stores and an input that misses one.
 */
export function toStoredValue(value: unknown): unknown {
  if (typeof value === 'string') return withoutNul(value);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

// There are few names, and each is needed often.
const columns = new Map<string, string>();
const fields = new Map<string, string>();

function remember(known: Map<string, string>, name: string, make: () => string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  const made = make();
  known.set(name, made);
  return made;
}

/** `createdAt` → `created_at` */
export function columnOf(field: string): string {
  return remember(columns, field, () =>
    field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
}

/** `created_at` → `createdAt` */
function fieldOf(column: string): string {
  return remember(fields, column, () =>
    column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
}

/** Returns a row with the database's column names, as exports show it. */
export function storedRow(row: object): Record<string, unknown> {
  const columns = Object.entries(row).map(([field, value]) => [
    columnOf(field),
    toStoredValue(value),
  ]);
  return Object.fromEntries(columns) as Record<string, unknown>;
}

interface Decoded {
  column: string;
  field: string;
  decode: ((value: unknown) => unknown) | undefined;
}

/**
 * Converts rows of the database to the program's form: `created_at` becomes `createdAt`, and a Date. Columns that
 * only raw `sql` selects stay unchanged. In the other direction, the query compilers map names, and the
 * connections pass values through `toStoredValue`.
 */
export class RowCodec implements KyselyPlugin {
  readonly #queries = new WeakMap<QueryId, RootOperationNode>();
  readonly #kinds: Readonly<Record<string, ColumnKind | undefined>>;

  constructor(kinds: Readonly<Record<string, ColumnKind | undefined>>) {
    this.#kinds = kinds;
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    if (!RawNode.is(node)) this.#queries.set(queryId, node);
    return node;
  }

  async transformResult({
    result,
    queryId,
  }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const query = this.#queries.get(queryId);
    const [first] = result.rows;
    if (!query || !first) return result;
    const sources = sourcesOf(query);
    const decoded = Object.keys(first).map((column): Decoded => {
      const field = fieldOf(column);
      return { column, field, decode: decoders[this.#kindOf(sources.get(field) ?? field)] };
    });
    if (decoded.every(({ column, field, decode }) => column === field && !decode)) return result;
    return { ...result, rows: result.rows.map((row) => inMemory(row, decoded)) };
  }

  #kindOf(field: string): ColumnKind {
    return this.#kinds[field] ?? (/(At|Until)$/.test(field) ? 'time' : 'text');
  }
}

function inMemory(row: UnknownRow, decoded: readonly Decoded[]): UnknownRow {
  const made: UnknownRow = {};
  for (const { column, field, decode } of decoded) {
    const value = row[column];
    made[field] = decode ? decode(value) : value;
  }
  return made;
}

/** For each name in the result, the column that the query renames to it. */
function sourcesOf(query: RootOperationNode): Map<string, string> {
  const sources = new Map<string, string>();
  for (const { selection } of selectionsOf(query)) {
    if (!AliasNode.is(selection) || !IdentifierNode.is(selection.alias)) continue;
    const source = sourceOf(selection.node);
    if (source !== undefined) sources.set(fieldOf(selection.alias.name), fieldOf(source));
  }
  return sources;
}

function selectionsOf(query: OperationNode): readonly SelectionNode[] {
  if (SelectQueryNode.is(query)) return query.selections ?? [];
  return 'returning' in query
    ? ((query.returning as { selections?: readonly SelectionNode[] } | undefined)?.selections ?? [])
    : [];
}

function sourceOf(node: OperationNode): string | undefined {
  if (ReferenceNode.is(node) && ColumnNode.is(node.column)) return node.column.column.name;
  if (AggregateFunctionNode.is(node) && /^(max|min)$/.test(node.func)) {
    return node.aggregated[0] && sourceOf(node.aggregated[0]);
  }
  const [only] = SelectQueryNode.is(node) ? selectionsOf(node) : [];
  if (!only) return undefined;
  return AliasNode.is(only.selection) ? sourceOf(only.selection.node) : sourceOf(only.selection);
}
