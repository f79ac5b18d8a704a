import { sql } from 'kysely';
import type { Db } from '../store/schema.ts';
import { clockCheck } from '../store/tables/sign-in-checks.ts';

const dayMs = 24 * 60 * 60_000;

/** So long after Envoy's clock was last known to agree with this machine's, it may be another year. */
export const clockBelievedForDays = 45;

/**
 * The latest moment at which Envoy's clock agreed with this machine's: a sign-in that it stamped was
 * made just now. Null while there was none. A clock that is wrong proves nothing by what it stamps itself.
 */
async function clockProvenAt(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: string | null }>`
    select max(s.decided_at) as at from sign_in_checks c join sign_ins s using (job_id)
    where c.check_name = ${clockCheck} and c.passed = 1 and c.note is null`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? null : new Date(at);
}

/** Whether what depends on the date may be done with nobody there to ask. */
export async function isClockBelieved(db: Db, now: Date): Promise<boolean> {
  const provenAt = await clockProvenAt(db);
  if (!provenAt) return false;
  const days = (now.getTime() - provenAt.getTime()) / dayMs;
  return days <= clockBelievedForDays && days >= -1;
}
