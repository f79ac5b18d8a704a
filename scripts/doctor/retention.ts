import { clockBelievedForDays } from '../../server/people/clock-proof.ts';
import { heldBack } from '../../server/people/held-back.ts';
import type { Retention } from '../../server/people/retention.ts';
import type { Db } from '../../server/store/schema.ts';
import { ok, warning, type Finding } from './finding.ts';

/** Whether the service erases by itself whoever is past the retention. */
export async function examineRetention(db: Db, retention: Retention): Promise<Finding[]> {
  const about = 'Retention';
  const { length: people } = await heldBack(db, retention, new Date());
  if (people === 0) return [ok('retention', about, 'Nobody is kept for longer than it says.')];
  const found = `${people} past it ${people === 1 ? 'is' : 'are'} kept: no sign-in of the last ${clockBelievedForDays} days says that the clock is right.`;
  const todo = 'Look at the clock, then run: npm run privacy -- purge';
  return [warning('retention_held', about, found, todo)];
}
