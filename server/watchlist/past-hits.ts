import type { Db } from '../store/schema.ts';

/** A sign-in that a watchlist held. */
export interface PastHit {
  jobId: string;
  receivedAt: string;
  /** Which check found it. */
  check: string | null;
  /** Which entry of which list, as it was stored; null when it was erased with the person. */
  note: string | null;
}

/** Sign-ins that a watchlist held, the latest first, whatever else was wrong with them. */
export async function heldByWatchlist(db: Db, since: Date): Promise<PastHit[]> {
  const rows = await db
    .selectFrom('sign_ins')
    .leftJoin('sign_in_checks', (join) =>
      join
        .onRef('sign_in_checks.job_id', '=', 'sign_ins.job_id')
        .on('sign_in_checks.reason', '=', 'watchlist_hit'),
    )
    .select([
      'sign_ins.job_id',
      'sign_ins.received_at',
      'sign_ins.check_name as deciding_check',
      'sign_ins.note as deciding_note',
      'sign_in_checks.check_name',
      'sign_in_checks.note',
    ])
    .where('sign_ins.received_at', '>=', since.toISOString())
    .where((row) =>
      row.or([
        row('sign_ins.reason', '=', 'watchlist_hit'),
        row('sign_in_checks.reason', '=', 'watchlist_hit'),
      ]),
    )
    .orderBy('sign_ins.received_at', 'desc')
    .orderBy('sign_in_checks.position')
    .execute();
  return rows.map((row) => {
    const found = row.check_name === null ? [row.deciding_check, row.deciding_note] : null;
    const [check = null, note = null] = found ?? [row.check_name, row.note];
    return { jobId: row.job_id, receivedAt: row.received_at, check, note };
  });
}
