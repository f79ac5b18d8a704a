import type { Selectable } from 'kysely';
import type { Db, SignInChecksTable } from '../schema.ts';

/** The check whose notes tell of clocks, and of no one. */
export const clockCheck = 'recent';

export interface CheckRow {
  check: string;
  passed: boolean;
  reason: string;
  note: string | null;
  milliseconds: number;
}

/** Returns them as the database has them. */
export async function insertChecks(
  db: Db,
  jobId: string,
  checks: readonly CheckRow[],
): Promise<CheckRow[]> {
  if (checks.length === 0) return [];
  const rows = checks.map(({ check, ...row }, position) => {
    return { ...row, jobId, position, checkName: check };
  });
  const stored = await db.insertInto('sign_in_checks').values(rows).returningAll().execute();
  return stored.toSorted((a, b) => a.position - b.position).map(checkFrom);
}

export async function deleteChecks(db: Db, jobId: string): Promise<void> {
  await db.deleteFrom('sign_in_checks').where('jobId', '=', jobId).execute();
}

export async function checksOf(db: Db, jobId: string): Promise<CheckRow[]> {
  const rows = await db
    .selectFrom('sign_in_checks')
    .selectAll()
    .where('jobId', '=', jobId)
    .orderBy('position')
    .execute();
  return rows.map(checkFrom);
}

function checkFrom(row: Selectable<SignInChecksTable>): CheckRow {
  const { checkName: check, passed, reason, note, milliseconds } = row;
  return { check, passed, reason, note, milliseconds };
}
