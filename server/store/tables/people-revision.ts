import type { Db } from '../schema.ts';

export interface PeopleRevisionTable {
  revision: number;
}

/**
 * A number that grows with every change to people or templates, whichever process makes it
 * (triggers count). Whoever keeps a copy in memory compares it before trusting the copy.
 */
export async function peopleRevision(db: Db): Promise<number> {
  const row = await db.selectFrom('people_revision').select('revision').executeTakeFirstOrThrow();
  return row.revision;
}
