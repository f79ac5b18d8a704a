import { recordEvent } from '../audit/record.ts';
import type { Store } from '../store/store.ts';
import { deletePerson } from '../store/tables/people.ts';

/**
 * Erases a person and their templates, from the disk too; sign-ins stay, but no longer say whose
 * they were. `false` when there is no such person.
 */
export async function removePerson(
  store: Store,
  personId: string,
  actor = 'service',
): Promise<boolean> {
  const isRemoved = await store.db.transaction().execute(async (transaction) => {
    if (!(await deletePerson(transaction, personId))) return false;
    await recordEvent(transaction, { action: 'person_erased', actor, subject: personId });
    return true;
  });
  if (!isRemoved) return false;
  // When another process is reading just now, SQLite overwrites the log a little later.
  await store.scrub();
  return true;
}
