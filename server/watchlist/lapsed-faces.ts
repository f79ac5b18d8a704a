import type { Db } from '../store/schema.ts';

/**
 * Entries of the own list whose face is not looked for any more, because no template of it is of
 * the recogniser in use: templates of different ones never meet.
 * @returns their ids
 */
export async function entriesWithLapsedFaces(db: Db, model: string): Promise<string[]> {
  const rows = await db
    .selectFrom('watchlist_faces')
    .select('entry_id')
    .distinct()
    .where('entry_id', 'not in', (faces) =>
      faces.selectFrom('watchlist_faces').select('entry_id').where('model', '=', model),
    )
    .execute();
  return rows.map(({ entry_id }) => entry_id);
}
