import { sql } from 'kysely';
import type { Db } from '../schema.ts';

/** What is encrypted and says who somebody is, by table: its key, and when a row was last written. */
const sealed = {
  desk_cards: { key: 'job_id', writtenAt: 'held_at' },
  expected_visits: { key: 'invite_id', writtenAt: 'updated_at' },
  outbox: { key: 'id', writtenAt: 'created_at' },
} as const;

export type SealedTable = keyof typeof sealed;

/** Rows of each of these tables, by their keys. */
export type Ties = Record<SealedTable, string[]>;

const keysAtOnce = 500;

/** A page of what is encrypted, in the order of its keys. @param since ISO 8601; null: whenever written */
export async function sealedRows(
  db: Db,
  table: SealedTable,
  { after, since, limit }: { after: string; since: string | null; limit: number },
): Promise<{ key: string; contents: Buffer }[]> {
  const { key, writtenAt } = sealed[table];
  const { rows } = await sql<{ key: string; contents: Uint8Array }>`
    select ${sql.ref(key)} as key, contents from ${sql.table(table)}
    where contents is not null and ${sql.ref(key)} > ${after}
      and ${sql.ref(writtenAt)} >= ${since ?? ''}
    order by ${sql.ref(key)} limit ${limit}`.execute(db);
  return rows.map((row) => ({ key: row.key, contents: Buffer.from(row.contents) }));
}

/** Those of these rows that say who somebody is, and when each was last written, in ISO 8601. */
export async function filledRows(
  db: Db,
  table: SealedTable,
  keys: readonly string[],
): Promise<{ key: string; writtenAt: string }[]> {
  if (keys.length === 0) return [];
  const { key, writtenAt } = sealed[table];
  const { rows } = await sql<{ key: string; writtenAt: string }>`
    select ${sql.ref(key)} as key, ${sql.ref(writtenAt)} as "writtenAt" from ${sql.table(table)}
    where contents is not null and ${sql.ref(key)} in (${sql.join(keys)})`.execute(db);
  return rows;
}

/** Of these tables, the rows that are tied to a person and say who they are. */
export async function filledRowsOf(
  db: Db,
  table: SealedTable,
  personId: string,
): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select ${sql.ref(sealed[table].key)} as key from ${sql.table(table)}
    where contents is not null and person_id = ${personId}`.execute(db);
  return rows.map(({ key }) => key);
}

/** The rows of such a table that are tied to a person, by their id or as `ties` say. */
export function isTied(table: string, ties: Ties) {
  if (!Object.hasOwn(sealed, table)) return sql<boolean>`1 = 0`;
  const keys = ties[table as SealedTable];
  if (keys.length === 0) return sql<boolean>`1 = 0`;
  return sql<boolean>`${sql.ref(sealed[table as SealedTable].key)} in (${sql.join(keys)})`;
}

/** Notes whose these are, and whose sign-ins, so that erasing the person empties them. */
export async function tieToPerson(db: Db, personId: string, ties: Ties): Promise<void> {
  for (const table of Object.keys(sealed) as SealedTable[]) {
    for (let at = 0; at < ties[table].length; at += keysAtOnce) {
      const keys = ties[table].slice(at, at + keysAtOnce);
      await sql`update ${sql.table(table)} set person_id = ${personId}
        where ${sql.ref(sealed[table].key)} in (${sql.join(keys)})`.execute(db);
      if (table !== 'desk_cards') continue;
      await db
        .updateTable('sign_ins')
        .set({ claimedPersonId: personId })
        .where('jobId', 'in', keys)
        .where('claimedPersonId', 'is', null)
        .execute();
    }
  }
}

/** The same of one sign-in, its card and what is still to be told of it. */
export async function tieSignIn(db: Db, personId: string, jobId: string): Promise<void> {
  await tieToPerson(db, personId, { desk_cards: [jobId], expected_visits: [], outbox: [] });
  await db
    .updateTable('outbox')
    .set({ personId })
    .where('about', '=', `sign-in:${jobId}`)
    .where('contents', 'is not', null)
    .execute();
  await db.updateTable('expected_visits').set({ personId }).where('jobId', '=', jobId).execute();
}
