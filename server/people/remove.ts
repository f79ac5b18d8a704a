import type { Store } from '../store/store.ts';
import { deletePerson } from '../store/tables/people.ts';

/**
 * Erases a person and their templates, from the disk too. Returns false when there is no such
 * person. Sign-ins stay, but no longer say whose they were.
 */
export async function removePerson(store: Store, personId: string): Promise<boolean> {
  const removed = await deletePerson(store.db, personId);
  if (removed) await store.scrub();
  return removed;
}
