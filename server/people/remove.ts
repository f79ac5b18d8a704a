import type { Store } from '../store/store.ts';
import { cleanPages, type Cleaning } from './clean-pages.ts';
import { erasePerson, type ErasureCause, type Receipt } from './erase.ts';
import { writeErasureRegister } from './erasure-register.ts';

export interface Removal {
  receipt: Receipt;
  cleaning: Cleaning;
}

/** Erases a person, from the disk too, and notes that for restored backups. Null when there is no such person. */
export async function removePerson(
  store: Store,
  personId: string,
  { registerFile, ...by }: { actor: string; because: ErasureCause; registerFile: string },
): Promise<Removal | null> {
  const receipt = await erasePerson(store.db, personId, by);
  if (!receipt) return null;
  await writeErasureRegister(store.db, registerFile);
  return { receipt, cleaning: await cleanPages(store) };
}
