import type { Db } from '../schema.ts';

/** Notes whose a sign-in and its card are, so that erasing them empties both. */
export async function tieSignIns(
  db: Db,
  personId: string,
  jobIds: readonly string[],
): Promise<void> {
  if (jobIds.length === 0) return;
  await db
    .updateTable('desk_cards')
    .set({ person_id: personId })
    .where('job_id', 'in', jobIds)
    .execute();
  await db
    .updateTable('sign_ins')
    .set({ claimed_person_id: personId })
    .where('job_id', 'in', jobIds)
    .where('claimed_person_id', 'is', null)
    .execute();
}
