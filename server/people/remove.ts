import type { Store } from '../store/store.ts';
import { cleanPages } from './clean-pages.ts';
import { erasePerson } from './erase.ts';

/** Erases a person, from the disk too. `false` when there is no such person. */
export async function removePerson(
  store: Store,
  personId: string,
  actor = 'service',
): Promise<boolean> {
  const receipt = await erasePerson(store.db, personId, { actor, because: 'asked' });
  if (receipt) await cleanPages(store);
  return receipt !== null;
}
