import type { Selectable } from 'kysely';
import { deleteRows, findRow, findRows } from '#database';
import type { CscaListsTable } from '../list-schema.ts';
import type { Db } from '../schema.ts';

export type CscaListRow = Selectable<CscaListsTable>;

export async function storedCscaLists(db: Db): Promise<CscaListRow[]> {
  return findRows(db, 'csca_lists', {}, 'publisher');
}

/** Leaves out the lists' contents, which are large. */
export async function cscaListFacts(db: Db): Promise<Omit<CscaListRow, 'content' | 'seal'>[]> {
  return db
    .selectFrom('csca_lists')
    .select([
      'publisher',
      'kind',
      'sha256',
      'authority',
      'authorities',
      'signerUntil',
      'importedAt',
    ])
    .orderBy('publisher')
    .execute();
}

export async function findCscaList(db: Db, publisher: string): Promise<CscaListRow | undefined> {
  return findRow(db, 'csca_lists', { publisher });
}

/** Replaces the publisher's previous list. */
export async function putCscaList(db: Db, row: CscaListRow): Promise<void> {
  const { publisher, ...rest } = row;
  await db
    .insertInto('csca_lists')
    .values({ publisher, ...rest })
    .onConflict((conflict) => conflict.column('publisher').doUpdateSet(rest))
    .execute();
}

export async function deleteCscaList(db: Db, publisher: string): Promise<boolean> {
  return deleteRows(db, 'csca_lists', { publisher });
}
