import type { CorrectionsTable, Db } from '../schema.ts';

/** What somebody at the desk said of who stood before the camera. */
export type CorrectionRow = CorrectionsTable;

/** Returns false, and changes nothing, when something was said of the sign-in before. */
export async function insertCorrection(db: Db, correction: CorrectionRow): Promise<boolean> {
  const result = await db
    .insertInto('corrections')
    .values(correction)
    .onConflict((conflict) => conflict.column('jobId').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Returns false when nothing was said. */
export async function deleteCorrection(db: Db, jobId: string): Promise<boolean> {
  const result = await db.deleteFrom('corrections').where('jobId', '=', jobId).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function correctionsOf(db: Db, jobIds: readonly string[]): Promise<CorrectionRow[]> {
  if (jobIds.length === 0) return [];
  return db.selectFrom('corrections').selectAll().where('jobId', 'in', jobIds).execute();
}
