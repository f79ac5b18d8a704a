import type { Store } from '../store/store.ts';
import { deletePerson } from '../store/tables/people.ts';

/**
 * Erases a person and their templates, from the disk too; sign-ins stay, but no longer say whose
 * they were. `false` when there is no such person.
 */
export async function removePerson(store: Store, personId: string): Promise<boolean> {
  if (!(await deletePerson(store.db, personId))) return false;
  // When another process is reading just now, SQLite overwrites the log a little later.
  await store.scrub();
  return true;
}
