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
    .select(['personId', 'locationId'])
    .where('personId', 'in', personIds)
    .orderBy('locationId')
    .execute();
  for (const { personId, locationId } of rows) {
    const known = byPerson.get(personId);
    if (known) known.push(locationId);
    else byPerson.set(personId, [locationId]);
  }
  return byPerson;
}

/** Replaces the locations of a person; none: they belong to every one. */
export async function putLocations(
  db: Db,
  personId: string,
  locationIds: readonly string[],
): Promise<void> {
  await db.deleteFrom('person_locations').where('personId', '=', personId).execute();
  const unique = [...new Set(locationIds)];
  if (unique.length === 0) return;
  const rows = unique.map((locationId) => ({ personId, locationId }));
  await db.insertInto('person_locations').values(rows).execute();
}
