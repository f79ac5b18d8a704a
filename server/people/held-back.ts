import type { Db } from '../store/schema.ts';
import { isClockBelieved } from './clock-proof.ts';
import { dueForErasure, type Due, type Retention } from './retention.ts';

/** Those whom the service does not erase by itself, because its clock may be wrong and what is erased is gone. */
export async function heldBack(db: Db, retention: Retention, now: Date): Promise<Due[]> {
  const due = await dueForErasure(db, retention, now);
  const byDate = due.filter(({ because }) => because !== 'consent_withdrawn');
  return byDate.length === 0 || (await isClockBelieved(db, now)) ? [] : byDate;
}
