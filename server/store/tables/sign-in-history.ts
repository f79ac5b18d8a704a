import type { Db } from '../schema.ts';

/** A decided sign-in as the history shows it. */
export interface HistoryRow {
  jobId: string;
  receivedAt: string;
  verdict: string;
  reason: string;
  locationId: string | null;
  locationName: string | null;
  flow: string | null;
  /** Of the enrolled person whom it was about, as long as they are enrolled. */
  personName: string | null;
}

export interface HistoryFilter {
  /** ISO 8601, from inclusive, to exclusive. */
  from: string;
  to: string;
  locationId: string | null;
  reason: string | null;
  /** Where the page before ended; the newest come first. */
  before: { receivedAt: string; jobId: string } | null;
  limit: number;
}

export async function signInHistory(db: Db, filter: HistoryFilter): Promise<HistoryRow[]> {
  const { from, to, locationId, reason, before, limit } = filter;
  return db
    .selectFrom('sign_ins')
    .leftJoin('people', 'people.id', 'sign_ins.claimed_person_id')
    .select((row) => [
      'sign_ins.job_id as jobId',
      'sign_ins.received_at as receivedAt',
      'sign_ins.verdict as verdict',
      'sign_ins.reason as reason',
      'sign_ins.location_id as locationId',
      'sign_ins.flow as flow',
      'people.name as personName',
      row
        .selectFrom('envoy_installs')
        .select('location_name')
        .whereRef('envoy_installs.location_id', '=', 'sign_ins.location_id')
        .limit(1)
        .as('locationName'),
    ])
    .where('sign_ins.received_at', '>=', from)
    .where('sign_ins.received_at', '<', to)
    .$if(locationId !== null, (query) => query.where('sign_ins.location_id', '=', locationId))
    .$if(reason !== null, (query) => query.where('sign_ins.reason', '=', reason!))
    .$if(before !== null, (query) =>
      query.where((row) =>
        row.or([
          row('sign_ins.received_at', '<', before!.receivedAt),
          row.and([
            row('sign_ins.received_at', '=', before!.receivedAt),
            row('sign_ins.job_id', '<', before!.jobId),
          ]),
        ]),
      ),
    )
    .orderBy('sign_ins.received_at', 'desc')
    .orderBy('sign_ins.job_id', 'desc')
    .limit(limit)
    .execute();
}
