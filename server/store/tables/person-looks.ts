import { storedLooks } from '../../platform/name-words.ts';
import type { Db } from '../schema.ts';

/** Stands for the looks of a name that were not worked out yet. A trigger leaves it. */
const pending = '';

interface Named {
  id: string;
  name: string;
}

/** Works out what the person's name looks like, if it is not known yet. */
export async function putLooks(db: Db, { id, name }: Named): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('person_looks')
    .where('personId', '=', id)
    .where('look', '=', pending)
    .executeTakeFirst();
  const looks = [...storedLooks(name)];
  if (numDeletedRows === 0n || looks.length === 0) return;
  const rows = looks.map((look) => ({ personId: id, look }));
  await db.insertInto('person_looks').values(rows).execute();
}

/** People whose names' looks are not known yet, in the order of their ids. */
export async function peopleWithoutLooks(db: Db, afterId: string, limit: number): Promise<Named[]> {
  return db
    .selectFrom('person_looks')
    .innerJoin('people', 'people.id', 'person_looks.personId')
    .select(['people.id', 'people.name'])
    .where('look', '=', pending)
    .where('people.id', '>', afterId)
    .orderBy('people.id')
    .limit(limit)
    .execute();
}
