import type { Db } from '../store/schema.ts';

/** A sign-in that a watchlist held. */
export interface PastHit {
  jobId: string;
  receivedAt: Date;
  /** The check that found the hit. */
  check: string | null;
  /** The stored list and entry; null when they were erased with the person. */
  note: string | null;
}

/** Returns sign-ins with a watchlist hit, the latest first, whatever other reasons they had. */
export async function heldByWatchlist(db: Db, since: Date): Promise<PastHit[]> {
  const rows = await db
    .selectFrom('sign_ins')
    .leftJoin('sign_in_checks', (join) =>
      join
        .onRef('sign_in_checks.jobId', '=', 'sign_ins.jobId')
        .on('sign_in_checks.reason', '=', 'watchlist_hit'),
    )
    .select([
      'sign_ins.jobId',
      'sign_ins.receivedAt',
      'sign_ins.checkName as decidingCheck',
      'sign_ins.note as decidingNote',
      'sign_in_checks.checkName',
      'sign_in_checks.note',
    ])
    .where('sign_ins.receivedAt', '>=', since)
    .where((row) =>
      row.or([
        row('sign_ins.reason', '=', 'watchlist_hit'),
        row('sign_in_checks.reason', '=', 'watchlist_hit'),
      ]),
    )
    .orderBy('sign_ins.receivedAt', 'desc')
    .orderBy('sign_in_checks.position')
    .execute();
  return rows.map((row) => {
    const found = row.checkName === null ? [row.decidingCheck, row.decidingNote] : null;
    const [check = null, note = null] = found ?? [row.checkName, row.note];
    return { jobId: row.jobId, receivedAt: row.receivedAt, check, note };
  });
}
