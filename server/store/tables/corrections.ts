import type { Selectable } from 'kysely';
import type { CorrectionSaid } from '../../protocol/desk-messages.ts';
import type { CorrectionsTable, Db } from '../schema.ts';

/** What somebody at the desk said of who stood before the camera. */
export interface CorrectionRow {
  jobId: string;
  /** Whom the face was compared with. */
  personId: string;
  said: CorrectionSaid;
  accountId: string;
  saidAt: Date;
}

/** Returns false, and changes nothing, when something was said of the sign-in before. */
export async function insertCorrection(db: Db, correction: CorrectionRow): Promise<boolean> {
  const result = await db
    .insertInto('corrections')
    .values({
      job_id: correction.jobId,
      person_id: correction.personId,
      said: correction.said,
      account_id: correction.accountId,
      said_at: correction.saidAt.toISOString(),
    })
    .onConflict((conflict) => conflict.column('job_id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Returns false when nothing was said. */
export async function deleteCorrection(db: Db, jobId: string): Promise<boolean> {
  const result = await db.deleteFrom('corrections').where('job_id', '=', jobId).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function correctionsOf(db: Db, jobIds: readonly string[]): Promise<CorrectionRow[]> {
  if (jobIds.length === 0) return [];
  const rows = await db
    .selectFrom('corrections')
    .selectAll()
    .where('job_id', 'in', jobIds)
    .execute();
  return rows.map(fromRow);
}

function fromRow(row: Selectable<CorrectionsTable>): CorrectionRow {
  return {
    jobId: row.job_id,
    personId: row.person_id,
    said: row.said,
    accountId: row.account_id,
    saidAt: new Date(row.said_at),
  };
}
