import type { Db } from '../schema.ts';

/** The locations of each of these people who belong to some, in order. */
export async function locationsOf(
  db: Db,
  personIds: readonly string[],
): Promise<Map<string, string[]>> {
  const byPerson = new Map<string, string[]>();
  if (personIds.length === 0) return byPerson;
  const rows = await db
    .selectFrom('person_locations')
    .select(['person_id', 'location_id'])
    .where('person_id', 'in', personIds)
    .orderBy('location_id')
    .execute();
  for (const { person_id, location_id } of rows) {
    const known = byPerson.get(person_id);
    if (known) known.push(location_id);
    else byPerson.set(person_id, [location_id]);
  }
  return byPerson;
}

/** Replaces the locations of a person; none: they belong to every one. */
export async function putLocations(
  db: Db,
  personId: string,
  locationIds: readonly string[],
): Promise<void> {
  await db.deleteFrom('person_locations').where('person_id', '=', personId).execute();
  const unique = [...new Set(locationIds)];
  if (unique.length === 0) return;
  const rows = unique.map((location_id) => ({ person_id: personId, location_id }));
  await db.insertInto('person_locations').values(rows).execute();
}
