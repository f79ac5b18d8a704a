import type { Db } from '../schema.ts';

/** The check whose notes tell of clocks, and of nobody. */
export const clockCheck = 'recent';

export interface CheckRow {
  check: string;
  passed: boolean;
  reason: string;
  note: string | null;
  milliseconds: number;
}

export async function insertChecks(
  db: Db,
  jobId: string,
  checks: readonly CheckRow[],
): Promise<void> {
  if (checks.length === 0) return;
  const rows = checks.map(({ check, passed, ...row }, position) => ({
    ...row,
    job_id: jobId,
    position,
    check_name: check,
    passed: passed ? 1 : 0,
  }));
  await db.insertInto('sign_in_checks').values(rows).execute();
}

export async function deleteChecks(db: Db, jobId: string): Promise<void> {
  await db.deleteFrom('sign_in_checks').where('job_id', '=', jobId).execute();
}

export async function checksOf(db: Db, jobId: string): Promise<CheckRow[]> {
  const rows = await db
    .selectFrom('sign_in_checks')
    .selectAll()
    .where('job_id', '=', jobId)
    .orderBy('position')
    .execute();
  return rows.map(({ check_name, passed, reason, note, milliseconds }) => ({
    check: check_name,
    passed: passed === 1,
    reason,
    note,
    milliseconds,
  }));
}
