import { withoutNul } from '../platform/printable.ts';

/**
 * What a query is given, for either database: PostgreSQL takes no NUL in a text, and SQLite is to store
 * the same. Every door refuses one or replaces it; this is for what is only looked for, for a store of an
 * older version that is moved, and for a door that does not.
 */
export function storableParameters(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value) => (typeof value === 'string' ? withoutNul(value) : value));
}
